using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Tests.Wire;

public sealed class EnvelopeTests
{
    [Fact]
    public void Nothing_may_follow_the_signature()
    {
        var envelope = CountingSeal.Peer(SampleMessages.Node(1)).Envelope.ToArray();
        Assert.NotNull(Envelope.TryParse(envelope));
        var more = new FieldWriter();
        more.Number(10, 1);
        Assert.Null(Envelope.TryParse((byte[])[.. envelope, .. more.Written]));
    }
}
