using System.Runtime.CompilerServices;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>How an end of a link stands.</summary>
internal enum LinkState : byte { Free, Open, Ending }

/// <summary>One node's end of a link.</summary>
internal struct LinkEnd
{
    /// <summary>When the last message sent from here arrives, in microseconds.</summary>
    public long LastArrivalUs;

    /// <summary>The same at both ends; no other link has it.</summary>
    public uint Serial;

    /// <summary>The peer's number; of a free place the next free one.</summary>
    public int Peer;

    /// <summary>Place of the other end at the peer.</summary>
    public int PeerSlot;

    /// <summary>Machines of this node that hold the link, one bit each.</summary>
    public ushort Holders;

    public LinkState State;
    public bool IsDialler;
}

/// <summary>The ends of links at one node, in places that do not move; by peer through a short search, or an index when there are many.</summary>
internal struct LinkEnds
{
    private const int SearchedMax = 40;

    /// <summary>Of an array, before its first place.</summary>
    private const int HeaderBytes = 16;

    private LinkEnd[]? ends;
    private int used;
    private int firstFree;
    private int guess;
    private Dictionary<int, int>? byPeer;

    /// <summary>Ends that are not free.</summary>
    public int Count { get; private set; }

    /// <summary>Places, free ones among them.</summary>
    public readonly int Places => used;

    public readonly ref LinkEnd this[int slot] => ref ends![slot];

    /// <summary>Has the place of a link and where a search for the next peer begins brought to the cache.</summary>
    public readonly void Fetch(int slot)
    {
        CacheLines.Fetch(ends);
        CacheLines.Fetch(ends, HeaderBytes + slot * Unsafe.SizeOf<LinkEnd>(), Unsafe.SizeOf<LinkEnd>());
        CacheLines.Fetch(ends, HeaderBytes + guess * Unsafe.SizeOf<LinkEnd>(), Unsafe.SizeOf<LinkEnd>());
    }

    /// <summary>Whether the place holds this link and it is open.</summary>
    public readonly bool IsOpen(int slot, uint serial) => slot < used && ends![slot].Serial == serial && ends[slot].State == LinkState.Open;

    public int Add(in LinkEnd added)
    {
        int slot;
        if (Count < used)
        {
            slot = firstFree;
            firstFree = ends![slot].Peer;
        }
        else
        {
            if (ends is null) ends = new LinkEnd[4];
            else if (used == ends.Length) Array.Resize(ref ends, used < 16 ? used + 4 : used * 2);
            slot = used++;
        }
        ends[slot] = added;
        Count++;
        if (byPeer is not null) byPeer.Add(added.Peer, slot);
        else if (Count > SearchedMax) Index();
        return slot;
    }

    public void Free(int slot)
    {
        ref var end = ref ends![slot];
        byPeer?.Remove(end.Peer);
        end = new LinkEnd { Peer = firstFree };
        firstFree = slot;
        Count--;
    }

    /// <summary>Place of the end towards a peer, open or ending; -1 when there is none.</summary>
    public readonly int Find(int peer)
    {
        if (byPeer is not null) return byPeer.TryGetValue(peer, out var slot) ? slot : -1;
        for (var index = 0; index < used; index++)
        {
            if (ends![index].Peer == peer && ends[index].State != LinkState.Free) return index;
        }
        return -1;
    }

    /// <summary>The same; the number may be nobody's. Machines mostly send to their neighbours in turn, so the place after the last one is tried first.</summary>
    public int FindInTurn(int peer)
    {
        if (byPeer is not null) return Find(peer);
        var index = guess;
        for (var tried = 0; tried < used; tried++, index++)
        {
            if (index >= used) index = 0;
            ref var end = ref ends![index];
            if (end.Peer != peer || end.State == LinkState.Free) continue;
            guess = index + 1;
            return index;
        }
        return -1;
    }

    private void Index()
    {
        byPeer = [];
        for (var slot = 0; slot < used; slot++)
        {
            if (ends![slot].State != LinkState.Free) byPeer.Add(ends[slot].Peer, slot);
        }
    }
}
