using System.Collections.Frozen;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Wire;

/// <summary>When a message is allowed on a link; anything else is dropped and counted.</summary>
public enum LinkPhase : byte { Greeting, Open, Any }

/// <summary>One message type of wire version 1.</summary>
/// <param name="Fields">Tags and their meaning, for people; <c>docs/wire.md</c> is compared with it.</param>
public sealed record MessageRow(MessageType Type, Type Clr, LinkPhase Phase, string Fields, Action<FieldWriter, Message> Write, Decode<Message> Read)
{
    /// <summary>Most hops that a message of this type may make.</summary>
    public int TtlAndHopsMax { get; init; } = Header.TtlAndHopsMax;

    /// <summary>A question that may be left out when too much waits to be written: answers are worth more.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Whoever gets it may hand it on: it keeps the bytes it came in.</summary>
    public bool IsRelayed { get; init; }
}

/// <summary>Every message that travels, by number and by class.</summary>
public static class MessageTable
{
    public static IReadOnlyList<MessageRow> Rows { get; } = [.. LinkFormats.Rows, .. NapsterFormats.Rows, .. IndexWordFormats.Rows, .. ReachFormats.Rows, .. TransferFormats.Rows, .. GnutellaFormats.Rows];

    private static readonly FrozenDictionary<MessageType, MessageRow> ByType = Rows.ToFrozenDictionary(row => row.Type);
    private static readonly FrozenDictionary<Type, MessageRow> ByClass = Rows.ToFrozenDictionary(row => row.Clr);

    public static MessageRow? Find(MessageType type) => ByType.GetValueOrDefault(type);

    /// <exception cref="ArgumentException">A message without a wire form: a bug of the sender.</exception>
    public static MessageRow Find(Message message) =>
        ByClass.GetValueOrDefault(message.GetType()) ?? throw new ArgumentException($"{message.GetType().Name} has no wire form.", nameof(message));

    internal static MessageRow Row<T>(MessageType type, string fields, Action<FieldWriter, T> write, Decode<T> read, LinkPhase phase = LinkPhase.Open)
        where T : Message => new(type, typeof(T), phase, fields, (writer, message) => write(writer, (T)message), (ref FieldReader reader) => read(ref reader));
}
