using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

/// <summary>What an index says of words: suggestions, nearest words, facets.</summary>
internal static class IndexWordFormats
{
    private const int ReasonBytesMax = 512;
    private const int ValueBytesMax = 32;

    /// <summary>Filters in the order of their numbers, from 1.</summary>
    private enum Filter { Kind = 1, Extension = 2, Size = 3 }

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<IndexSuggest>(MessageType.IndexSuggest, "1 beginning, 2 words max", WriteSuggest, ReadSuggest),
        Row<IndexSuggestions>(MessageType.IndexSuggestions, "1 word*, 2 refusal", WriteSuggestions, ReadSuggestions),
    ];

    public static void Write(FieldWriter writer, int tag, Facets facets)
    {
        Write(writer, tag, Filter.Kind, facets.Kinds);
        Write(writer, tag, Filter.Extension, facets.Extensions);
        Write(writer, tag, Filter.Size, facets.Sizes);
    }

    /// <summary>One value of one facet, added to those that were read.</summary>
    public static Facets Add(ref FieldReader reader, Facets facets)
    {
        var (filter, value) = reader.Nested(ReadValue);
        reader.Repeats();
        IReadOnlyList<FacetCount> known = filter switch { Filter.Kind => facets.Kinds, Filter.Extension => facets.Extensions, _ => facets.Sizes };
        if (known.Count >= Facets.ValuesMax) reader.Fail(DropReason.LimitReached);
        if (reader.Failure is not null) return facets;
        IReadOnlyList<FacetCount> more = [.. known, value];
        return filter switch
        {
            Filter.Kind => facets with { Kinds = more },
            Filter.Extension => facets with { Extensions = more },
            _ => facets with { Sizes = more },
        };
    }

    private static void Write(FieldWriter writer, int tag, Filter filter, IReadOnlyList<FacetCount> values) =>
        writer.List(tag, [.. values.Take(Facets.ValuesMax)], (inner, value) =>
        {
            inner.Number(1, (long)filter);
            inner.Text(2, value.Value);
            inner.Number(3, value.Contents);
        });

    private static (Filter Filter, FacetCount Value) ReadValue(ref FieldReader reader)
    {
        var (filter, text, contents) = (0L, "", 0L);
        while (reader.Next(out var tag))
        {
            if (tag == 1) filter = reader.Number((long)Filter.Size);
            if (tag == 2) text = reader.Text(ValueBytesMax);
            if (tag == 3) contents = reader.Number(int.MaxValue);
        }

        if (filter == 0 || text.Length == 0) reader.Fail();
        return ((Filter)filter, new FacetCount(text, (int)contents));
    }

    private static void WriteSuggest(FieldWriter writer, IndexSuggest suggest)
    {
        writer.Text(1, suggest.Beginning);
        writer.Number(2, suggest.WordsMax);
    }

    private static IndexSuggest ReadSuggest(ref FieldReader reader)
    {
        var (beginning, max) = ("", 0L);
        while (reader.Next(out var tag))
        {
            if (tag == 1) beginning = reader.Text(Tokenizer.TokenBytesMax);
            if (tag == 2) max = reader.Number(int.MaxValue);
        }

        return new IndexSuggest(beginning, (int)max);
    }

    private static void WriteSuggestions(FieldWriter writer, IndexSuggestions suggestions)
    {
        foreach (var word in suggestions.Words) writer.Text(1, word);
        writer.TextIfAny(2, suggestions.Refusal);
    }

    private static IndexSuggestions ReadSuggestions(ref FieldReader reader)
    {
        List<string>? words = null;
        string? refusal = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) SharedFormats.AddText(ref reader, ref words, SuggestPrefix.WordsMax, Tokenizer.TokenBytesMax);
            if (tag == 2) refusal = reader.Text(ReasonBytesMax);
        }

        return new IndexSuggestions(words ?? [], refusal);
    }
}
