using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <param name="Path">A folder of this machine, absolute.</param>
internal sealed record ShareRequest(string Path);

/// <param name="Name">How others see the folder; made safe for every system. Nothing leaves it as it is.</param>
/// <param name="Rules">All of its rules, in place of those it has. Nothing leaves them as they are.</param>
internal sealed record ShareEdit(string? Name = null, ExcludeSettings? Rules = null);
