namespace WebP2P.Node.Index.Memory;

/// <summary>Looks at files one after another.</summary>
internal interface IFileVisitor
{
    void See(SourceEntry file);
}
