using System.Collections.Immutable;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Problems;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine;

namespace DeepTrainer.Lab;

/// <summary>A declaration with the sizes of other samples.</summary>
internal static class FittedNetwork
{
    private const string Shape = nameof(InputAttribute.Shape), Units = nameof(DenseAttribute.Units);

    /// <summary>The class with the sizes of some samples; null if it has them already.</summary>
    public static CompiledTopology? Of(INetwork network, Dataset data)
    {
        NetworkModel model = VariantDeclaration.ModelOf(network)
            ?? throw new ArgumentException($"'{network.Info.Name}' isn't declared, so that it can't be declared for other samples.");
        if (model.Inputs.Length != 1)
            throw new ArgumentException($"'{network.Info.Name}' has {model.Inputs.Length} inputs; only a network with one can be fitted to samples.");
        int outputs = data.HasLabels ? data.Classes : data.TargetSize;
        if (network.Info.InputSize == data.InputSize && network.Info.OutputSize == outputs)
            return null;
        // A vector stays one; other shapes become those of the samples.
        ArgumentValue shape = string.Join(", ", network.Info.InputShape.Length == 1 ? [data.InputSize] : data.InputShape);
        ElementSpec[] elements = [.. model.Spec.Elements];
        int last = Array.FindLastIndex(elements, e => Takes(e, Units));
        if (last < 0)
            throw new ArgumentException($"'{network.Info.Name}' has no layer whose units could be the {outputs} outputs.");
        NetworkSpec fitted = model.Spec with
        {
            Namespace = "",
            ContainingTypes = [],
            Modifiers = "",
            Weights = "",
            Elements = [.. elements.Select((e, i) => i == last ? With(e, Units, outputs) : Catalogue.All[e.Kind] is Input ? With(e, Shape, shape) : e)],
        };
        (NetworkModel? built, ImmutableArray<Problem> problems) = Build.Run(fitted);
        return NetworkModels.Compile(built ?? throw new ArgumentException(
            $"'{network.Info.Name}' can't be fitted to samples of [{string.Join(", ", data.InputShape)}]: {string.Join(" ", problems)}"));
    }

    private static bool Takes(ElementSpec element, string option) => Catalogue.All[element.Kind].Options.Any(o => o.Name == option);

    private static ElementSpec With(ElementSpec element, string option, ArgumentValue value) =>
        element with { Arguments = [.. element.Arguments.Select(a => a.Name == option ? new Argument(option, value) : a)] };
}
