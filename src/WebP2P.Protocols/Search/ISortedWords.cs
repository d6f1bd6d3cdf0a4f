namespace WebP2P.Protocols.Search;

/// <summary>The words of an index in one fixed order in which words with the same beginning stand together: by UTF-16 or by UTF-8, both do.</summary>
public interface ISortedWords
{
    /// <summary>The first word that is this text or stands after it; null at the end.</summary>
    string? AtOrAfter(string text);

    /// <summary>The word behind one that is there; null at the end.</summary>
    string? After(string word) => AtOrAfter(word + '\0');

    /// <summary>The first word after all that begin like this; null at the end.</summary>
    string? PastPrefix(string prefix);

    /// <summary>How often the word stands in names, whoever is present; 0 when nowhere.</summary>
    int Names(string word);

    /// <summary>Whether a name that may be shown has the word.</summary>
    bool IsVisible(string word);
}
