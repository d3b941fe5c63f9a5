namespace DeepTrainer.Compiler.Language;

/// <summary>A number of C# → the float64 that its author wrote: 0.1f is 0.1.</summary>
internal static class HostNumber
{
    /// <summary>The number; none if the value is none.</summary>
    public static double? Of(object? value) => value switch
    {
        float f => Decimals.Of(f),
        double d => d,
        int i => i,
        long l => l,
        _ => null,
    };
}
