namespace DeepTrainer.Compiler.Loops;

/// <summary>What a number in memory or in a register is.</summary>
/// <param name="Name">C#'s word for it.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record ElementType(string Name, int Bytes)
{
    public static ElementType Float32 { get; } = new("float", 4);

    /// <summary>Class indices and row numbers.</summary>
    public static ElementType Int32 { get; } = new("int", 4);

    /// <summary>Sums without lanes, and numbers that are computed once a step.</summary>
    public static ElementType Float64 { get; } = new("double", 8);
}

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
