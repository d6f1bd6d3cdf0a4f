using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Index.Rows;

namespace WebP2P.Node.Index;

/// <summary><c>index.db</c>: its tables and their migrations; the store itself speaks through prepared commands.</summary>
internal sealed class IndexDbContext(DbContextOptions<IndexDbContext> options) : DbContext(options)
{
    public DbSet<IndexNodeRow> Nodes => Set<IndexNodeRow>();

    public DbSet<IndexNameRow> Names => Set<IndexNameRow>();

    public DbSet<IndexFileRow> Files => Set<IndexFileRow>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<IndexNodeRow>(node =>
        {
            node.Property(row => row.Id).ValueGeneratedNever();
            node.HasIndex(row => row.NodeId).IsUnique();
        });
        modelBuilder.Entity<IndexNameRow>(name =>
        {
            name.Property(row => row.Id).ValueGeneratedNever();
            name.HasIndex(row => new { row.HashKey, row.NameKey });
        });
        modelBuilder.Entity<IndexFileRow>().HasKey(row => new { row.NodeId, row.FileKey });
    }
}
