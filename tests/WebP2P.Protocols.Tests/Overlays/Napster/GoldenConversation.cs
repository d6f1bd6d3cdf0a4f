using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>Writes down what nodes say to each other, with names instead of ids, and compares it with a file.</summary>
internal sealed class GoldenConversation
{
    private readonly SimulatedNetwork network;
    private readonly GoldenText text;
    private readonly Dictionary<ContentId, string> contents = [];

    public GoldenConversation(SimulatedNetwork network)
    {
        this.network = network;
        text = new GoldenText(network, Line);
    }

    public void Say(string line) => text.Say(line);

    public void Name(ContentId content, string name) => contents[content] = name;

    public void Check(string name) => text.Check(name);

    private string? Line(SimulatedStep step) => step.Kind switch
    {
        StepKind.Delivered => $"{step.From} -> {step.To}  {Text((Message)step.Payload!)}",
        StepKind.Noted => $"{step.To} tells its owner  {Text((Notice)step.Payload!)}",
        StepKind.Started => $"{step.To} starts at {step.Payload}",
        _ => null,
    };

    private string Text(Message message) => message switch
    {
        PeerRecordChanged changed => $"PeerRecordChanged {Text(changed.Record)}",
        Register register => $"Register library {register.LibraryId} at {register.Version}",
        RegisterResume resume => $"RegisterResume library {resume.LibraryId} after {resume.CommittedVersion}, {resume.Files} files",
        RegisterDigests digests => $"RegisterDigests library {digests.LibraryId} at {digests.Version}, {BucketDigests.Empty.Differing(digests.Digests).Count} buckets with files",
        RegisterDiffering differing => $"RegisterDiffering library {differing.LibraryId} at {differing.Version}: {Text(differing.Buckets)}",
        RegisterBatch batch => $"RegisterBatch library {batch.LibraryId} ({batch.FromVersion}, {batch.ToVersion}] {Text(batch.Repair)}{string.Join(", ", batch.Changes.Take(3).Select(Text))}{(batch.Changes.Count > 3 ? ", ..." : "")}",
        RegisterCommitted committed => $"RegisterCommitted library {committed.LibraryId} at {committed.Version}",
        RegisterRefused refused => $"RegisterRefused library {refused.LibraryId}: {refused.Reason}",
        IndexSearch search => $"IndexSearch {search.Query} (at most {search.ContentsMax})",
        IndexHits hits => $"IndexHits {Text(hits.Hits)}, records of {Text(hits.Peers)}{(hits.Last ? ", last" : "")}{(hits.Complete ? ", complete" : "")}{(hits.Refusal is null ? "" : $", refused: {hits.Refusal}")}{Text(hits.Facets)}{Near(hits.NearestWords)}",
        IndexSuggest suggest => $"IndexSuggest {suggest.Beginning} (at most {suggest.WordsMax})",
        IndexSuggestions found => $"IndexSuggestions {string.Join(", ", found.Words)}{(found.Refusal is null ? "" : $", refused: {found.Refusal}")}",
        IndexSources sources => $"IndexSources {Text(sources.Contents)}",
        IndexSourcesFound found => $"IndexSourcesFound {Text(found.Content)} at {Text(found.Sources)}, records of {Text(found.Peers)}",
        IndexWatch watch => $"IndexWatch {Text(watch.Contents)}",
        IndexUnwatch unwatch => $"IndexUnwatch {Text(unwatch.Contents)}",
        IndexPeers peers => $"IndexPeers {string.Join(", ", peers.Nodes.Select(Text))}",
        IndexPeersFound found => $"IndexPeersFound {Text(found.Peers)}",
        IndexDialBack asked => $"IndexDialBack port {asked.Port}",
        IndexDialledBack answer => $"IndexDialledBack {answer.Result} at {answer.Address}{(answer.Reason is null ? "" : $": {answer.Reason}")}",
        CallBack call => $"CallBack {Text(call.Node)} with {call.Nonce}",
        CallBackAsked asked => $"CallBackAsked by {Text(asked.Asker)} with {asked.Nonce}",
        CallBackRefused refused => $"CallBackRefused {refused.Nonce}: {refused.Reason}",
        _ => message.GetType().Name,
    };

    private string Text(Notice notice) => notice switch
    {
        OverlayStateChanged changed => $"{changed.State}: {changed.Reason}",
        RegistrationProgress progress => $"registered {progress.CommittedVersion} of {progress.Version}",
        HitsFound found => $"hits {Text(found.Hits)} after {found.ElapsedMs} ms",
        SearchFinished finished => $"search finished{(finished.Complete ? ", complete" : "")}{(finished.Problem is null ? "" : $": {finished.Problem}")} ({finished.Messages} messages, {finished.ElapsedMs} ms){Near(finished.NearestWords)}",
        SuggestionsFound found => $"suggestions {string.Join(", ", found.Words)}{(found.Problem is null ? "" : $": {found.Problem}")}",
        SourcesFound found => $"sources of {Text(found.Content)}: {Text(found.Sources)}",
        PeersLearned learned => $"learned {Text(learned.Peers)}",
        DialledBack result => $"dialled back by {Text(result.By)} at {result.Address}: {result.Result}",
        CallBackWanted wanted => $"{Text(wanted.Asker)} waits for {wanted.Nonce}",
        CallBackFailed failed => $"nobody brings {failed.Nonce}: {failed.Reason}",
        _ => notice.GetType().Name,
    };

    private static string Text(Facets facets) =>
        facets.Kinds.Count == 0 ? "" : $", facets {string.Join(" ", facets.Kinds.Concat(facets.Extensions).Concat(facets.Sizes).Select(value => $"{value.Value}={value.Contents}"))}";

    private static string Near(IReadOnlyList<string> words) => words.Count == 0 ? "" : $", near {string.Join(", ", words)}";

    private static string Text(IReadOnlyList<int> buckets) => buckets.Count == 0 ? "no bucket" : $"buckets {string.Join(", ", buckets)}";

    private static string Text(BucketRepair? repair) => repair is null ? ""
        : $"replaces {(repair.Replaced.Count == 0 ? "nothing" : string.Join(", ", repair.Replaced.Select(Text)))}{(repair.Last ? ", last" : "")}: ";

    private static string Text(PlaceSpan span)
    {
        var bucket = FilePlace.BucketOf(span.First);
        return span == FilePlace.SpanOf(bucket) ? $"bucket {bucket}" : $"part of bucket {bucket}";
    }

    private static string Text(FileChange change) => $"{(change.Removed ? "-" : "+")}{change.File.Folder}/{change.File.Name}";

    private static string Text(Signed<PeerRecord> record) => $"{record.Value.Name} at {string.Join(" ", record.Value.Addresses)}{(record.Value.Reachable == Reachability.Unknown ? "" : $" (reachable: {record.Value.Reachable})")}";

    private string Text(NodeId node) => network.Find(node)?.Name ?? node.ShortText;

    private string Text(ContentId content) => contents.GetValueOrDefault(content, content.Hash.ToString()[..8]);

    private static string Text(IReadOnlyList<Signed<PeerRecord>> records) => records.Count == 0 ? "nobody" : string.Join(", ", records.Select(Text));

    private string Text(IReadOnlyList<ContentId> some) => string.Join(", ", some.Select(Text));

    private string Text(IReadOnlyList<HitSource> sources) =>
        sources.Count == 0 ? "nobody" : string.Join(" and ", sources.Select(source => Text(source.Node) + (source.Complete ? "" : " (part)")));

    private string Text(IReadOnlyList<Hit> hits) =>
        hits.Count == 0 ? "none" : string.Join("; ", hits.Select(hit => $"{Text(hit.Content)} \"{string.Join("\", \"", hit.Names)}\" at {Text(hit.Sources)}"));
}
