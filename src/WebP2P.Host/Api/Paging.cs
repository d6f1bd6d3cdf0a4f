using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>The <c>?cursor&amp;limit</c> of every list.</summary>
/// <param name="Cursor">The <c>nextCursor</c> of the page before; nothing for the first.</param>
/// <param name="Limit">1 to 1,000; 100 when nothing is given.</param>
internal sealed record Paging([FromQuery(Name = "cursor")] string? Cursor, [FromQuery(Name = "limit")] int? Limit)
{
    public const int LimitMax = 1000;
    public const int LimitDefault = 100;
    private const int CursorLengthMax = 1500;

    public PageRequest Request => new(Cursor, Limit ?? LimitDefault);

    /// <summary>Null when both may be used.</summary>
    public Problem? Fault => this switch
    {
        { Limit: < 1 or > LimitMax } => Problems.Invalid("limit", "The limit is a number from 1 to 1000."),
        { Cursor.Length: > CursorLengthMax } => Problems.Invalid("cursor", "The cursor is not one that this node gave."),
        _ => null,
    };

    /// <summary>A page of a list that is held in memory; the cursor is the position in it.</summary>
    public Page<T>? Of<T>(IReadOnlyList<T> items)
    {
        var start = 0;
        if (Cursor is not null && !int.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out start)) return null;
        var end = Math.Min(items.Count, (long)start + Request.Limit);
        var page = items.Skip(start).Take(Request.Limit).ToList();
        return new Page<T>(page, end < items.Count ? end.ToString(CultureInfo.InvariantCulture) : null);
    }

    public static readonly Problem UnknownCursor = Problems.Invalid("cursor", "The cursor is not one that this node gave.");
}
