using System.Diagnostics.CodeAnalysis;

namespace DeepTrainer;

/// <summary>
/// How a network that only predicts keeps its large weights: matrices, kernels of convolutions, recurrent weights and tables of embeddings. Everything is computed in
/// float32; biases, norms and states are float32 as well.
/// </summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "They are types.")]
public enum WeightType
{
    /// <summary>32 bits each, as they are trained.</summary>
    Float32,

    /// <summary>The upper 16 bits of a float32: the same range, and 8 bits of precision. Files: BF16.</summary>
    BFloat16,

    /// <summary>IEEE 754's half precision, 11 bits of it, up to 65,504. Files: F16.</summary>
    Float16,

    /// <summary>
    /// Whole numbers from −127 to 127 times a factor of each output channel (or row of a table), which is its largest weight / 127. Files: I8, and the
    /// factors as F32 under the weight's name with <c>_scale</c>.
    /// </summary>
    Int8,
}
