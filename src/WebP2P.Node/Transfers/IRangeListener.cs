namespace WebP2P.Node.Transfers;

/// <summary>Hears how a request for some pieces in a row goes. Any thread.</summary>
internal interface IRangeListener
{
    /// <summary>Bytes of the body were read.</summary>
    void Arrived(int bytes);

    /// <summary>A piece is whole: right, wrong or superfluous. In order, each before the next begins.</summary>
    void PieceWhole(int piece, FetchOutcome outcome);
}
