namespace WebP2P.Protocols.Transfers;

public enum TransferActionKind : byte { Hold, Release, Send, FetchLayer, Fetch, Abandon, Wake, Note }
