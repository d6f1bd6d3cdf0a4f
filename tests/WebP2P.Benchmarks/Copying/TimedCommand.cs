using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Benchmarks.Copying;

/// <summary>A shell command whose time and CPU are taken, its children's included.</summary>
internal static class TimedCommand
{
    public static CopyCost Run(string command)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"TIMEFORMAT='%R %U %S'; time {{ {command}; }}"]) { RedirectStandardError = true })!;
        var last = bash.StandardError.ReadToEnd().Trim().Split('\n')[^1];
        bash.WaitForExit();
        if (bash.ExitCode != 0) throw new InvalidOperationException($"{command} ended with {bash.ExitCode}: {last}");
        var numbers = last.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        return new CopyCost(numbers[0], numbers[1] + numbers[2], 0);
    }
}
