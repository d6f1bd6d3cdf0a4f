namespace WebP2P.Node.Storage;

/// <summary>Makes a further database ready at start, after <c>node.db</c>.</summary>
internal interface IDatabaseSetup
{
    /// <exception cref="InvalidDataException">The database was written by a newer program.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);
}
