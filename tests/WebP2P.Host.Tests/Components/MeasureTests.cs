using WebP2P.Host.Components.Drawings;

namespace WebP2P.Host.Tests.Components;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(40_000_000, "38.1 MiB")]
    [InlineData(224_395_264, "214 MiB")]
    [InlineData(13_314_398_617, "12.4 GiB")]
    [InlineData(8_796_093_022_208, "8 TiB")]
    public void Sizes_have_three_digits_and_a_binary_unit(long bytes, string text) => Assert.Equal(text, Measure.OfBytes(bytes).ToString());

    [Fact]
    public void A_speed_is_a_size_per_second() => Assert.Equal(new Measure("61.4", "MiB/s"), Measure.OfRate(61.4 * 1024 * 1024));

    [Theory]
    [InlineData(0, "<1 ms")]
    [InlineData(12, "12 ms")]
    [InlineData(9_000, "9 s")]
    [InlineData(180_000, "3 min")]
    [InlineData(18_000_000, "5 h")]
    [InlineData(172_800_000, "2 d")]
    public void A_duration_has_one_unit(long ms, string text) => Assert.Equal(text, Measure.OfDuration(TimeSpan.FromMilliseconds(ms)).ToString());

    [Fact]
    public void Thousands_stand_apart() => Assert.Equal("12\u202f408", Measure.Count(12_408));
}
