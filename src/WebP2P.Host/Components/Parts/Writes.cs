using WebP2P.Host.Api;
using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Parts;

/// <summary>What a form or button asks the node to write: a disk that takes nothing is a refusal with its sentence, as over REST, and not the end of the page.</summary>
internal static class Writes
{
    public static async Task<Outcome<T>> OrRefusalAsync<T>(this Task<Outcome<T>> write)
        where T : class
    {
        try
        {
            return await write;
        }
        catch (Exception error) when (UnwrittenData.RefusalFor(error) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>Null when it was written.</summary>
    public static async Task<Refusal?> OrRefusalAsync(this Task<Refusal?> write)
    {
        try
        {
            return await write;
        }
        catch (Exception error) when (UnwrittenData.RefusalFor(error) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>Null when it was written.</summary>
    public static async Task<Refusal?> OrRefusalAsync(this Task write)
    {
        try
        {
            await write;
            return null;
        }
        catch (Exception error) when (UnwrittenData.RefusalFor(error) is { } refusal)
        {
            return refusal;
        }
    }
}
