using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Node.Tests.Index;

/// <summary>The program of <c>tests/tools/RegisteringIndex</c>, until it is killed.</summary>
internal sealed class RegisteringProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Process process;

    public RegisteringProcess(string data) =>
        process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "RegisteringIndex.dll"), data]) { RedirectStandardOutput = true })!;

    /// <summary>Where each peer was told to go on, by its number; those that were told before the kill.</summary>
    public Dictionary<int, long> Resumed { get; } = [];

    /// <summary>The last version that each peer was told is committed, by its number.</summary>
    public Dictionary<int, long> Committed { get; } = [];

    /// <summary>Reads until so many batches are acknowledged, lets it run a moment longer, kills it, and reads the rest of what it had said.</summary>
    public async Task KillAfterAsync(int acknowledgements, int spins)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var lines = 0;
        while (lines < acknowledgements)
            if (Read(await process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException($"It ended with {process.ExitCode}."))) lines++;
        Thread.SpinWait(spins);
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line) Read(line);
        await process.WaitForExitAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <returns>Whether it was an acknowledgement.</returns>
    private bool Read(string line)
    {
        var words = line.Split(' ');
        var (peer, version) = (int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        switch (words[0])
        {
            case "resumed": Resumed[peer] = version; return false;
            case "committed": Committed[peer] = version; return true;
            default: throw new InvalidOperationException(line);
        }
    }
}
