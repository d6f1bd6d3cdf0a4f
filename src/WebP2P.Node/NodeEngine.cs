using WebP2P.Node.Index;
using WebP2P.Node.Index.Operator;
using WebP2P.Node.Library;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;

namespace WebP2P.Node;

/// <summary>The parts of a node that start and stop.</summary>
internal sealed record NodeEngine(
    StoragePreparation Storage,
    SettingsStore Settings,
    LibraryService Library,
    LibraryJournal Journal,
    PeerPlane Plane,
    ILinks Links,
    LocalNetwork Local,
    OwnRecord OwnRecord,
    NapsterService Napster,
    GnutellaService Gnutella,
    IndexHealth IndexHealth,
    IndexCare IndexCare,
    IndexSampler IndexSampler,
    TransferPlane Transfers,
    NodeReach Reach,
    CallBackDialler CallBacks);
