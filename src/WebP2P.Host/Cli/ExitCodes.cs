namespace WebP2P.Host.Cli;

/// <summary>What the program's end tells a script.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotRunning = 3;
    public const int NotFound = 4;
    public const int NotSignedIn = 5;
    public const int DataFolderInUse = 6;
}
