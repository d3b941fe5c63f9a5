using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Engine;

/// <summary>Model → the runtime's description of it.</summary>
internal static class ModelInfo
{
    public static NetworkInfo Of(NetworkModel model)
    {
        return new(
            model.Spec.Name,
            [.. model.InputShape.Dimensions],
            [.. model.OutputShape.Dimensions],
            model.Target is { } target ? Enum.Parse<TargetKind>(target.ToString()) : TargetKind.Values,
            model.TargetSize,
            [.. model.Inputs.Select(i => new LayerInfo(i.Name, model.DescriptionOf(i), [], [.. i.Shape.Dimensions], 0)),
             .. model.Layers.Select(l => new LayerInfo(l.Name, l.Description, [.. l.From], [.. l.OutputShape.Dimensions],
                 (int)l.ParameterCount) { FrozenCount = (int)l.FrozenCount })])
        {
            Inputs = [.. model.Inputs.Select(Of)],
            Outputs = [.. model.Outputs.Select(Of)],
            Targets = [.. model.Targets.Select(Of)],
            HasLoss = model.HasLoss,
            InferenceOf = model.Spec.IsInference ? model.Spec.InferenceOf : null,
            HasOptimizer = model.HasOptimizer,
            SampleNeeds = [.. model.SampleNeeds.Select(n => new SampleNeed(n.Layer, n.Samples))],
            Losses = model.Losses.Length > 1 ? model.Losses : [],
            MaxBatch = model.MaxBatch ?? int.MaxValue,
            LossParts = model.LossTerms.IsEmpty ? [new("samples")] : [.. model.LossTerms.Select(t => new LossPart(t.Name, t.Labels is null ? null : Of(t.Labels)))],
        };
    }

    private static TargetInfo Of(TargetSpec target) =>
        new(target.Name, target.Layer, Enum.Parse<TargetKind>(target.Form.Kind.ToString()), [.. target.Form.Shape.Dimensions], target.Offset)
        {
            Output = target.Output,
            Classes = target.Form.Classes,
            ClassAxis = target.Form.ClassAxis,
            Ignored = target.Form.Ignored,
            Scores = target.Form.Scores == ScoreForm.None ? null : Enum.Parse<ScoreKind>(target.Form.Scores.ToString()),
            Sequence = target.Form.Sequence is { } s ? new(s.Blank, s.Steps, s.MayBeTooLong) : null,
            ClassWeights = target.Form.ClassWeights,
        };

    private static TensorInfo Of(TensorPart part) => new(part.Name, [.. part.Shape.Dimensions], part.Offset);
}
