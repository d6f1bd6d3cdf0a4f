using System.Globalization;
using WebP2P.Protocols.Identity;
using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation;

/// <summary>Nodes that come and go: how long each stays, how it goes, and where it is when it comes back.</summary>
internal sealed class SimulatedSessions(SimulatedNetwork network, SimulationOptions options, SeededDice dice)
{
    private const int Port = 6699;
    private const int Exponential = 1_000;

    private readonly WeibullSampler? stays = options.SessionShapePerMille > 0 ? new WeibullSampler(options.SessionShapePerMille, options.SessionScaleMs) : null;
    private readonly WeibullSampler? absences = options.AbsenceMs > 0 ? new WeibullSampler(Exponential, options.AbsenceMs) : null;
    private int moves;

    public void Begin(SimulatedNode node)
    {
        if (stays is null) throw new InvalidOperationException($"{nameof(options.SessionShapePerMille)} is 0: nodes stay.");
        network.After(stays.DrawMs(dice), node, () => End(node));
    }

    private bool Happens(int perMillion) => dice.Below(SimulationBounds.Million) < perMillion;

    private void End(SimulatedNode node)
    {
        if (Happens(options.CrashesPerMillion)) network.Kill(node);
        else network.Leave(node);
        if (absences is null) return;
        network.After(absences.DrawMs(dice), node, () => Return(node));
    }

    private void Return(SimulatedNode node)
    {
        network.Start(node, Happens(options.MovesPerMillion) ? NewAddress() : node.Address);
        network.Returned?.Invoke(node);
        Begin(node);
    }

    /// <summary>In a range that no node has from its number.</summary>
    private PeerAddress NewAddress()
    {
        var number = moves++;
        return new PeerAddress(string.Create(CultureInfo.InvariantCulture, $"11.{number / 65_536 % 256}.{number / 256 % 256}.{number % 256}"), Port);
    }
}
