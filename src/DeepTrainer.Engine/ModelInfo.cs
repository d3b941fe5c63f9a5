using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Engine;

/// <summary>Model → the runtime's description of it.</summary>
internal static class ModelInfo
{
    public static NetworkInfo Of(NetworkModel model)
    {
        ElementSpec input = model.Spec.Elements.First(e => e.Kind == "Input");
        LayerInfo inputLayer = new("input", Catalogue.All["Input"].Describe(input), [], [.. model.InputShape.Dimensions], 0);
        return new(
            model.Spec.Name,
            [.. model.InputShape.Dimensions],
            [.. model.OutputShape.Dimensions],
            model.Target is { } target ? Enum.Parse<TargetKind>(target.ToString()) : TargetKind.Values,
            model.TargetSize,
            [inputLayer, .. model.Layers.Select(l => new LayerInfo(l.Name, l.Description, [.. l.From], [.. l.OutputShape.Dimensions], (int)l.ParameterCount))]);
    }
}
