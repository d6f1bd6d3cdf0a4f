using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace WebP2P.Benchmarks;

/// <summary>Start and memory of the published program, and of the demo with eight nodes, beside their limits. Medians of three.</summary>
internal static class ProgramStart
{
    private const int Rounds = 3;
    private const double ReadySecondsLimit = 1.5;
    private const double IdleMiBLimit = 220;
    private const double DemoSecondsLimit = 5;
    private const double DemoMiBLimit = 500;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="args">Folder of the published program; without it the program is published first.</param>
    public static int Run(string[] args)
    {
        var published = args.Length > 0 ? args[0] : Publish();
        var serve = Enumerable.Range(0, Rounds).Select(_ => Serve(published)).ToList();
        Print("start to ready, s", serve.Select(round => round.Seconds), ReadySecondsLimit);
        Print("idle memory, MiB", serve.Select(round => round.MiB), IdleMiBLimit);
        var demo = Enumerable.Range(0, Rounds).Select(_ => Demo(published)).ToList();
        Print("demo of 8 searchable, s", demo.Select(round => round.Seconds), DemoSecondsLimit);
        Print("demo of 8 memory, MiB", demo.Select(round => round.MiB), DemoMiBLimit);
        return 0;
    }

    private static string Publish()
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-published-").FullName;
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "WebP2P.sln"))) root = Path.GetDirectoryName(root)!;
        string[] options = ["publish", Path.Combine(root, "src", "WebP2P.Host"), "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", folder, "-v", "q"];
        using var publish = Process.Start("dotnet", options);
        publish.WaitForExit();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException("The program could not be published.");
    }

    private static (double Seconds, double MiB) Serve(string published)
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-start-").FullName;
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        using var program = Launch(published, folder, "serve", "--urls", $"http://127.0.0.1:{port}", "--data", Path.Combine(folder, "data"), "--downloads", Path.Combine(folder, "downloads"), "--peer-listen", "127.0.0.1:0", "--no-open");
        using var http = new HttpClient();
        while (!IsLive(http, port))
        {
            if (program.HasExited || clock.Elapsed > Patience) throw new InvalidOperationException("The program did not get ready.");
        }

        var seconds = clock.Elapsed.TotalSeconds;
        program.WaitForExit(IdleTime);
        var memory = ResidentMiB(program);
        End(program, folder);
        return (seconds, memory);
    }

    private static (double Seconds, double MiB) Demo(string published)
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-start-").FullName;
        var clock = Stopwatch.StartNew();
        using var program = Launch(published, folder, "demo", "--nodes", "8", "--no-open");
        while (program.StandardOutput.ReadLine() is { } line && !line.Contains("ready after", StringComparison.Ordinal))
        {
        }

        var seconds = clock.Elapsed.TotalSeconds;
        program.WaitForExit(IdleTime);
        var memory = ResidentMiB(program);
        End(program, folder);
        return (seconds, memory);
    }

    private static Process Launch(string published, string temporary, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(published, "webp2p.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["TMPDIR"] = temporary;
        return Process.Start(start)!;
    }

    private static bool IsLive(HttpClient http, int port)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/health/live");
            return http.Send(request).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static double ResidentMiB(Process program)
    {
        program.Refresh();
        return program.WorkingSet64 / 1048576.0;
    }

    private static void End(Process program, string folder)
    {
        using (var signal = Process.Start("kill", ["-TERM", program.Id.ToString(CultureInfo.InvariantCulture)])) signal.WaitForExit();
        program.WaitForExit(Patience);
        Directory.Delete(folder, true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Print(string what, IEnumerable<double> rounds, double limit)
    {
        var sorted = rounds.Order().ToList();
        var median = sorted[sorted.Count / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-26} {median,8:0.00}   limit {limit,6:0.0}   ratio {median / limit:0.00}   ({string.Join(", ", sorted.Select(value => value.ToString("0.00", CultureInfo.InvariantCulture)))})"));
    }
}
