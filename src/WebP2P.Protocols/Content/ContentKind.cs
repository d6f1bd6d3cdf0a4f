namespace WebP2P.Protocols.Content;

/// <summary>What a content is, by the extension of its name. The numbers are part of wire version 1.</summary>
public enum ContentKind
{
    Other = 0,
    Audio = 1,
    Video = 2,
    Image = 3,
    Document = 4,
    Archive = 5,
    Program = 6,
    Text = 7,

    /// <summary>A folder as one content; never follows from a name.</summary>
    Collection = 8,
}
