namespace WebP2P.Node.Index.Memory;

/// <summary>All words of the index in order, with how many names have each: short sorted pieces, so that a new word moves few others.</summary>
internal sealed class IndexVocabulary
{
    private const int PieceWordsMax = 512;

    private sealed class Piece
    {
        public List<string> Words { get; } = new(PieceWordsMax);

        public List<int> Names { get; } = new(PieceWordsMax);
    }

    /// <summary>Of a word, as long as nothing is counted.</summary>
    public struct Place
    {
        public int Piece;
        public int At;
    }

    private readonly List<Piece> pieces = [];

    /// <summary>Adds a word behind all others; for reading them in order.</summary>
    public void Append(string word, int names)
    {
        if (pieces.Count == 0 || pieces[^1].Words.Count >= PieceWordsMax / 2) pieces.Add(new Piece());
        pieces[^1].Words.Add(word);
        pieces[^1].Names.Add(names);
    }

    /// <param name="by">How many names more have it; fewer when negative.</param>
    public void Count(string word, int by)
    {
        if (pieces.Count == 0) pieces.Add(new Piece());
        var piece = pieces[Math.Min(PieceOf(word), pieces.Count - 1)];
        var at = piece.Words.BinarySearch(word, StringComparer.Ordinal);
        if (at < 0) Insert(piece, ~at, word, by);
        else if ((piece.Names[at] += by) <= 0) Remove(piece, at);
    }

    public int Names(string word) => TryPlace(word, out var piece, out var at) && piece.Words[at] == word ? piece.Names[at] : 0;

    /// <summary>The first word that is this text or stands after it; null at the end.</summary>
    /// <param name="place">Where it is looked for first, and then where it is.</param>
    public string? AtOrAfter(string text, ref Place place)
    {
        if (!TryNear(text, ref place)) place = PlaceOf(text);
        return At(place);
    }

    /// <summary>The word behind one that is there; null at the end.</summary>
    /// <param name="place">Of the word, as it was found; then of the one behind it.</param>
    public string? After(string word, ref Place place)
    {
        if (At(place) != word) place = PlaceOf(word + '\0');
        else if (++place.At == pieces[place.Piece].Words.Count) place = new Place { Piece = place.Piece + 1 };
        return At(place);
    }

    public IEnumerable<(string Word, int Names)> BeginningWith(string prefix)
    {
        for (var number = PieceOf(prefix); number < pieces.Count; number++)
        {
            var piece = pieces[number];
            var first = piece.Words.BinarySearch(prefix, StringComparer.Ordinal);
            for (var at = first < 0 ? ~first : first; at < piece.Words.Count; at++)
            {
                if (!piece.Words[at].StartsWith(prefix, StringComparison.Ordinal)) yield break;
                yield return (piece.Words[at], piece.Names[at]);
            }
        }
    }

    private string? At(Place place) => place.Piece < pieces.Count && place.At < pieces[place.Piece].Words.Count ? pieces[place.Piece].Words[place.At] : null;

    private Place PlaceOf(string text)
    {
        var piece = PieceOf(text);
        if (piece == pieces.Count) return new Place { Piece = piece };
        var at = pieces[piece].Words.BinarySearch(text, StringComparer.Ordinal);
        return new Place { Piece = piece, At = at < 0 ? ~at : at };
    }

    /// <summary>Looks behind the place in growing steps, in the same piece.</summary>
    private bool TryNear(string text, ref Place place)
    {
        if (place.Piece >= pieces.Count || pieces[place.Piece].Words is not { } words || place.At >= words.Count) return false;
        if (string.CompareOrdinal(words[place.At], text) >= 0 || string.CompareOrdinal(words[^1], text) < 0) return false;
        var (before, step) = (place.At, 1);
        while (before + step < words.Count && string.CompareOrdinal(words[before + step], text) < 0) (before, step) = (before + step, step * 2);
        var end = Math.Min(before + step, words.Count - 1);
        while (before + 1 < end)
        {
            var middle = (before + end) / 2;
            if (string.CompareOrdinal(words[middle], text) < 0) before = middle;
            else end = middle;
        }
        place.At = end;
        return true;
    }

    private bool TryPlace(string text, out Piece piece, out int at)
    {
        var number = PieceOf(text);
        (piece, at) = (null!, 0);
        if (number == pieces.Count) return false;
        piece = pieces[number];
        at = piece.Words.BinarySearch(text, StringComparer.Ordinal);
        if (at < 0) at = ~at;
        return true;
    }

    /// <summary>The first piece whose last word is not before the text.</summary>
    private int PieceOf(string text)
    {
        var (low, high) = (0, pieces.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pieces[middle].Words.Count == 0 || string.CompareOrdinal(pieces[middle].Words[^1], text) >= 0) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private void Insert(Piece piece, int at, string word, int names)
    {
        if (names <= 0) return;
        piece.Words.Insert(at, word);
        piece.Names.Insert(at, names);
        if (piece.Words.Count < PieceWordsMax) return;
        var half = new Piece();
        var from = piece.Words.Count / 2;
        half.Words.AddRange(piece.Words[from..]);
        half.Names.AddRange(piece.Names[from..]);
        piece.Words.RemoveRange(from, piece.Words.Count - from);
        piece.Names.RemoveRange(from, piece.Names.Count - from);
        pieces.Insert(pieces.IndexOf(piece) + 1, half);
    }

    private void Remove(Piece piece, int at)
    {
        piece.Words.RemoveAt(at);
        piece.Names.RemoveAt(at);
        if (piece.Words.Count == 0) pieces.Remove(piece);
    }
}
