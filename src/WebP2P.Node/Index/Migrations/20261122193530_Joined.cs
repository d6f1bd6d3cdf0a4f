using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebP2P.Node.Index.Migrations
{
    /// <summary>A name's row has its content, so that an answer needs one look for each. Old rows are not carried over: their nodes register them again.</summary>
    public partial class Joined : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            DropAll(migrationBuilder, ["NameTokens", "Files", "Names", "Contents", "Nodes"]);
            migrationBuilder.Sql("CREATE TABLE Nodes (Id INTEGER NOT NULL CONSTRAINT PK_Nodes PRIMARY KEY, NodeId BLOB NOT NULL, LibraryId BLOB NOT NULL, Version INTEGER NOT NULL, SeenUnixMs INTEGER NOT NULL, Files INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_Nodes_NodeId ON Nodes (NodeId)");
            migrationBuilder.Sql("CREATE TABLE Names (Id INTEGER NOT NULL CONSTRAINT PK_Names PRIMARY KEY, ContentId INTEGER NOT NULL, HashKey INTEGER NOT NULL, NameKey INTEGER NOT NULL, Hash BLOB NOT NULL, Size INTEGER NOT NULL, WordMarks INTEGER NOT NULL, Name TEXT NOT NULL)");
            migrationBuilder.Sql("CREATE INDEX IX_Names_HashKey_NameKey ON Names (HashKey, NameKey)");
            migrationBuilder.Sql("CREATE TABLE Files (NodeId INTEGER NOT NULL, FileKey INTEGER NOT NULL, Folder TEXT NOT NULL, NameId INTEGER NOT NULL, ModifiedUnixMs INTEGER NOT NULL, Complete INTEGER NOT NULL, CONSTRAINT PK_Files PRIMARY KEY (NodeId, FileKey)) WITHOUT ROWID");

            // The words come finished: this tokenizer splits at spaces only, since they hold letters, digits and the marks of filters. Positions are
            // kept for phrases; texts and their lengths are not.
            migrationBuilder.Sql("CREATE VIRTUAL TABLE NameTokens USING fts5(Tokens, content='', detail=full, columnsize=0, prefix='3 4 5', tokenize=\"ascii tokenchars ':;='\")");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            DropAll(migrationBuilder, ["NameTokens", "Files", "Names", "Nodes"]);
            migrationBuilder.Sql("CREATE TABLE Nodes (Id INTEGER NOT NULL CONSTRAINT PK_Nodes PRIMARY KEY, NodeId BLOB NOT NULL, LibraryId BLOB NOT NULL, Version INTEGER NOT NULL, SeenUnixMs INTEGER NOT NULL, Files INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE UNIQUE INDEX IX_Nodes_NodeId ON Nodes (NodeId)");
            migrationBuilder.Sql("CREATE TABLE Contents (Id INTEGER NOT NULL CONSTRAINT PK_Contents PRIMARY KEY, HashKey INTEGER NOT NULL, Hash BLOB NOT NULL, Size INTEGER NOT NULL)");
            migrationBuilder.Sql("CREATE INDEX IX_Contents_HashKey_Size ON Contents (HashKey, Size)");
            migrationBuilder.Sql("CREATE TABLE Names (Id INTEGER NOT NULL CONSTRAINT PK_Names PRIMARY KEY, ContentId INTEGER NOT NULL, NameKey INTEGER NOT NULL, Name TEXT NOT NULL)");
            migrationBuilder.Sql("CREATE INDEX IX_Names_ContentId_NameKey ON Names (ContentId, NameKey)");
            migrationBuilder.Sql("CREATE TABLE Files (NodeId INTEGER NOT NULL, FileKey INTEGER NOT NULL, Folder TEXT NOT NULL, NameId INTEGER NOT NULL, ModifiedUnixMs INTEGER NOT NULL, Complete INTEGER NOT NULL, CONSTRAINT PK_Files PRIMARY KEY (NodeId, FileKey)) WITHOUT ROWID");
            migrationBuilder.Sql("CREATE VIRTUAL TABLE NameTokens USING fts5(Tokens, content='', detail=full, columnsize=0, prefix='3 4', tokenize=\"ascii tokenchars ':;='\")");
        }

        private static void DropAll(MigrationBuilder migrationBuilder, string[] tables)
        {
            foreach (var table in tables) migrationBuilder.Sql($"DROP TABLE {table}");
        }
    }
}
