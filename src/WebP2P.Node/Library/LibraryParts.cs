using WebP2P.Node.Library.Rules;

namespace WebP2P.Node.Library;

/// <summary>What the library is made of.</summary>
internal sealed record LibraryParts(
    LibraryStore Store,
    ShareRegister Register,
    RuleBook Rules,
    ShareTable Table,
    ShareFiles Files,
    ShareScans Scans,
    FolderPicker Picker,
    LibraryFiles Listing,
    LibraryContents Contents);
