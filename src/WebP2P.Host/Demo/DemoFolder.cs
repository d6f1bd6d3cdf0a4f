namespace WebP2P.Host.Demo;

/// <summary>A folder under temp that is removed at the end; folders of demos that were killed are removed at the next start.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const string Prefix = "webp2p-demo-";

    public DemoFolder()
    {
        RemoveAbandoned();
        Path = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
    }

    public string Path { get; }

    public void Dispose() => Remove(Path);

    private static void RemoveAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var id = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(id, out var process) && !IsRunning(process)) Remove(folder);
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The folder {folder} could not be removed: {exception.Message}");
        }
    }
}
