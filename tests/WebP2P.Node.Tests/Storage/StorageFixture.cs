using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Storage;

/// <summary>A data folder with its prepared database, opened through the node's own registrations.</summary>
internal sealed class StorageFixture : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private StorageFixture(DataFolder folder, ServiceProvider services)
    {
        Folder = folder;
        this.services = services;
    }

    public DataFolder Folder { get; }

    public IDbContextFactory<NodeDbContext> Contexts => Get<IDbContextFactory<NodeDbContext>>();

    public static async Task<StorageFixture> OpenAsync(string path, IndexCareOptions? care = null)
    {
        var folder = DataFolder.Open(path);
        var services = new ServiceCollection().AddLogging().AddSingleton(care ?? new IndexCareOptions()).AddNodeStorage(folder).AddIndex().BuildServiceProvider();
        var fixture = new StorageFixture(folder, services);
        try
        {
            await fixture.Get<StoragePreparation>().PrepareAsync();
        }
        catch (Exception refused) when (refused is InvalidDataException or IOException)
        {
            await fixture.DisposeAsync();
            throw;
        }
        return fixture;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Folder.Dispose();
    }
}
