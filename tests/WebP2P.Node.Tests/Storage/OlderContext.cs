using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace WebP2P.Node.Tests.Storage;

/// <summary>A database with one migration applied long ago and a pending one.</summary>
internal sealed class OlderContext(DbContextOptions<OlderContext> options) : DbContext(options);

[DbContext(typeof(OlderContext))]
[Migration("20000101000000_Older")]
internal sealed class Older : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
    }
}

[DbContext(typeof(OlderContext))]
[Migration("20010101000000_Newer")]
internal sealed class Newer : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE TABLE Newer(Id INTEGER)");
}
