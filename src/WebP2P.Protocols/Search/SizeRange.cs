using System.Globalization;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Sizes from one to another in bytes, both included.</summary>
public readonly record struct SizeRange(long MinBytes, long MaxBytes)
{
    /// <summary>Whether a size lies in the range.</summary>
    public bool Contains(long sizeBytes) => sizeBytes >= MinBytes && sizeBytes <= MaxBytes;

    /// <summary>The form that the query language reads: <c>1..2</c>, an open end left out.</summary>
    public override string ToString()
    {
        var max = MaxBytes == ContentId.SizeBytesMax ? "" : MaxBytes.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{MinBytes}..{max}");
    }
}
