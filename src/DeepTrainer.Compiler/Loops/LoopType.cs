namespace DeepTrainer.Compiler.Loops;

/// <summary>The type of a value: a number, or a vector of as many as the target's vectors have.</summary>
internal readonly record struct LoopType(ElementType Element, bool IsVector)
{
    /// <summary>A vector of float32.</summary>
    public static LoopType Vector { get; } = new(ElementType.Float32, IsVector: true);

    /// <summary>A float32.</summary>
    public static LoopType Float { get; } = new(ElementType.Float32, IsVector: false);

    /// <summary>A float64.</summary>
    public static LoopType Double { get; } = new(ElementType.Float64, IsVector: false);
}
