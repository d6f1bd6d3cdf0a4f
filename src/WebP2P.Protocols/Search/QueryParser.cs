using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Reads the query language, term by term, up to the first problem.</summary>
internal sealed class QueryParser(string text)
{
    private const int PrefixLettersMin = 3;
    private int at;
    private int start;
    private int count;

    public QueryTerms Terms { get; } = new();

    public QueryProblem? Problem { get; private set; }

    public bool Parse()
    {
        if (text.Length > Query.TextMax) return Fail(Query.TextMax, text.Length, "at most 1,000 characters");
        while (Problem is null && SkipSpaces())
        {
            if (++count > Query.TermsMax) return Fail(at, text.Length, "at most 32 terms");
            ReadTerm();
        }
        if (Problem is null && !Terms.IsPositive) Fail(text.Length, 0, "a word to look for");
        return Problem is null;
    }

    private bool SkipSpaces()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        start = at;
        return at < text.Length;
    }

    private void ReadTerm()
    {
        var excluded = text[at] == '-';
        if (excluded) at++;
        if (at < text.Length && IsQuote(text[at])) ReadPhrase(excluded);
        else ReadChunk(excluded);
    }

    private void ReadPhrase(bool excluded)
    {
        var first = ++at;
        while (at < text.Length && !IsQuote(text[at])) at++;
        if (at == text.Length)
        {
            Fail(first - 1, text.Length, "a closing \" later");
            return;
        }
        var tokens = Tokenizer.Tokenize(text[first..at++]);
        if (tokens.Count == 0) Fail(start, at - start, "words between the quotes");
        Terms.AddTokens(tokens, excluded);
    }

    private void ReadChunk(bool excluded)
    {
        var first = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !IsQuote(text[at])) at++;
        var chunk = text[first..at];
        if (TryReadFilter(chunk, excluded)) return;
        if (!excluded && TryHash(chunk, isBare: true)) return;
        if (chunk.Length > 1 && chunk.EndsWith('*')) ReadPrefix(chunk.TrimEnd('*'), excluded);
        else Terms.AddTokens(Tokenizer.Tokenize(chunk), excluded);
    }

    private void ReadPrefix(string chunk, bool excluded)
    {
        var tokens = Tokenizer.Tokenize(chunk);
        if (tokens.Count == 0) return;
        if (excluded) FailTerm("a whole word to exclude, without *");
        else if (tokens.Count > 1) FailTerm("one word in front of *");
        else if (tokens[0].EnumerateRunes().Count() < PrefixLettersMin) FailTerm("at least 3 letters in front of *");
        else QueryTerms.AddOnce(Terms.Prefixes, tokens[0]);
    }

    private bool TryReadFilter(string chunk, bool excluded)
    {
        var colon = chunk.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        var value = chunk[(colon + 1)..];
        Action<string>? read = chunk[..colon].ToUpperInvariant() switch
        {
            "EXT" => ReadExtensions,
            "KIND" => ReadKinds,
            "SIZE" => ReadSize,
            "HASH" => ReadHash,
            _ => null,
        };
        if (read is null) return false;
        if (excluded) FailTerm("a word to exclude; filters cannot be excluded");
        else read(value);
        return true;
    }

    private void ReadExtensions(string value)
    {
        foreach (var part in value.Split(','))
        {
            var extension = part.TrimStart('.').ToLowerInvariant();
            if (extension.Length is 0 or > ContentKinds.ExtensionCharactersMax || !extension.All(char.IsAsciiLetterOrDigit))
            {
                FailTerm("an extension such as ext:mp3");
                return;
            }
            QueryTerms.AddOnce(Terms.Extensions, extension);
            if (Terms.Extensions.Count <= Query.TermsMax) continue;
            FailTerm("at most 32 extensions");
            return;
        }
    }

    private void ReadKinds(string value)
    {
        foreach (var part in value.Split(','))
        {
            if (ContentKinds.TryParse(part, out var kind))
            {
                QueryTerms.AddOnce(Terms.Kinds, kind);
                continue;
            }
            FailTerm("kind: and one of " + string.Join(", ", Enum.GetValues<ContentKind>().Select(ContentKinds.NameOf)));
            return;
        }
    }

    private void ReadSize(string value)
    {
        if (Terms.SizeRange is not null) FailTerm("only one size:");
        else if (SizeText.TryParseRange(value, out var range)) Terms.SizeRange = range;
        else FailTerm("a size such as size:>10MB, size:<5KiB or size:1MB..2GB");
    }

    private void ReadHash(string value)
    {
        if (Terms.Hash is not null) FailTerm("only one hash:");
        else if (!TryHash(value, isBare: false)) FailTerm("64 hex digits, or 64 hex digits, - and the size in bytes");
    }

    /// <summary>A pasted content id needs no <c>hash:</c> in front.</summary>
    private bool TryHash(string value, bool isBare)
    {
        if (isBare && Terms.Hash is not null) return false;
        if (ContentHash.TryParse(value, out var hash))
        {
            Terms.Hash = hash;
            return true;
        }
        if (!ContentId.TryParse(value, out var content)) return false;
        (Terms.Hash, Terms.Size) = (content.Hash, content.SizeBytes);
        return true;
    }

    private static bool IsQuote(char character) => character is '"' or '\u201C' or '\u201D' or '\u201E';

    private void FailTerm(string expected) => Fail(start, at - start, expected);

    private bool Fail(int position, int length, string expected)
    {
        Problem = QueryProblem.At(text, position, length, expected);
        return false;
    }
}
