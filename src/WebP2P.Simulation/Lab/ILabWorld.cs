using WebP2P.Protocols.Search;

namespace WebP2P.Simulation.Lab;

/// <summary>The network of one run: nodes by number, with what they share, and how one of them asks.</summary>
internal interface ILabWorld
{
    SimulatedNetwork Network { get; }

    /// <summary>Adds the nodes and lets them come together; <paramref name="goOn"/> is asked now and then and ends it with false.</summary>
    void Build(Func<bool> goOn);

    SimulatedNode NodeOf(int number);

    void Ask(SimulatedNode origin, Query query);

    /// <summary>The node came back, at another address: it is told again what its machines forgot.</summary>
    void Returned(SimulatedNode node);

    LabMessage TypeOf(object message);

    /// <summary>How long copies of a query may be on their way after its search ended.</summary>
    long StragglersMs { get; }
}
