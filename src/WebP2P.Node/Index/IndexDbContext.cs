using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Index.Rows;

namespace WebP2P.Node.Index;

/// <summary><c>index.db</c>: its tables and their migrations; the store itself speaks through prepared commands.</summary>
internal sealed class IndexDbContext(DbContextOptions<IndexDbContext> options) : DbContext(options)
{
    public DbSet<IndexNodeRow> Nodes => Set<IndexNodeRow>();

    public DbSet<IndexContentRow> Contents => Set<IndexContentRow>();

    public DbSet<IndexNameRow> Names => Set<IndexNameRow>();

    public DbSet<IndexFileRow> Files => Set<IndexFileRow>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<IndexNodeRow>().HasIndex(row => row.NodeId).IsUnique();
        modelBuilder.Entity<IndexContentRow>().HasIndex(row => new { row.Hash, row.Size }).IsUnique();
        modelBuilder.Entity<IndexNameRow>().HasIndex(row => new { row.ContentId, row.Name }).IsUnique();
        modelBuilder.Entity<IndexFileRow>(file =>
        {
            file.HasKey(row => new { row.NodeId, row.Folder, row.Name });
            file.HasIndex(row => new { row.ContentId, row.NodeId });
            file.HasIndex(row => row.NameId);
        });
    }
}
