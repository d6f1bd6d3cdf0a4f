return await WebP2P.Host.Cli.CommandLine.RunAsync(args);

/// <summary>The program; public so that tests can start it.</summary>
public partial class Program;
