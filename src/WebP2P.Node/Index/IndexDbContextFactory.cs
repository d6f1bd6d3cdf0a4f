using Microsoft.EntityFrameworkCore.Design;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>Used only by the tool that writes migrations.</summary>
internal sealed class IndexDbContextFactory : IDesignTimeDbContextFactory<IndexDbContext>
{
    public IndexDbContext CreateDbContext(string[] args) => new(SqliteSetup.Options<IndexDbContext>("design.db"));
}
