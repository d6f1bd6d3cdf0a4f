using WebP2P.Benchmarks;

var benchmarks = new SortedDictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["hash"] = HashRate.Run,
    ["link-memory"] = LinkMemory.Run,
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run)) return run(args[1..]);
Console.WriteLine($"One of: {string.Join(", ", benchmarks.Keys)}");
return 1;
