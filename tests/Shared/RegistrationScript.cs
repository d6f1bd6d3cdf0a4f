using System.Globalization;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Tests.Shared;

/// <summary>
/// What peers register, batch after batch, and what an index holds of it at a version. Files are added, replaced and removed; names and contents
/// are shared between peers, so that rows of one keep rows of another alive.
/// </summary>
internal static class RegistrationScript
{
    public const int Peers = 5;

    /// <summary>Every change raises the version by one.</summary>
    public const int ChangesPerBatch = 40;

    private const uint Songs = 300;

    public static UInt128 LibraryOf(int peer) => (UInt128)(100 + peer);

    /// <param name="fromVersion">Where a batch ends.</param>
    public static RegisterBatch BatchFrom(int peer, long fromVersion)
    {
        var batch = (int)(fromVersion / ChangesPerBatch);
        FileChange[] changes = [.. Enumerable.Range(0, ChangesPerBatch).Select(number => Change(peer, batch, number))];
        return new RegisterBatch(LibraryOf(peer), fromVersion, fromVersion + ChangesPerBatch, changes);
    }

    /// <summary>Files by folder and name.</summary>
    public static Dictionary<(string Folder, string Name), FileEntry> FilesAt(int peer, long version)
    {
        Dictionary<(string, string), FileEntry> files = [];
        for (var from = 0L; from < version; from += ChangesPerBatch)
        {
            foreach (var (removed, file) in BatchFrom(peer, from).Changes)
            {
                files.Remove((file.Folder, file.Name));
                if (!removed) files.Add((file.Folder, file.Name), file);
            }
        }
        return files;
    }

    private static FileChange Change(int peer, int batch, int number)
    {
        var draw = Mix(peer, batch, number);
        var isAboutOlder = batch > 0 && draw % 10 < 4;
        if (!isAboutOlder) return new FileChange(Removed: false, FileOf(peer, batch, number, song: draw / 10 % Songs));
        var older = FileOf(peer, (int)(draw / 10 % (uint)batch), (int)(draw / 1_000 % ChangesPerBatch), song: null);
        return draw % 10 < 2 ? new FileChange(Removed: true, older) : new FileChange(Removed: false, older with { Content = NapsterSamples.ContentOf((int)(draw % Songs)) });
    }

    /// <param name="song">Null: the one that was drawn when the file was added, if it was.</param>
    private static FileEntry FileOf(int peer, int batch, int number, uint? song)
    {
        var drawn = song ?? Mix(peer, batch, number) / 10 % Songs;
        var name = string.Create(CultureInfo.InvariantCulture, $"song {drawn} of the year {1900 + drawn % 97}.mp3");
        return NapsterSamples.File(name, (int)drawn, string.Create(CultureInfo.InvariantCulture, $"disc {batch}/{number}"));
    }

    /// <summary>Numbers that look drawn, the same in every process.</summary>
    private static uint Mix(int peer, int batch, int number)
    {
        var mixed = (uint)(peer * 73_856_093) ^ (uint)(batch * 19_349_663) ^ (uint)(number * 83_492_791);
        mixed = (mixed ^ (mixed >> 15)) * 2_246_822_519;
        return mixed ^ (mixed >> 13);
    }
}
