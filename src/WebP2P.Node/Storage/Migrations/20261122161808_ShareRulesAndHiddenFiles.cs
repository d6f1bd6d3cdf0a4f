using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebP2P.Node.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ShareRulesAndHiddenFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Rules",
                table: "Shares",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Hidden",
                table: "Files",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "IX_Files_Folder_Name",
                table: "Files",
                columns: new[] { "Folder", "Name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Files_Folder_Name",
                table: "Files");

            migrationBuilder.DropColumn(
                name: "Rules",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "Hidden",
                table: "Files");
        }
    }
}
