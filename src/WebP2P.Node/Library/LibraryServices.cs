using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;
using WebP2P.Node.Library.Tree;

namespace WebP2P.Node.Library;

public static class LibraryServices
{
    /// <summary>Shares and their files: <see cref="IShares"/>, <see cref="LibraryJournal"/>, <see cref="LibraryContents"/>. Needs node storage, feed, options, time and logging; starts after the storage was prepared.</summary>
    public static IServiceCollection AddLibrary(this IServiceCollection services) => services
        .AddSingleton<LibraryStore>()
        .AddSingleton<ShareRules>()
        .AddSingleton<RuleBook>()
        .AddSingleton<ShareRegister>()
        .AddSingleton<ShareTable>()
        .AddSingleton<ShareFiles>()
        .AddSingleton<ShareTotals>()
        .AddSingleton<ContentHasher>()
        .AddSingleton<HashingPace>()
        .AddSingleton(provider => new HashingPool(provider.GetRequiredService<HashingPace>()))
        .AddSingleton<ScanTools>()
        .AddSingleton<HashingService>()
        .AddSingleton<IHashing>(provider => provider.GetRequiredService<HashingService>())
        .AddSingleton<ShareScanner>()
        .AddSingleton<ShareScans>()
        .AddSingleton<ShareLooks>()
        .AddSingleton<ShareWatches>()
        .AddSingleton<ShareRounds>()
        .AddSingleton<ShareUpkeep>()
        .AddSingleton<FolderPicker>()
        .AddSingleton<LibraryFiles>()
        .AddSingleton<RulePreviews>()
        .AddSingleton<ShareEdits>()
        .AddSingleton<IShareEdits>(provider => provider.GetRequiredService<ShareEdits>())
        .AddSingleton<FolderTrees>()
        .AddSingleton<Duplicates>()
        .AddSingleton<ILibraryTree, LibraryTree>()
        .AddSingleton<LibraryParts>()
        .AddSingleton(provider => new LibraryJournal(provider.GetRequiredService<LibraryStore>()))
        .AddSingleton(provider => new LibraryContents(provider.GetRequiredService<LibraryStore>(), provider.GetRequiredService<NodeOptions>()))
        .AddSingleton<LibraryService>()
        .AddSingleton<IShares>(provider => provider.GetRequiredService<LibraryService>());
}
