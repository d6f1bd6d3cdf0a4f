using System.CommandLine;

namespace WebP2P.Host.Cli;

/// <summary><c>webp2p share</c>: the folders that the running node offers.</summary>
internal static class ShareCommands
{
    public static Command Make() => new("share", "Folders that the running node offers.\n\nExamples:\n  webp2p share add ~/Music\n  webp2p share rules Music --add '*.log' --preview")
    {
        List(), Add(), Remove(), Rescan(), Rename(), Rules(), Duplicates(),
    };

    private static Command List()
    {
        var (data, json) = (CommandLine.DataOption(), JsonOption());
        var list = new Command("ls", "Lists the folders.\n\nExamples:\n  webp2p share ls\n  webp2p share ls --json") { data, json };
        list.SetAction((parsed, cancellation) => new ShareShell(parsed.GetValue(data)).ListAsync(parsed.GetValue(json), cancellation));
        return list;
    }

    private static Command Add()
    {
        var data = CommandLine.DataOption();
        var path = new Argument<string>("DIR") { Description = "A folder of the node's machine." };
        var add = new Command("add", "Offers a folder.\n\nExamples:\n  webp2p share add ~/Music\n  webp2p share add .") { path, data };
        add.SetAction((parsed, cancellation) => new ShareShell(parsed.GetValue(data)).AddAsync(Path.GetFullPath(parsed.GetRequiredValue(path)), cancellation));
        return add;
    }

    private static Command Remove()
    {
        var (data, share) = (CommandLine.DataOption(), ShareArgument());
        var remove = new Command("rm", "Stops offering a folder; its files stay.\n\nExamples:\n  webp2p share rm Music\n  webp2p share rm ~/Music") { share, data };
        remove.SetAction((parsed, cancellation) => new ShareShell(parsed.GetValue(data)).RemoveAsync(parsed.GetRequiredValue(share), cancellation));
        return remove;
    }

    private static Command Rescan()
    {
        var (data, share) = (CommandLine.DataOption(), ShareArgument());
        var rescan = new Command("rescan", "Looks for changed files now.\n\nExamples:\n  webp2p share rescan Music\n  webp2p share rescan ~/Music") { share, data };
        rescan.SetAction((parsed, cancellation) => new ShareShell(parsed.GetValue(data)).RescanAsync(parsed.GetRequiredValue(share), cancellation));
        return rescan;
    }

    private static Command Rename()
    {
        var (data, share) = (CommandLine.DataOption(), ShareArgument());
        var name = new Argument<string>("NAME") { Description = "How others see the folder." };
        var rename = new Command("rename", "Gives a folder another name for others; nothing on the disk changes.\n\nExamples:\n  webp2p share rename Music 'Old records'\n  webp2p share rename ~/Music Records") { share, name, data };
        rename.SetAction((parsed, cancellation) => new ShareShell(parsed.GetValue(data)).RenameAsync(parsed.GetRequiredValue(share), parsed.GetRequiredValue(name), cancellation));
        return rename;
    }

    private static Command Rules()
    {
        var (data, share) = (CommandLine.DataOption(), ShareArgument());
        share.Description += " 'all' for the rules of all folders.";
        var added = new Option<string[]>("--add") { Description = "Leaves out what this pattern means, or with ! in front offers it again; the last rule counts, so it goes to the end. May be repeated.", HelpName = "PATTERN" };
        var removed = new Option<string[]>("--remove") { Description = "Forgets a pattern; may be repeated.", HelpName = "PATTERN" };
        var preview = new Option<bool>("--preview") { Description = "Only says what would be hidden and shown." };
        var rules = new Command("rules", "Shows or changes what a folder leaves out.\n\nExamples:\n  webp2p share rules Music --add '*.log' --add '!keep.log'\n  webp2p share rules all --remove '*.part' --preview") { share, added, removed, preview, data };
        rules.SetAction((parsed, cancellation) =>
            new ShareShell(parsed.GetValue(data)).RulesAsync(parsed.GetRequiredValue(share), parsed.GetValue(added) ?? [], parsed.GetValue(removed) ?? [], parsed.GetValue(preview), cancellation));
        return rules;
    }

    private static Command Duplicates()
    {
        var (data, json) = (CommandLine.DataOption(), JsonOption());
        var duplicates = new Command("duplicates", "Lists files that are there more than once, those that waste most first.\n\nExamples:\n  webp2p share duplicates\n  webp2p share duplicates --json") { data, json };
        duplicates.SetAction((parsed, cancellation) => new ShareShell(parsed.GetValue(data)).DuplicatesAsync(parsed.GetValue(json), cancellation));
        return duplicates;
    }

    private static Argument<string> ShareArgument() => new("SHARE") { Description = "Name, folder or id of a share." };

    private static Option<bool> JsonOption() => new("--json") { Description = "As JSON, one object a line." };
}
