using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebP2P.Node.Storage.Migrations
{
    /// <inheritdoc />
    public partial class DownloadOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Order",
                table: "Downloads",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Order",
                table: "Downloads");
        }
    }
}
