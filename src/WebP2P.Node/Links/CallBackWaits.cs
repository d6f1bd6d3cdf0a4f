using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Streams that this node waits for because it cannot dial the other one itself: each has a nonce, and only that node may bring it.</summary>
internal sealed class CallBackWaits(int timeoutMs)
{
    private const int WaitingMax = 1_000;

    private readonly ConcurrentDictionary<UInt128, Waiting> waiting = new();

    /// <summary>Asks the node to call back with the nonce; null while nobody can hand that on. It only enqueues.</summary>
    public Action<NodeId, UInt128>? Ask { get; set; }

    /// <exception cref="IOException">The message says why there is no stream.</exception>
    public async Task<PeerStream> OpenAsync(NodeId peer, CancellationToken cancellationToken)
    {
        if (Ask is not { } ask) throw new IOException("nobody can ask it to call back");
        if (waiting.Count >= WaitingMax) throw new IOException("too many callbacks are waited for");
        var nonce = new UInt128(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
        var mine = new Waiting(peer);
        waiting[nonce] = mine;
        try
        {
            ask(peer, nonce);
            return await mine.Stream.Task.WaitAsync(TimeSpan.FromMilliseconds(timeoutMs), cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new IOException($"it was asked to call back and did not within {timeoutMs / 1000.0:0.#} s");
        }
        finally
        {
            // Whoever comes now meets nobody.
            if (waiting.TryRemove(nonce, out _)) mine.Stream.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>Nobody will bring the stream.</summary>
    public void Fail(UInt128 nonce, string reason)
    {
        if (waiting.TryRemove(nonce, out var failed)) failed.Stream.TrySetException(new IOException($"it cannot be asked to call back: {ForeignText.Line(reason)}"));
    }

    /// <summary>Whether this node is waited for; what it brings is taken once.</summary>
    public bool TryMeet(NodeId peer, UInt128 nonce, out Func<Stream, IPEndPoint, bool> hand)
    {
        hand = (_, _) => false;
        if (!waiting.TryGetValue(nonce, out var met) || met.Peer != peer || !waiting.TryRemove(nonce, out _)) return false;
        hand = (stream, remote) => met.Stream.TrySetResult(new PeerStream(stream, peer, remote));
        return true;
    }

    private sealed record Waiting(NodeId Peer)
    {
        public TaskCompletionSource<PeerStream> Stream { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
