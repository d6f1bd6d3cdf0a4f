using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Storage;

/// <summary><c>node.db</c>: what the node must not forget. Made by its factory for one piece of work, then disposed.</summary>
public sealed class NodeDbContext(DbContextOptions<NodeDbContext> options) : DbContext(options)
{
    public DbSet<SettingRow> Settings => Set<SettingRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<ShareRow> Shares => Set<ShareRow>();

    public DbSet<FileRow> Files => Set<FileRow>();

    public DbSet<LeftFileRow> LeftFiles => Set<LeftFileRow>();

    public DbSet<TombstoneRow> Tombstones => Set<TombstoneRow>();

    public DbSet<LibraryRow> Library => Set<LibraryRow>();

    public DbSet<DownloadRow> Downloads => Set<DownloadRow>();

    public DbSet<PeerRow> Peers => Set<PeerRow>();

    public DbSet<SourceRow> Sources => Set<SourceRow>();

    public DbSet<UploadTotalRow> UploadTotals => Set<UploadTotalRow>();

    public DbSet<NoUploadsRow> NoUploads => Set<NoUploadsRow>();

    public DbSet<BlockRow> Blocks => Set<BlockRow>();

    public DbSet<HostRow> Hosts => Set<HostRow>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SettingRow>().HasKey(row => row.Key);
        modelBuilder.Entity<ShareRow>().HasIndex(row => row.Path).IsUnique();
        modelBuilder.Entity<FileRow>(file =>
        {
            file.HasOne<ShareRow>().WithMany().HasForeignKey(row => row.ShareId).OnDelete(DeleteBehavior.Restrict);
            file.HasIndex(row => new { row.ShareId, row.RelativePath }).IsUnique();
            file.HasIndex(row => new { row.Hash, row.Size });
            file.HasIndex(row => row.Version);
            file.HasIndex(row => new { row.Folder, row.Name });
            file.HasQueryFilter(row => !row.Hidden);
            file.HasIndex(row => new { row.Inode, row.Device });
        });
        modelBuilder.Entity<LeftFileRow>().HasIndex(row => new { row.Inode, row.Device });
        modelBuilder.Entity<TombstoneRow>().HasKey(row => row.Version);
        modelBuilder.Entity<TombstoneRow>().Property(row => row.Version).ValueGeneratedNever();
        modelBuilder.Entity<LibraryRow>().Property(row => row.Id).ValueGeneratedNever();
        modelBuilder.Entity<DownloadRow>().HasIndex(row => new { row.Hash, row.Size });
        modelBuilder.Entity<PeerRow>().HasKey(row => row.NodeId);
        modelBuilder.Entity<SourceRow>().HasKey(row => row.NodeId);
        modelBuilder.Entity<UploadTotalRow>().HasKey(row => row.NodeId);
        modelBuilder.Entity<NoUploadsRow>().HasKey(row => row.NodeId);
        modelBuilder.Entity<HostRow>().HasKey(row => row.Address);
        modelBuilder.Entity<HostRow>().HasIndex(row => row.LastSeenUnixMs);
        modelBuilder.Entity<BlockRow>().HasIndex(row => new { row.IsNode, row.Key, row.Size }).IsUnique();
    }
}
