using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A database that takes nothing while it is told so, as on a full disk.</summary>
internal sealed class RefusingDatabase
{
    private const int Full = 13;

    private volatile bool isFull;

    public bool IsFull
    {
        get => isFull;
        set => isFull = value;
    }

    public void AddTo(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IDbContextFactory<NodeDbContext>));
        services.AddSingleton<IDbContextFactory<NodeDbContext>>(provider => new Factory(this, Make(inner, provider)));
    }

    private static IDbContextFactory<NodeDbContext> Make(ServiceDescriptor inner, IServiceProvider provider) => (IDbContextFactory<NodeDbContext>)(
        inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));

    private sealed class Factory(RefusingDatabase database, IDbContextFactory<NodeDbContext> inner) : IDbContextFactory<NodeDbContext>
    {
        public NodeDbContext CreateDbContext() => database.IsFull ? throw new SqliteException("database or disk is full", Full) : inner.CreateDbContext();
    }
}
