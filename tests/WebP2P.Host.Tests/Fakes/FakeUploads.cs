using System.Collections.Concurrent;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakeUploads : IUploads
{
    private readonly ConcurrentDictionary<Guid, UploadView> uploads = new();

    public UploadTotals Totals => new(8, uploads.Count, 0, 1000, 10);

    public UploadView Add()
    {
        var content = FakeShares.Content(7, 70);
        var upload = new UploadView(Guid.NewGuid(), FakeStatus.Id(2), "bob", content.Hash, content.SizeBytes, "song", UploadState.Active, null, 10, 5, DateTimeOffset.UnixEpoch);
        return uploads[upload.Id] = upload;
    }

    public IReadOnlyList<UploadView> List() => [.. uploads.Values];

    public UploadView? Find(Guid id) => uploads.GetValueOrDefault(id);

    public bool Remove(Guid id) => uploads.TryRemove(id, out _);
}
