using System.Runtime.CompilerServices;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Components;

/// <summary>Runs of every state; the first is completed and has a trace.</summary>
internal sealed class SampleLab : ILabRuns
{
    private static readonly LabResult Result = FakeLabWorker.Result();

    public List<LabRunView> Views { get; } =
    [
        Make(LabRunState.Completed, "Done.", new LabOptions { Nodes = 1000, Queries = 100 }) with { Nodes = 1000, Figures = Result.Figures, Drops = Result.Drops, TraceSteps = Result.Trace.Count, TraceComplete = true },
        Make(LabRunState.Running, "Running.", new LabOptions { Nodes = 100_000, Topology = "powerlaw:3", LossPerMillion = 20_000, Queries = 100 }) with { Progress = new LabProgress(42, 100, 12_345_678, 90_000) },
        Make(LabRunState.Queued, "Waiting, next in line.", new LabOptions { Nodes = 500, Strategy = null, ChurnShapePerMille = 590, ChurnScaleMs = 2_460_000 }) with { Position = 1 },
        Make(LabRunState.Failed, "It took longer than 600 seconds and was ended. Fewer nodes or queries take less; the command line has no limit: webp2p lab run.", new LabOptions { Nodes = 50_000 }),
        Make(LabRunState.Completed, "Done.", new LabOptions { Nodes = 1000, Overlay = Protocols.Overlays.OverlayKind.Napster }) with { Nodes = 1000, Figures = Result.Figures with { Messages = 1, Digest = "00000000000000cd" } },
    ];

    public List<LabOptions> Started { get; } = [];

    /// <summary>What starting is answered with.</summary>
    public Refusal? Refusal { get; set; }

    public IReadOnlyList<LabRunView> List() => [.. Views];

    public LabRunView? Find(Guid id) => Views.Find(view => view.Id == id);

    public Outcome<LabRunView> Start(LabOptions options)
    {
        if (Refusal is { } refusal) return refusal;
        Started.Add(options);
        Views.Insert(0, Make(LabRunState.Queued, "Waiting, next in line.", options));
        return Views[0];
    }

    public bool Cancel(Guid id) => Change(id, view => view with { State = LabRunState.Cancelled, Reason = "Cancelled.", Version = view.Version + 1 });

    public bool Remove(Guid id) => Views.RemoveAll(view => view.Id == id) > 0;

    public IReadOnlyList<LabStep>? Trace(Guid id) => Views.IndexOf(Find(id)!) is var at and >= 0 && Views[at].TraceSteps is not null ? Result.Trace : null;

    public async IAsyncEnumerable<LabRunView> FollowAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (Find(id) is { } view) yield return view;
    }

    private bool Change(Guid id, Func<LabRunView, LabRunView> change)
    {
        var at = Views.FindIndex(view => view.Id == id);
        if (at >= 0) Views[at] = change(Views[at]);
        return at >= 0;
    }

    private static LabRunView Make(LabRunState state, string reason, LabOptions options) =>
        new(Guid.NewGuid(), state, reason, 1, LabReading.Choices(options), DateTimeOffset.UtcNow.AddMinutes(-3), null, null, null, null, null, null, null, null, null);
}
