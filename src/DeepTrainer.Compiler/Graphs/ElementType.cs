namespace DeepTrainer.Compiler.Graphs;

/// <summary>What a number in memory or in a register is.</summary>
/// <param name="Name">C#'s word for it.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record ElementType(string Name, int Bytes)
{
    public static ElementType Float32 { get; } = new("float", 4);

    /// <summary>Weights of 16 bits: upper halves of floats, and halves.</summary>
    public static ElementType BFloat16 { get; } = new("BFloat16", 2);

    public static ElementType Float16 { get; } = new("Half", 2);

    /// <summary>Weights of 8 bits: whole numbers, with factors beside them.</summary>
    public static ElementType Int8 { get; } = new("sbyte", 1);

    /// <summary>Class indices and row numbers.</summary>
    public static ElementType Int32 { get; } = new("int", 4);

    /// <summary>Sums without lanes, and numbers that are computed once a step.</summary>
    public static ElementType Float64 { get; } = new("double", 8);

    /// <summary>Whether it is of weights alone, which become floats where they are loaded.</summary>
    public bool IsNarrow => Bytes < Float32.Bytes;

    /// <summary>Whether each channel has a factor.</summary>
    public bool HasFactors => this == Int8;

    /// <summary>What weights are kept as; none for float32.</summary>
    /// <param name="name">The name in declarations.</param>
    public static ElementType? OfWeights(string name) => name switch
    {
        "BFloat16" => BFloat16,
        "Float16" => Float16,
        "Int8" => Int8,
        _ => null,
    };
}
