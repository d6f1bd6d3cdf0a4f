using System.Globalization;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Overlays;

/// <summary>The newest state of one overlay, as its notices told it. Immutable; replaced as a whole.</summary>
internal sealed record OverlayFigures(OverlayState State, string Reason, NodeId? Server)
{
    public long CommittedVersion { get; init; }

    public long LibraryVersion { get; init; }

    public long Searches { get; init; }

    public long Messages { get; init; }

    public long Bytes { get; init; }

    public string? LastProof { get; init; }

    public DateTimeOffset? LastProofAt { get; init; }

    /// <summary>What these figures become by a notice; the same object when it is not about them.</summary>
    public OverlayFigures After(Notice notice, DateTimeOffset now) => notice switch
    {
        OverlayStateChanged changed => this with { State = changed.State, Reason = changed.Reason, Server = changed.Server },
        RegistrationProgress progress => this with
        {
            CommittedVersion = progress.CommittedVersion,
            LibraryVersion = progress.Version,
            LastProof = progress.CommittedVersion == progress.Version ? "the index has all of the library" : LastProof,
            LastProofAt = progress.CommittedVersion == progress.Version ? now : LastProofAt,
        },
        SearchFinished finished => this with
        {
            Searches = Searches + 1,
            Messages = Messages + finished.Messages,
            Bytes = Bytes + finished.Bytes,
            LastProof = finished.Problem is null ? Proof(finished) : LastProof,
            LastProofAt = finished.Problem is null ? now : LastProofAt,
        },
        _ => this,
    };

    /// <summary>An index answers once; where neighbours ask neighbours, a search takes as long as answers may come.</summary>
    private static string Proof(SearchFinished finished) => finished.Overlay == OverlayKind.Gnutella
        ? string.Create(CultureInfo.InvariantCulture, $"a search was done in {finished.ElapsedMs / 1_000.0:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"a search was answered in {finished.ElapsedMs} ms");
}
