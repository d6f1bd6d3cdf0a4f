using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace WebP2P.Host.Api;

/// <summary>Bodies and parameters that cannot be read become problems that name the field; everything unforeseen becomes a bare 500.</summary>
internal sealed class UnreadableRequests : IExceptionHandler
{
    private static readonly Regex Missing = new("missing required properties including: '(\\w+)'");
    private static readonly Regex Parameter = new("parameter \"(?:[^\" ]+ )?(\\w+)\"");

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException unreadable) return false;
        await Problems.WriteAsync(context, Describe(unreadable));
        return true;
    }

    private static Problem Describe(BadHttpRequestException unreadable) => unreadable switch
    {
        { InnerException: JsonException json } => Problems.Invalid(Field(json), Sentence(json)),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Problem(413, "body-too-large", Problems.BodyTooLarge),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new Problem(415, "media-type-not-supported", "Send the body as application/json."),
        _ when unreadable.Message.Contains("no body", StringComparison.Ordinal) => Problems.Invalid("request", "A body is needed, as application/json."),
        _ when Parameter.Match(unreadable.Message) is { Success: true } named => Problems.Invalid(named.Groups[1].Value, unreadable.Message.Contains("was not provided", StringComparison.Ordinal) ? "A required value is missing." : "The value cannot be read."),
        _ => Problems.Invalid("request", unreadable.Message),
    };

    private static string Field(JsonException json) => Missing.Match(json.Message) is { Success: true } names ? names.Groups[1].Value : json.Path ?? "$";

    /// <summary>The parser's own words name types of this program; the reader needs the place.</summary>
    private static string Sentence(JsonException json)
    {
        var text = json.Message;
        if (text.StartsWith(EnumNames.RefusalStart, StringComparison.Ordinal)) return text;
        if (text.Contains("could not be mapped", StringComparison.Ordinal)) return "This field is not known.";
        if (text.Contains("Duplicate property", StringComparison.Ordinal)) return "This field is given twice.";
        if (text.Contains("maximum configured depth", StringComparison.Ordinal)) return "The body is nested deeper than 32 levels.";
        if (text.Contains("missing required", StringComparison.Ordinal)) return "A required field is missing.";
        return $"The value cannot be read (line {json.LineNumber + 1}, byte {json.BytePositionInLine}).";
    }
}
