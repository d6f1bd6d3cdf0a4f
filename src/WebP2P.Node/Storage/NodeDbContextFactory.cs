using Microsoft.EntityFrameworkCore.Design;

namespace WebP2P.Node.Storage;

/// <summary>Used only by the tool that writes migrations.</summary>
internal sealed class NodeDbContextFactory : IDesignTimeDbContextFactory<NodeDbContext>
{
    public NodeDbContext CreateDbContext(string[] args) =>
        new(SqliteSetup.Options<NodeDbContext>("design.db"));
}
