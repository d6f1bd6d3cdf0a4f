using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Topologies;

/// <summary>Orders and choices in which every one is as likely as any other.</summary>
internal static class Shuffle
{
    /// <summary>The numbers below <paramref name="count"/>, in a drawn order.</summary>
    public static int[] Of(int count, Dice dice)
    {
        var numbers = new int[count];
        for (var place = 0; place < count; place++) numbers[place] = place;
        Take(numbers, count, dice);
        return numbers;
    }

    /// <summary>Moves a drawn choice of so many to the front.</summary>
    public static Span<int> Take(int[] numbers, int count, Dice dice)
    {
        for (var place = 0; place < count; place++)
        {
            var from = place + dice.Below(numbers.Length - place);
            (numbers[place], numbers[from]) = (numbers[from], numbers[place]);
        }
        return numbers.AsSpan(0, count);
    }
}
