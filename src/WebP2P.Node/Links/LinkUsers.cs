using Microsoft.Extensions.Logging;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>Those inside the node who speak over links, and the calls to them: a failing one never ends a link.</summary>
internal sealed partial class LinkUsers(ILogger<LinkUsers> log)
{
    private volatile ILinkUser[] users = [];

    public IReadOnlyList<ILinkUser> All => users;

    /// <summary>For the hello and the own record, e.g. <c>napster/1</c>.</summary>
    public IReadOnlyList<string> Capabilities => [.. users.Select(user => user.Capability).OfType<string>().Distinct()];

    public void Attach(ILinkUser user)
    {
        if (!users.Contains(user)) users = [.. users, user];
    }

    public ILinkUser? Reader(MessageType type)
    {
        foreach (var user in users)
            if (user.Reads(type)) return user;
        return null;
    }

    public void Linked(NodeId peer, Hello hello)
    {
        foreach (var user in users) Call(user, () => user.Linked(peer, hello));
    }

    public void Unlinked(NodeId peer, string reason)
    {
        foreach (var user in users) Call(user, () => user.Unlinked(peer, reason));
    }

    /// <summary>Without a closure: this is called for every message.</summary>
    public void Received(ILinkUser user, NodeId peer, in Header header, Message message)
    {
        try
        {
            user.Received(peer, header, message);
        }
        catch (Exception exception)
        {
            LogFailed(exception, user.Name);
        }
    }

    public void Call(ILinkUser user, Action call)
    {
        try
        {
            call();
        }
        catch (Exception exception)
        {
            LogFailed(exception, user.Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{User} failed to take what a link brought")]
    private partial void LogFailed(Exception exception, string user);
}
