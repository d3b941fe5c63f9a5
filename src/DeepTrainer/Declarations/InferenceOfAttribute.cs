namespace DeepTrainer;

/// <summary>
/// Declares a partial class to predict with what another network has learned: it has the network's layers, loads the same files and predicts the same, bit for bit, but has no
/// code for training and draws no weights. Until they are loaded they are NaN. (Where predictions draw random numbers or layers have
/// numbers that are changed at run time, it predicts the same with the same <see cref="INetwork.Seed"/> and <see cref="INetwork.Options"/>,
/// which files of weights don't hold.)
/// </summary>
/// <param name="network">The class that is trained: one with <see cref="NetworkAttribute"/>, of this project or of one that it references.</param>
/// <example>
/// <code>
/// [InferenceOf(typeof(Digits), Weights = "digits.safetensors")]
/// public sealed partial class DigitsModel;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class InferenceOfAttribute(Type network) : Attribute
{
    /// <summary>The class that is trained.</summary>
    public Type Network { get; } = network;

    /// <summary>
    /// The safetensors file that the assembly holds, as <see cref="NetworkAttribute.Weights"/> has it; those of <see cref="Network"/> if it is left out.
    /// </summary>
    public string Weights { get; set; } = "";

    /// <summary>
    /// What large weights are kept as, as <see cref="NetworkAttribute.WeightType"/> has it; what <see cref="Network"/> says if it is left
    /// out. With another type than float32, predictions are not the same bit for bit, but those of weights that are rounded to it.
    /// </summary>
    public WeightType WeightType { get; set; }
}
