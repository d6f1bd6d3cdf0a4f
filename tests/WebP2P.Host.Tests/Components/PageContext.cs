using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using WebP2P.Host.Components.Live;
using WebP2P.Host.Components.Parts;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

/// <summary>Pages over a node that exists only as figures.</summary>
public abstract class PageContext : BunitContext
{
    static PageContext() => DefaultWaitTimeout = Eventually.Deadline;

    private protected PageContext()
    {
        Edits = new SampleEdits(Shares);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<INodeStatus>(Node).AddSingleton<IPeers>(Node).AddSingleton<IUploads>(Node).AddSingleton<IUploadPeers>(UploadPeers).AddSingleton<ITransferLimits>(Limits);
        Services.AddSingleton<ISearches>(Searches).AddSingleton<IDownloads>(Downloads).AddSingleton<IShares>(Shares).AddSingleton<IOwnIndex>(Index);
        Services.AddSingleton<IGnutellaStatus>(Gnutella).AddScoped<AskChoice>();
        Services.AddSingleton<IShareEdits>(Edits).AddSingleton<ILibraryTree>(Library).AddSingleton<IHashing>(Hashing);
        Services.AddSingleton<ILabRuns>(Runs);
        // Nothing beats by itself, so no row is drawn anew between finding and clicking it.
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddScoped(_ => new Tick(new FakeTimeProvider()));
        ComponentFactories.AddStub<MudBlazor.MudPopoverProvider>();
    }

    private protected FakeTimeProvider Time { get; } = new();

    private protected SampleNode Node { get; } = new();

    private protected SampleGnutella Gnutella { get; } = new();

    private protected SampleSearches Searches { get; } = new();

    private protected SampleDownloads Downloads { get; } = new();

    private protected SampleShares Shares { get; } = new();

    private protected SampleEdits Edits { get; }

    private protected SampleLibrary Library { get; } = new();

    private protected FakeHashing Hashing { get; } = new(new NodeFeed(TimeProvider.System));

    private protected FakeUploadPeers UploadPeers { get; } = FakeUploadPeers.Sample();

    private protected FakeLimits Limits { get; } = new(new NodeFeed(TimeProvider.System));

    private protected SampleLab Runs { get; } = new();

    private protected FakeIndex Index { get; } = new();
}
