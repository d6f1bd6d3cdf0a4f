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
    public string? AtOrAfter(string text) => TryPlace(text, out var piece, out var at) ? piece.Words[at] : null;

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
