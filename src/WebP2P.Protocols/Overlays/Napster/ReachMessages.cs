using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>"Dial me at the address that my link comes from, at this port." Answered by <see cref="IndexDialledBack"/>.</summary>
public sealed record IndexDialBack(int Port) : Message;

/// <summary>What came of a dial-back: unknown when nothing was dialled.</summary>
/// <param name="Address">What was dialled; null when nothing was.</param>
/// <param name="ElapsedMs">From the dial until the node had shown its id, or until it was given up.</param>
/// <param name="Reason">Why it was not reached, or not dialled.</param>
public sealed record IndexDialledBack(Reachability Result, PeerAddress? Address, int ElapsedMs, string? Reason) : Message;

/// <summary>"Let that node dial me": for one that cannot be dialled itself. The nonce names the stream that is waited for.</summary>
public sealed record CallBack(NodeId Node, UInt128 Nonce) : Message;

/// <summary>The index hands a <see cref="CallBack"/> on to the node that is to dial.</summary>
/// <param name="Asker">Who waits for the stream, and where.</param>
public sealed record CallBackAsked(UInt128 Nonce, Signed<PeerRecord> Asker) : Message;

/// <summary>Nobody will dial.</summary>
public sealed record CallBackRefused(UInt128 Nonce, string Reason) : Message;

/// <summary>The own peer plane listens at this port, as others see it: from now on the index is asked to dial back there.</summary>
public sealed record ListensAt(int Port) : OwnRequest;

/// <summary>Ask for a dial-back now, if there is a link.</summary>
public sealed record ReachabilityAsked : OwnRequest;

/// <summary>Let that node dial this one; <see cref="CallBackFailed"/> when nobody will.</summary>
public sealed record CallBackRequest(NodeId Node, UInt128 Nonce) : OwnRequest;

/// <summary>Another node dialled this one back, or could not.</summary>
public sealed record DialledBack(NodeId By, Reachability Result, PeerAddress? Address, int ElapsedMs, string? Reason) : Notice;

/// <summary>Another node waits for a stream that this one dials.</summary>
public sealed record CallBackWanted(Signed<PeerRecord> Asker, UInt128 Nonce) : Notice;

public sealed record CallBackFailed(UInt128 Nonce, string Reason) : Notice;

/// <summary>Dial the address that this linked node's link comes from, at this port, and see whether the node answers there.</summary>
public sealed record DialBackQuestion(NodeId Node, int Port) : Question;

public sealed record DialBackAnswer(Reachability Result, PeerAddress? Address, int ElapsedMs, string? Reason) : Answer;
