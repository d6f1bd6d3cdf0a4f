namespace WebP2P.Node.Transfers;

/// <summary>Altered: another program changed its length, so no piece of it is believed unseen.</summary>
internal enum PartFileStanding { Missing, Altered, Whole }
