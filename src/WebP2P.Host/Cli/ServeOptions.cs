using System.CommandLine;

namespace WebP2P.Host.Cli;

/// <summary>The options of <c>serve</c>, and the configuration that follows: <c>appsettings.json</c>, over it the environment, over that what was typed.</summary>
internal sealed class ServeOptions
{
    private static readonly string SettingsFile = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    private readonly Dictionary<HostOption, Option> options = HostOption.All.ToDictionary(row => row, Make);

    public void AddTo(Command command)
    {
        foreach (var option in options.Values) command.Options.Add(option);
    }

    /// <param name="settingsFile">Null: the one beside the program.</param>
    /// <param name="environmentPrefix">What names of environment variables begin with, before <c>WEBP2P__</c>.</param>
    public IConfiguration Read(ParseResult parsed, string? settingsFile = null, string environmentPrefix = "")
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Lay(values, new ConfigurationBuilder().AddJsonFile(settingsFile ?? SettingsFile, optional: true).Build().AsEnumerable());
        Lay(values, new ConfigurationBuilder().AddEnvironmentVariables(environmentPrefix).Build().AsEnumerable());
        Lay(values, options.SelectMany(pair => Typed(parsed, pair.Key, pair.Value)));
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    /// <summary>A list replaces the list below it; the entries of two places are never mixed.</summary>
    private static void Lay(Dictionary<string, string?> values, IEnumerable<KeyValuePair<string, string?>> upper)
    {
        var given = upper.Where(pair => pair.Value is not null).ToList();
        foreach (var key in HostOption.All.Where(row => row.Shape == OptionShape.List).Select(row => row.Path))
        {
            if (!given.Exists(pair => IsOf(key, pair.Key))) continue;
            foreach (var below in values.Keys.Where(below => IsOf(key, below)).ToList()) values.Remove(below);
        }

        foreach (var (key, value) in given) values[key] = value;
    }

    private static bool IsOf(string list, string key) =>
        key.StartsWith(list, StringComparison.OrdinalIgnoreCase) && (key.Length == list.Length || key[list.Length] == ':');

    private static IEnumerable<KeyValuePair<string, string?>> Typed(ParseResult parsed, HostOption row, Option option)
    {
        if (parsed.GetResult(option) is not { Implicit: false } result) return [];
        var values = result.Tokens.Select(token => token.Value).ToList();
        if (row.Shape == OptionShape.Flag) return [new(row.Path, values.Count == 0 ? "true" : values[0])];
        if (row.Shape != OptionShape.List) return [new(row.Path, values.FirstOrDefault())];
        // A folder's name may hold a comma; names of hosts and overlays do not.
        if (row.SplitsAtCommas) values = [.. values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return values.Select((value, index) => new KeyValuePair<string, string?>($"{row.Path}:{index}", value));
    }

    private static Option Make(HostOption row)
    {
        Option option = row.Shape switch
        {
            OptionShape.Flag => new Option<bool>(row.Name),
            OptionShape.List => new Option<string[]>(row.Name) { AllowMultipleArgumentsPerToken = false },
            OptionShape.Number => new Option<int?>(row.Name),
            _ => new Option<string?>(row.Name),
        };
        option.Description = row.Description;
        if (row.Value.Length > 0) option.HelpName = row.Value;
        return option;
    }
}
