using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace WebP2P.Protocols.Overlays;

/// <summary>Has memory brought into the cache that is needed soon, without waiting for it. Where the processor has no such instruction nothing happens.</summary>
public static unsafe class CacheLines
{
    /// <summary>Bytes in a line.</summary>
    public const int Bytes = 64;

    /// <summary>The line in which an object begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(object? needed)
    {
        // Where the object is, without looking at it; a wrong address does no harm.
        if (Sse.IsSupported) Sse.Prefetch0((void*)Unsafe.As<object?, nint>(ref needed));
    }

    /// <summary>The lines of a part of an object, both from its beginning. Objects do not begin with a line, so the last byte may lie in one more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(object? needed, int offset, int bytes)
    {
        if (!Sse.IsSupported) return;
        var first = (byte*)Unsafe.As<object?, nint>(ref needed) + offset;
        for (var fetched = 0; fetched < bytes - 1; fetched += Bytes) Sse.Prefetch0(first + fetched);
        Sse.Prefetch0(first + bytes - 1);
    }

    /// <summary>The lines of a place in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchAt<T>(ref readonly T needed)
    {
        if (!Sse.IsSupported) return;
        var first = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in needed));
        for (var offset = 0; offset < Unsafe.SizeOf<T>(); offset += Bytes) Sse.Prefetch0(first + offset);
        Sse.Prefetch0(first + Unsafe.SizeOf<T>() - 1);
    }
}
