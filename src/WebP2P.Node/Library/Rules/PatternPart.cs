namespace WebP2P.Node.Library.Rules;

internal enum PatternPartKind { Literal, AnyCharacter, OneOf, Star, Folders }

/// <summary>One place of a pattern.</summary>
/// <param name="Literal">In upper case.</param>
/// <param name="Ranges">Of <see cref="PatternPartKind.OneOf"/>, both ends included, in upper case.</param>
/// <param name="IsNot">One of all other characters.</param>
internal readonly record struct PatternPart(PatternPartKind Kind, char Literal = '\0', IReadOnlyList<(char First, char Last)>? Ranges = null, bool IsNot = false)
{
    /// <param name="character">In upper case.</param>
    public bool Takes(char character) => Kind switch
    {
        PatternPartKind.Literal => character == Literal,
        PatternPartKind.AnyCharacter => character != '/',
        PatternPartKind.OneOf => character != '/' && IsNot != Ranges!.Any(range => character >= range.First && character <= range.Last),
        _ => false,
    };
}

/// <summary>Why a pattern cannot be read.</summary>
/// <param name="Position">Of the character at fault, from 0.</param>
internal sealed record PatternProblem(int Position, string Message);
