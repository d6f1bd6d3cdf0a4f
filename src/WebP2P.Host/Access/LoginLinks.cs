using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace WebP2P.Host.Access;

/// <summary>Links that sign a browser in: each works once, within ten minutes. The code is in the fragment, so it is neither logged nor sent on.</summary>
public sealed class LoginLinks(TimeProvider time, IServer server, ControlOptions options)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int OpenMax = 32;
    private readonly Lock gate = new();
    private readonly Queue<(byte[] Hash, DateTimeOffset Until)> open = new();

    /// <summary>Address of the dashboard as a browser on this computer opens it; known once the server listens.</summary>
    public string Address
    {
        get
        {
            var urls = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            var url = BindingAddress.Parse(urls.FirstOrDefault() ?? options.UrlList[0]);
            var host = url.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : url.Host;
            return $"{url.Scheme}://{host}:{url.Port}{options.PathBase}";
        }
    }

    /// <summary>A fresh link.</summary>
    public string New() => $"{Address}/login#{NewCode()}";

    internal string NewCode()
    {
        var code = Secret.New();
        lock (gate)
        {
            open.Enqueue((Secret.Hash(code), time.GetUtcNow() + Lifetime));
            if (open.Count > OpenMax) open.Dequeue();
        }

        return code;
    }

    /// <summary>Uses the code up. False when it is wrong, used or too old.</summary>
    internal bool Redeem(string code)
    {
        var hash = Secret.Hash(code);
        var found = false;
        lock (gate)
        {
            for (var remaining = open.Count; remaining > 0; remaining--)
            {
                var link = open.Dequeue();
                if (link.Until <= time.GetUtcNow()) continue;
                if (CryptographicOperations.FixedTimeEquals(hash, link.Hash)) found = true;
                else open.Enqueue(link);
            }
        }

        return found;
    }
}
