namespace DeepTrainer.Benchmarks.Clock;

/// <summary>How long contenders are timed.</summary>
/// <param name="Fewest">The slices that a median needs.</param>
/// <param name="Enough">The calm slices after which there is no need for more.</param>
/// <param name="Slice">The time of one.</param>
/// <param name="Patience">The time after which those that there are must do.</param>
internal sealed record Effort(int Fewest, int Enough, TimeSpan Slice, TimeSpan Patience)
{
    /// <summary>For figures to publish.</summary>
    public static Effort Thorough { get; } = new(7, 41, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(5));

    /// <summary>For a look at many networks.</summary>
    public static Effort Brief { get; } = new(5, 9, TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(0.25));

    /// <summary>For a second look at the few of them that seem slow.</summary>
    public static Effort Closer { get; } = new(7, 21, TimeSpan.FromMilliseconds(3), TimeSpan.FromSeconds(1.5));
}
