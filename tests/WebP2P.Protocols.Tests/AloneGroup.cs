namespace WebP2P.Protocols.Tests;

/// <summary>Tests that look at the memory of the whole process: they run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneGroup
{
    public const string Name = "Alone";
}
