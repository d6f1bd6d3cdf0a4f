using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

/// <summary>Dial-backs and callbacks over an index server.</summary>
internal static class ReachFormats
{
    private const int ReasonBytesMax = 512;
    private const int ElapsedMsMax = 3_600_000;

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<IndexDialBack>(MessageType.IndexDialBack, "1 port", (writer, asked) => writer.Number(1, asked.Port), ReadDialBack),
        Row<IndexDialledBack>(MessageType.IndexDialledBack, "1 reachable, 2 address, 3 elapsed ms, 4 reason", WriteDialledBack, ReadDialledBack),
        Row<CallBack>(MessageType.CallBack, "1 node, 2 nonce", WriteCallBack, ReadCallBack),
        Row<CallBackAsked>(MessageType.CallBackAsked, "1 nonce, 2 peer record", WriteAsked, ReadAsked),
        Row<CallBackRefused>(MessageType.CallBackRefused, "1 nonce, 2 reason", WriteRefused, ReadRefused),
    ];

    private static IndexDialBack ReadDialBack(ref FieldReader reader)
    {
        var port = 0L;
        while (reader.Next(out var tag))
            if (tag == 1) port = reader.Number(65_535);
        if (port == 0) reader.Fail();
        return new IndexDialBack((int)port);
    }

    private static void WriteDialledBack(FieldWriter writer, IndexDialledBack answer)
    {
        writer.Number(1, (long)answer.Result);
        if (answer.Address is not null) writer.Nested(2, answer.Address, SharedFormats.Write);
        writer.Number(3, answer.ElapsedMs);
        writer.TextIfAny(4, answer.Reason);
    }

    private static IndexDialledBack ReadDialledBack(ref FieldReader reader)
    {
        var answer = new IndexDialledBack(Reachability.Unknown, null, 0, null);
        while (reader.Next(out var tag))
        {
            if (tag == 1) answer = answer with { Result = (Reachability)reader.Number((long)Reachability.No) };
            if (tag == 2) answer = answer with { Address = reader.Nested(SharedFormats.ReadAddress) };
            if (tag == 3) answer = answer with { ElapsedMs = (int)reader.Number(ElapsedMsMax) };
            if (tag == 4) answer = answer with { Reason = reader.Text(ReasonBytesMax) };
        }

        return answer;
    }

    private static void WriteCallBack(FieldWriter writer, CallBack call)
    {
        writer.Hash(1, call.Node.Value);
        writer.Id(2, call.Nonce);
    }

    private static CallBack ReadCallBack(ref FieldReader reader)
    {
        Bytes32? node = null;
        UInt128 nonce = default;
        while (reader.Next(out var tag))
        {
            if (tag == 1) node = reader.Hash();
            if (tag == 2) nonce = reader.Id();
        }

        if (node is null) reader.Fail();
        return new CallBack(new NodeId(node ?? default), nonce);
    }

    private static void WriteAsked(FieldWriter writer, CallBackAsked asked)
    {
        writer.Id(1, asked.Nonce);
        writer.Bytes(2, asked.Asker.Envelope.Span);
    }

    private static CallBackAsked ReadAsked(ref FieldReader reader)
    {
        UInt128 nonce = default;
        Signed<PeerRecord>? asker = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) nonce = reader.Id();
            if (tag == 2) asker = reader.Sealed<PeerRecord>();
        }

        if (asker is null) reader.Fail();
        return new CallBackAsked(nonce, asker!);
    }

    private static void WriteRefused(FieldWriter writer, CallBackRefused refused)
    {
        writer.Id(1, refused.Nonce);
        writer.Text(2, refused.Reason);
    }

    private static CallBackRefused ReadRefused(ref FieldReader reader)
    {
        UInt128 nonce = default;
        var reason = "";
        while (reader.Next(out var tag))
        {
            if (tag == 1) nonce = reader.Id();
            if (tag == 2) reason = reader.Text(ReasonBytesMax);
        }

        return new CallBackRefused(nonce, reason);
    }
}
