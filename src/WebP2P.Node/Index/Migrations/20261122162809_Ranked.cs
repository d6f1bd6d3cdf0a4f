using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebP2P.Node.Index.Migrations
{
    /// <summary>Rows are numbered so that short names come first. Old rows are not carried over: their nodes register them again.</summary>
    public partial class Ranked : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            DropAll(migrationBuilder);
            migrationBuilder.Sql("CREATE TABLE Nodes (Id INTEGER NOT NULL CONSTRAINT PK_Nodes PRIMARY KEY, NodeId BLOB NOT NULL, LibraryId BLOB NOT NULL, Version INTEGER NOT NULL, SeenUnixMs INTEGER NOT NULL, Files INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_Nodes_NodeId ON Nodes (NodeId)");
            migrationBuilder.Sql("CREATE TABLE Contents (Id INTEGER NOT NULL CONSTRAINT PK_Contents PRIMARY KEY, HashKey INTEGER NOT NULL, Hash BLOB NOT NULL, Size INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE INDEX IX_Contents_HashKey_Size ON Contents (HashKey, Size)");
            migrationBuilder.Sql("CREATE TABLE Names (Id INTEGER NOT NULL CONSTRAINT PK_Names PRIMARY KEY, ContentId INTEGER NOT NULL, NameKey INTEGER NOT NULL, Name TEXT NOT NULL)");
            migrationBuilder.Sql("CREATE INDEX IX_Names_ContentId_NameKey ON Names (ContentId, NameKey)");
            migrationBuilder.Sql("CREATE TABLE Files (NodeId INTEGER NOT NULL, FileKey INTEGER NOT NULL, Folder TEXT NOT NULL, NameId INTEGER NOT NULL, ModifiedUnixMs INTEGER NOT NULL, Complete INTEGER NOT NULL, CONSTRAINT PK_Files PRIMARY KEY (NodeId, FileKey)) WITHOUT ROWID");

            // The words come finished: this tokenizer splits at spaces only, since they hold letters, digits and the marks of filters. Positions are
            // kept for phrases; texts and their lengths are not.
            migrationBuilder.Sql("CREATE VIRTUAL TABLE NameTokens USING fts5(Tokens, content='', detail=full, columnsize=0, prefix='3 4', tokenize=\"ascii tokenchars ':;='\")");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            DropAll(migrationBuilder);
            migrationBuilder.Sql("CREATE TABLE Nodes (Id INTEGER NOT NULL CONSTRAINT PK_Nodes PRIMARY KEY AUTOINCREMENT, NodeId BLOB NOT NULL, LibraryId BLOB NOT NULL, Version INTEGER NOT NULL, SeenUnixMs INTEGER NOT NULL, Files INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_Nodes_NodeId ON Nodes (NodeId)");
            migrationBuilder.Sql("CREATE TABLE Contents (Id INTEGER NOT NULL CONSTRAINT PK_Contents PRIMARY KEY AUTOINCREMENT, Hash BLOB NOT NULL, Size INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_Contents_Hash_Size ON Contents (Hash, Size)");
            migrationBuilder.Sql("CREATE TABLE Names (Id INTEGER NOT NULL CONSTRAINT PK_Names PRIMARY KEY AUTOINCREMENT, ContentId INTEGER NOT NULL, Name TEXT NOT NULL)");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_Names_ContentId_Name ON Names (ContentId, Name)");
            migrationBuilder.Sql("CREATE TABLE Files (NodeId INTEGER NOT NULL, Folder TEXT NOT NULL, Name TEXT NOT NULL, NameId INTEGER NOT NULL, ContentId INTEGER NOT NULL, ModifiedUnixMs INTEGER NOT NULL, Complete INTEGER NOT NULL, CONSTRAINT PK_Files PRIMARY KEY (NodeId, Folder, Name))");
            migrationBuilder.Sql("CREATE INDEX IX_Files_ContentId_NodeId ON Files (ContentId, NodeId)");
            migrationBuilder.Sql("CREATE INDEX IX_Files_NameId ON Files (NameId)");
            migrationBuilder.Sql("CREATE VIRTUAL TABLE NameTokens USING fts5(Tokens, content='', contentless_delete=1, prefix='3 4', tokenize='ascii')");
        }

        private static void DropAll(MigrationBuilder migrationBuilder)
        {
            foreach (var table in new[] { "NameTokens", "Files", "Names", "Contents", "Nodes" }) migrationBuilder.Sql($"DROP TABLE {table}");
        }
    }
}
