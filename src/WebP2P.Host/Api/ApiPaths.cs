namespace WebP2P.Host.Api;

/// <summary>Where things are, for links in answers.</summary>
internal static class ApiPaths
{
    public const string Root = "/api/v1";
    public const string Session = Root + "/session";
    public const string Shares = Root + "/shares";
    public const string Searches = Root + "/searches";
    public const string Downloads = Root + "/downloads";
    public const string Contents = Root + "/contents";
    public const string Peers = Root + "/peers";
    public const string LabRuns = Root + "/lab/runs";
    public const string Blocks = Root + "/index/blocks";
}
