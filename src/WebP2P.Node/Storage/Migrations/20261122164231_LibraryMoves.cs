using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebP2P.Node.Storage.Migrations
{
    /// <inheritdoc />
    public partial class LibraryMoves : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "RootDevice",
                table: "Shares",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RootInode",
                table: "Shares",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "BornTicks",
                table: "Files",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ChangedTicks",
                table: "Files",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "Missing",
                table: "Files",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "LeftFiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    ModifiedTicks = table.Column<long>(type: "INTEGER", nullable: false),
                    Device = table.Column<long>(type: "INTEGER", nullable: false),
                    Inode = table.Column<long>(type: "INTEGER", nullable: false),
                    BornTicks = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Layer = table.Column<byte[]>(type: "BLOB", nullable: false),
                    LeftUnixMs = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LeftFiles", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Files_Inode_Device",
                table: "Files",
                columns: new[] { "Inode", "Device" });

            migrationBuilder.CreateIndex(
                name: "IX_LeftFiles_Inode_Device",
                table: "LeftFiles",
                columns: new[] { "Inode", "Device" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LeftFiles");

            migrationBuilder.DropIndex(
                name: "IX_Files_Inode_Device",
                table: "Files");

            migrationBuilder.DropColumn(
                name: "RootDevice",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "RootInode",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "BornTicks",
                table: "Files");

            migrationBuilder.DropColumn(
                name: "ChangedTicks",
                table: "Files");

            migrationBuilder.DropColumn(
                name: "Missing",
                table: "Files");
        }
    }
}
