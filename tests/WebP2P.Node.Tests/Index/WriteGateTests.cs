using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Control;
using WebP2P.Node.Index;

namespace WebP2P.Node.Tests.Index;

public sealed class WriteGateTests
{
    private readonly FakeTimeProvider time = new();
    private readonly IndexHealth health;
    private readonly WriteGate gate;
    private int attempts;

    public WriteGateTests()
    {
        health = new IndexHealth(time, NullLogger<IndexHealth>.Instance);
        gate = new WriteGate(health, time, new IndexCareOptions { RestFirstMs = 1_000, RestMaxMs = 4_000, LockedWaitMs = 0 });
    }

    [Theory]
    [InlineData(13, 13, "no room")]
    [InlineData(10, 10 | (19 << 8), "no room")]
    [InlineData(10, 10 | (3 << 8), "cannot be written")]
    [InlineData(8, 8, "cannot be written")]
    [InlineData(5, 5, "another program")]
    public void What_passes_is_refused_with_its_reason_and_the_index_is_read_only(int code, int extended, string reason)
    {
        Assert.False(Write(code, extended));
        Assert.Equal(IndexState.ReadOnly, health.View.State);
        Assert.Contains(reason, health.View.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11, 11)]
    [InlineData(26, 26)]
    [InlineData(10, 10 | (1 << 8))]
    [InlineData(1, 1)]
    public void Damage_and_faults_of_the_program_are_not_its_business(int code, int extended) =>
        Assert.Throws<SqliteException>(() => Write(code, extended));

    [Fact]
    public void While_it_rests_nothing_is_tried_and_the_rest_grows_with_each_failure()
    {
        foreach (var restMs in new[] { 1_000, 2_000, 4_000, 4_000 })
        {
            Assert.False(Write(13, 13));
            Assert.False(Write());
            time.Advance(TimeSpan.FromMilliseconds(restMs - 1));
            Assert.False(gate.IsTryDue);
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(gate.IsTryDue);
            gate.Open();
        }
        Assert.Equal(4, attempts);
    }

    [Fact]
    public void A_write_that_succeeds_ends_it_and_the_next_rest_is_short()
    {
        for (var failure = 0; failure < 3; failure++)
        {
            Write(13, 13);
            gate.Open();
        }
        Assert.True(Write());
        Assert.Equal(IndexState.Ok, health.View.State);
        Write(13, 13);
        time.Advance(TimeSpan.FromMilliseconds(1_000));
        Assert.True(gate.IsTryDue);
    }

    private bool Write(int code = 0, int extended = 0) => gate.TryWrite(() =>
    {
        attempts++;
        return code == 0 ? true : throw new SqliteException("as a test wants it", code, extended);
    }, out _);
}
