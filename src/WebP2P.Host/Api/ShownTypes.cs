namespace WebP2P.Host.Api;

/// <summary>Files that a browser may show in place, by extension; everything else is offered for saving.</summary>
internal static class ShownTypes
{
    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".aac"] = "audio/aac",
        [".flac"] = "audio/flac",
        [".m4a"] = "audio/mp4",
        [".mp3"] = "audio/mpeg",
        [".oga"] = "audio/ogg",
        [".ogg"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".wav"] = "audio/wav",
        [".m4v"] = "video/mp4",
        [".mp4"] = "video/mp4",
        [".ogv"] = "video/ogg",
        [".webm"] = "video/webm",
        [".gif"] = "image/gif",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".png"] = "image/png",
        [".webp"] = "image/webp",
        [".txt"] = "text/plain; charset=utf-8",
    };

    /// <summary>Null when the file must be saved, not shown.</summary>
    public static string? Of(string name) => ByExtension.GetValueOrDefault(Path.GetExtension(name));
}
