using WebP2P.Host.Components.Parts;

namespace WebP2P.Host.Tests.Components;

public sealed class SentenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Copying", "Copying from 2 sources.", "Copying| from 2 sources.")]
    [InlineData("Paused by you", "Paused by you.", "Paused by you|.")]
    [InlineData("Waiting", "Nobody who is online has it now.", "Waiting|. Nobody who is online has it now.")]
    [InlineData("Left", "left after 2 wrong pieces.", "left| after 2 wrong pieces.")]
    [InlineData("Ready", "", "Ready|.")]
    public void A_state_and_its_reason_do_not_say_the_same_twice(string word, string reason, string sentence)
    {
        var (shown, rest) = Standing.Of(word, reason);

        Assert.Equal(sentence, $"{shown}|{rest}");
    }

    [Theory]
    [InlineData(-500, "just now")]
    [InlineData(18, "just now")]
    [InlineData(2_000, "2 s ago")]
    [InlineData(180_000, "3 min ago")]
    public void A_moment_ago_is_not_counted_in_milliseconds(int ms, string text) => Assert.Equal(text, Ways.Ago(Now.AddMilliseconds(-ms), Now));
}
