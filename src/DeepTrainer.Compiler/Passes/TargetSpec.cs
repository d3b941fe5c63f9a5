using DeepTrainer.Compiler.Losses;

namespace DeepTrainer.Compiler.Passes;

/// <summary>What one loss takes of a sample's targets.</summary>
/// <param name="Name">The loss's name: "mse1"; "mse1.weight" for the weights of samples.</param>
/// <param name="Layer">The layer it is compared with, the first if there are several.</param>
/// <param name="Form">What the numbers mean, and their shape.</param>
/// <param name="Offset">Where it starts among the sample's targets.</param>
public sealed record TargetSpec(string Name, string Layer, TargetForm Form, int Offset)
{
    /// <summary>The output that tells the classes it is about: the layer itself, or what makes probabilities of it.</summary>
    public string Output { get; init; } = Layer;

    public int Size => (int)Form.Shape.SampleSize;

    internal TensorPart Part => new(Name, Form.Shape, Offset);
}
