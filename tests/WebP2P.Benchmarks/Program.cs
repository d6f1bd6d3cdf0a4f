using WebP2P.Benchmarks;
using WebP2P.Benchmarks.Copying;
using WebP2P.Benchmarks.Index;
using WebP2P.Benchmarks.Simulating;

var benchmarks = new SortedDictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["copy"] = CopyRate.Run,
    ["copy-limited"] = LimitedCopy.Run,
    ["copy-give"] = CopyProcess.Give,
    ["copy-take"] = CopyProcess.Take,
    ["decide"] = DecisionRate.Run,
    ["hash"] = HashRate.Run,
    ["index"] = IndexRate.Run,
    ["library"] = LibraryRate.Run,
    ["link-memory"] = LinkMemory.Run,
    ["messages"] = MessageRate.Run,
    ["simulate"] = SimulationRate.Run,
    ["start"] = ProgramStart.Run,
    ["swarm"] = SwarmRate.Run,
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run)) return run(args[1..]);
Console.WriteLine($"One of: {string.Join(", ", benchmarks.Keys.Where(name => name is not ("copy-give" or "copy-take")))}");
return 1;
