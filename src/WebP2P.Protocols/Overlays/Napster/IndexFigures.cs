using System.Collections.Immutable;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What an index server has done since its start, and does now.</summary>
/// <param name="Searches">Asked of the store.</param>
/// <param name="AnswersCapped">Answers that a limit cut.</param>
/// <param name="NamesCommitted">Names that came, changed or went.</param>
/// <param name="QueriesBySecond">Answered in each of the last sixty seconds, oldest first.</param>
/// <param name="NamesPerSecond">Mean of the last five seconds.</param>
public sealed record IndexFigures(ImmutableHashSet<NodeId> Online, int LinkedPeers, long Searches, long AnswersCapped, long NamesCommitted, IReadOnlyList<long> QueriesBySecond, long NamesPerSecond, IReadOnlyList<IndexRefusal> Refusals);
