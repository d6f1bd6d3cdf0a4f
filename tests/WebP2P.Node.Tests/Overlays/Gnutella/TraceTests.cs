using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

public sealed class TraceTests
{
    private static readonly NodeId Bob = new(new Bytes32(new byte[32]));

    private readonly GnutellaTraces traces = new(new FakeTimeProvider());

    [Fact]
    public void A_copy_of_the_own_query_that_comes_back_belongs_to_its_trace_and_queries_of_others_to_none()
    {
        var search = Guid.NewGuid();
        traces.Begin(search, "harry potter");
        traces.Noted(Step(1, QueryStepKind.Sent) with { SearchId = search });
        traces.Noted(Step(1, QueryStepKind.Duplicate));
        traces.Noted(Step(2, QueryStepKind.Duplicate));
        traces.Noted(Step(1, QueryStepKind.Relayed));

        Assert.Equal([QueryStepKind.Sent, QueryStepKind.Duplicate], traces.Find(search)!.Steps.Select(step => step.Kind));
    }

    [Fact]
    public void A_trace_stops_at_its_limit_and_the_oldest_of_too_many_is_forgotten()
    {
        var first = Guid.NewGuid();
        traces.Begin(first, "harry potter");
        for (var step = 0; step <= GnutellaTrace.StepsMax; step++) traces.Noted(Step(1, QueryStepKind.Sent) with { SearchId = first });
        Assert.Equal(GnutellaTrace.StepsMax, traces.Find(first)!.Steps.Count);
        for (var more = 0; more < GnutellaTraces.KeptMax; more++) traces.Begin(Guid.NewGuid(), $"{more}");
        Assert.Null(traces.Find(first));
        Assert.Equal($"{GnutellaTraces.KeptMax - 1}", traces.All[0].Query);
    }

    private static QueryStep Step(ulong id, QueryStepKind kind) => new(new MessageId(id), Bob, null, 1, 0, kind, 5);
}
