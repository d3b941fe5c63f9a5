using System.Collections.Immutable;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Lab;

/// <summary>A look into a trained network.</summary>
/// <param name="Declaration">The attributes of its class, a line each; its table of layers if it wasn't declared.</param>
/// <param name="Functions">The functions of numbers of the user's that it calls, as they were read: <c>Snake: x => y = x + sin(x) * sin(x)</c>.</param>
/// <param name="FirstWeights">The weights of its first layer as a picture; null if that layer has no matrix or filters.</param>
/// <param name="Curves">The functions that its activations are.</param>
/// <param name="Activations">What its activations give for test samples.</param>
public sealed record Portrait(
    string Declaration, ImmutableArray<string> Functions, WeightPicture? FirstWeights, ImmutableArray<ActivationFunction> Curves, ImmutableArray<ActivationHistogram> Activations)
{
    /// <summary>Looks into a network.</summary>
    /// <param name="network">The network, trained.</param>
    /// <param name="data">Samples, of which some hundred are looked at.</param>
    public static Portrait Of(INetwork network, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        VariantDeclaration declaration = VariantDeclaration.Of(network);
        NetworkModel? model = VariantDeclaration.ModelOf(network);
        LayerPart[] activations = model is null ? [] : [.. model.LayerParts.Where(ActivationFunction.IsActivation)];
        return new(
            declaration.Text,
            declaration.Functions,
            WeightPicture.Of(network, data.InputShape),
            [.. activations.Select(part => ActivationFunction.Of(part, network)).OfType<ActivationFunction>().DistinctBy(f => (f.Name, f.Formula))],
            [.. activations.Select(part => ActivationHistogram.Of(model!, part, network, data))]);
    }
}
