using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Deals pieces to sources before they run dry: as many in a range as the source gives in a quarter of a second or on its way, a single one
/// to a slow source. Near the end a source leaves to the others what they have sooner, and second copies are made of what takes too long.
/// </summary>
internal sealed class PieceDealer(SourceTable table, RequestTable requests, PiecePicker picker, PieceMap map)
{
    private const long LeadMsMax = 60;
    private const long LeadMsMin = 2;
    private const long RequestMs = 250;
    private const long UnprovenBytes = 256 * 1024;
    private const long LookMs = 100;
    private const long ShortestLookMs = 5;
    private const int RunMax = 256;
    private const long SilentMs = 3_000;
    private const long DoubtMs = 1_000;
    private const long TailMs = 2_000;

    /// <summary>A second copy must be here before the first by this much.</summary>
    private const long SecondGainMs = 100;

    /// <summary>What others claim is left to them this long after the own claims are all fetched, or this part of the time so far.</summary>
    private const long PatienceMs = 1_000;
    private const long PatienceShare = 16;

    private long dealt;
    private long nowMs;
    private long startedMs = -1;
    private long claimedMs = -1;
    private long patientUntilMs = long.MaxValue;
    private long leadMs = LeadMsMax;
    private long needBytes;
    private long totalRate;
    private long silentBytes;

    /// <summary>What this node fetches first where all is to be had; null: no matter.</summary>
    public PieceClaims? Claims { get; set; }

    /// <summary>Everything that is missing is on its way.</summary>
    public bool IsEndgame => picker.Unassigned == 0 && requests.Open.Count > 0;

    /// <summary>When to look again although nothing happened; null when only something that happens can change anything.</summary>
    public long? LookInMs { get; private set; }

    public long NextNumber() => ++dealt;

    public void Deal(TransferTurn turn)
    {
        nowMs = turn.NowMs;
        if (startedMs < 0) (startedMs, claimedMs) = (nowMs, nowMs);
        Measure();
        if (IsTail || requests.Open.Count == 0 || nowMs >= patientUntilMs) table.Wake();
        if (nowMs >= patientUntilMs) patientUntilMs = long.MaxValue;
        while (HasRoom && NextToWork() is { } source)
        {
            if (!TryGive(source, turn)) source.IsExhausted = true;
        }
        LookInMs = NextLookMs();
    }

    /// <summary>So little is left that it matters who takes it.</summary>
    private bool IsTail => (long)picker.Unassigned * map.PieceBytes <= Math.Max(2 * RequestTable.InFlightBytesMax, totalRate * TailMs / 1_000);

    private void Measure()
    {
        (needBytes, totalRate, silentBytes) = (0, 0, 0);
        foreach (var source in table.Granted)
        {
            source.Pace.Look(nowMs);
            source.IsBenched = false;
            totalRate += source.Pace.BytesPerSecond;
            if (IsSilent(source)) silentBytes += source.MissingBytes;
        }
        var ways = table.Granted.Sum(WayOf);
        while (ways > RequestTable.InFlightBytesMax && LeastWorth() is { } least)
        {
            least.IsBenched = true;
            ways -= WayOf(least);
        }
        leadMs = totalRate == 0 ? LeadMsMax : Math.Clamp((RequestTable.InFlightBytesMax - ways) * 800 / totalRate, LeadMsMin, LeadMsMax);
        foreach (var source in table.Granted) needBytes += source.IsBenched ? 0 : NeedOf(source);
    }

    /// <summary>
    /// When the room is not enough for all, those who give the least for what they take of it get nothing more. In a swarm nobody is spared:
    /// the slowest may be the only one who has a piece.
    /// </summary>
    private TransferSource? LeastWorth()
    {
        TransferSource? least = null;
        var working = 0;
        foreach (var source in table.Granted)
        {
            if (!source.IsWhole) return null;
            if (source.IsBenched) continue;
            working++;
            if (source.Pace.IsKnown && (least is null || Worth(source) < Worth(least))) least = source;
        }
        return working > 1 && least is { Pace.IsWayKnown: true } ? least : null;
    }

    private long Worth(TransferSource source) => source.Pace.BytesPerSecond * 1_000 / WayOf(source);

    /// <summary>What a silent source was asked for is not on its way, and takes no room.</summary>
    private bool HasRoom => requests.Open.Count == 0 || requests.Bytes - silentBytes + map.PieceBytes <= RequestTable.InFlightBytesMax;

    private bool IsSilent(TransferSource source) => source.MissingBytes > 0 && source.Pace.SilentMs(nowMs) > SilentMs;

    /// <summary>The source that is dry first, or has been for the longest.</summary>
    private TransferSource? NextToWork()
    {
        TransferSource? best = null;
        foreach (var source in table.Granted)
        {
            if (!CanTake(source) || !IsNearlyDry(source)) continue;
            if (best is null || IsBefore(source, best)) best = source;
        }
        return best;
    }

    private static bool CanTake(TransferSource source) => source is { IsExhausted: false, IsBenched: false, HasFreeConnection: true, Pieces: not null };

    private bool IsNearlyDry(TransferSource source) => source.MissingBytes <= EnoughOf(source);

    /// <summary>A source with more than this on its way needs nothing yet.</summary>
    private long EnoughOf(TransferSource source) => source.Pace.IsKnown
        ? source.Pace.BytesPerSecond * (source.Pace.RoundTripMs + leadMs) / 1_000
        : Math.Max(0, UnprovenBytes - map.PieceBytes);

    private static bool IsBefore(TransferSource left, TransferSource right)
    {
        var (leftMs, rightMs) = (DryInMs(left), DryInMs(right));
        return leftMs != rightMs ? leftMs < rightMs : left.LastAssigned < right.LastAssigned;
    }

    private static long DryInMs(TransferSource source) =>
        source.MissingBytes == 0 ? long.MinValue : source.Pace.GivesInMs(source.MissingBytes) - source.Pace.RoundTripMs;

    private bool TryGive(TransferSource source, TransferTurn turn)
    {
        var have = source.IsWhole ? null : source.Pieces;
        if (picker.Unassigned == 0) return TrySecond(source, turn);
        if (IsLeftToOthers(source)) return false;
        var first = source.IsWhole && !picker.IsSequential ? Claims?.Own : null;
        var piece = picker.Pick(have, first, first is null ? null : turn.Dice.Below(map.Count));
        if (piece < 0 || IsLeftToClaimant(piece, first)) return false;
        Assign(source, piece, picker.RunFrom(piece, first is not null && first[piece] ? first : have, PiecesFor(source)), turn);
        return true;
    }

    /// <summary>Somebody else is about to fetch it there, or can give it: a moment's patience keeps the source from giving it twice.</summary>
    private bool IsLeftToClaimant(int piece, Bitfield? own)
    {
        if (own is null) return false;
        if (own[piece] && picker.IsWithNobody(piece))
        {
            claimedMs = nowMs;
            return false;
        }
        var endMs = claimedMs + Math.Min(PatienceMs, (claimedMs - startedMs) / PatienceShare);
        if (nowMs >= endMs) return false;
        patientUntilMs = endMs;
        return true;
    }

    private void Assign(TransferSource source, int piece, int count, TransferTurn turn)
    {
        var request = new PieceRequest(source.Peer, piece, source.TakeConnection(), picker.Copies(piece) > 0, turn.NowMs) { Count = count };
        source.LastAssigned = NextNumber();
        for (var next = piece; next <= request.Last; next++) picker.Assign(next);
        requests.Add(request, source);
        turn.Fetch(request, source.Ticket);
    }

    /// <summary>Long enough that the next request is under way before this one ends; short when its share of the room or of the rest is small.</summary>
    private int PiecesFor(TransferSource source)
    {
        if (source.BadPieces > 0) return 1;
        if (source.PiecesGiven == 0 || !source.Pace.IsKnown) return source.InFlight == 0 ? 1 : (int)Math.Max(1, (UnprovenBytes - source.MissingBytes) / map.PieceBytes);
        var rate = source.Pace.BytesPerSecond;
        var want = rate * Math.Max(RequestMs, 2 * (source.Pace.RoundTripMs + leadMs)) / 1_000;
        // A request that is over before the next one's first byte comes leaves a gap, however small its share of the room.
        var share = Math.Max(RequestTable.InFlightBytesMax / 2 * NeedOf(source) / needBytes, rate * (source.Pace.RoundTripMs + 2 * leadMs) / 1_000 + map.PieceBytes - 1);
        var room = RequestTable.InFlightBytesMax - requests.Bytes + silentBytes;
        return (int)Math.Clamp(Math.Min(Math.Min(want, share), Math.Min(room, RestFor(source))) / map.PieceBytes, 1, RunMax);
    }

    /// <summary>Of what it would give until all are done together: half, so that what was foreseen wrongly can be set right, but no less than keeps it busy.</summary>
    private long RestFor(TransferSource source)
    {
        var endMs = ((long)picker.Unassigned * map.PieceBytes + requests.Bytes - silentBytes) * 1_000 / totalRate;
        var all = source.Pace.BytesPerSecond * endMs / 1_000 - source.MissingBytes;
        return Math.Max(all / 2, Math.Min(all, source.Pace.BytesPerSecond * (source.Pace.RoundTripMs + leadMs) / 1_000));
    }

    /// <summary>Half a piece that is on its way, and what the way itself holds. A wait in the source's own queue is no way: asking less shortens it.</summary>
    private long WayOf(TransferSource source) => map.PieceBytes / 2 + source.Pace.BytesPerSecond * Math.Min(source.Pace.ShortestRoundTripMs, source.Pace.RoundTripMs) * 5 / 4_000;

    /// <summary>The same, and what must be asked for ahead: fast sources less far, before one of them takes all the room and the others nothing.</summary>
    private long NeedOf(TransferSource source) => map.PieceBytes / 2 + source.Pace.BytesPerSecond * (source.Pace.RoundTripMs + leadMs) * 5 / 4_000;

    /// <summary>Whether the others have everything that is left before this source would have one piece of it.</summary>
    private bool IsLeftToOthers(TransferSource source)
    {
        if (!source.Pace.IsKnown) return false;
        var doneUs = DoneUs(source);
        long others = 0;
        foreach (var other in table.Granted)
        {
            if (other == source || !IsTrusted(other)) continue;
            others += Math.Max(0, doneUs - 1 - ReadyUs(other)) / PieceUs(other);
            if (others >= picker.Unassigned) return true;
        }
        return false;
    }

    /// <summary>Gives any piece, has shown how fast, is not silent, and will be asked.</summary>
    private bool IsTrusted(TransferSource source) =>
        source is { IsWhole: true, IsBenched: false, BadPieces: 0, PiecesGiven: > 0, Pace.IsKnown: true } && (source.MissingBytes == 0 || source.Pace.SilentMs(nowMs) <= DoubtMs);

    /// <summary>When the first byte of another request would come.</summary>
    private static long ReadyUs(TransferSource source) =>
        1_000 * Math.Max(source.Pace.RoundTripMs, source.Pace.GivesInMs(source.MissingBytes));

    private long PieceUs(TransferSource source) => Math.Max(1, map.PieceBytes * 1_000_000L / source.Pace.BytesPerSecond);

    /// <summary>Of what comes last, and only where this source will have it well before the one who was asked.</summary>
    private bool TrySecond(TransferSource source, TransferTurn turn)
    {
        if (!source.Pace.IsKnown || IsSoonerElsewhere(source)) return false;
        var hereInMs = DoneUs(source) / 1_000;
        var (best, latestMs) = (-1, hereInMs + hereInMs / 4 + SecondGainMs);
        foreach (var open in requests.Open)
        {
            if (open.Source == source || LeftMs(open) is var leftMs && leftMs <= latestMs) continue;
            if (LastSingle(open, source) is >= 0 and var piece) (best, latestMs) = (piece, leftMs);
        }
        if (best >= 0) Assign(source, best, 1, turn);
        return best >= 0 || TryGiveUpSilent(source, turn);
    }

    /// <summary>Two silent sources must not keep a piece between them: one of the copies is given up, and the next look makes another.</summary>
    private bool TryGiveUpSilent(TransferSource source, TransferTurn turn)
    {
        foreach (var open in requests.Open)
        {
            var request = open.Request;
            if (request.Count > 1 || !IsSilent(open.Source) || picker.Copies(request.Piece) < PiecePicker.CopiesMax || !source.Pieces![request.Piece]) continue;
            if (!requests.Open.Any(other => other != open && other.Request.Covers(request.Piece) && IsSilent(other.Source))) continue;
            requests.Remove(open, nowMs);
            picker.Return(request.Piece);
            turn.Abandon(request);
            return true;
        }
        return false;
    }

    /// <summary>A second copy is the last one, so it is worth waiting for who has it first.</summary>
    private bool IsSoonerElsewhere(TransferSource source)
    {
        foreach (var other in table.Granted)
        {
            if (other != source && IsTrusted(other) && DoneUs(other) < DoneUs(source)) return true;
        }
        return false;
    }

    /// <summary>When one more piece would be here.</summary>
    private long DoneUs(TransferSource source) => ReadyUs(source) + PieceUs(source);

    /// <summary>Of a range the last piece that is asked for once only.</summary>
    private int LastSingle(OpenRequest open, TransferSource source)
    {
        for (var piece = open.Request.Last; piece >= open.Request.Piece; piece--)
        {
            if (picker.Copies(piece) < PiecePicker.CopiesMax && !picker.IsHere(piece) && source.Pieces![piece]) return piece;
        }
        return -1;
    }

    /// <summary>A source that is silent is thought to need as long again as it was.</summary>
    private long LeftMs(OpenRequest open)
    {
        var pace = open.Source.Pace;
        var silentMs = Math.Min(pace.SilentMs(nowMs), nowMs - open.Request.StartedMs) - pace.RoundTripMs - leadMs;
        return Math.Max(pace.GivesInMs(open.Source.MissingBytes), silentMs);
    }

    private long? NextLookMs()
    {
        long? next = null;
        foreach (var source in table.Granted)
        {
            if (!source.HasFreeConnection || source.IsBenched || source.Pieces is null) continue;
            if (source.IsExhausted) Sooner(ref next, IsTail && requests.Open.Count > 0 ? LookMs : null);
            else if (!source.Pace.IsKnown) Sooner(ref next, LookMs);
            else Sooner(ref next, IsNearlyDry(source) ? RoomInMs() : source.Pace.GivesInMs(source.MissingBytes - EnoughOf(source)) + 1);
        }
        if (patientUntilMs < long.MaxValue) Sooner(ref next, patientUntilMs - nowMs);
        return next is null ? null : Math.Max(next.Value, ShortestLookMs);
    }

    private long RoomInMs() => Math.Clamp((requests.Bytes - silentBytes + map.PieceBytes - RequestTable.InFlightBytesMax) * 1_000 / Math.Max(1, totalRate), 0, LookMs);

    private static void Sooner(ref long? next, long? ms)
    {
        if (ms is not null && !(next <= ms)) next = ms;
    }
}
