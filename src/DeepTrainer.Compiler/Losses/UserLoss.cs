using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Losses;

/// <summary>
/// A loss that the user wrote: a static C# method from output and target to float, of which the mean over all elements is taken; or one from
/// what layers give (and targets) as tensors to a tensor.
/// </summary>
public sealed class UserLoss() : Loss("Loss", Function, Targets, Type, Options)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };
    private static readonly Option Targets = new("Targets", nameof(TargetKind.Values));
    private static readonly Option Type = new("Type", "");
    private new static readonly Option Options = new("Options", "");

    /// <summary>The names by which a function of tensors asks for the targets.</summary>
    public static ImmutableArray<string> TargetNames { get; } = ["target", "targets", "label", "labels"];

    /// <summary>The function names the loss: "logCosh1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override int? LayersOf(NetworkSpec network, ElementSpec spec) => network.TensorFunctions.Any(f => f.Name == TensorFunction.KeyOf(spec)) ? null : 1;

    public override int? ClassesAlong(ElementSpec spec) => Targets.ValueIn(spec)!.Text == nameof(TargetKind.ClassIndices) ? 0 : null;

    public override TargetForm? TargetsOf(LossContext c)
    {
        if (c.FunctionOfTensors(TensorFunction.KeyOf(c.Spec)) is { } function && !function.Tensors.Any(IsTarget))
            return TargetForm.None;
        _ = Enum.TryParse(c.Text(Targets), out TargetKind kind);
        if (kind == TargetKind.ClassIndices && c.Input.Shape[1] < 2)
            return c.DoesNotFit("class indices need two classes or more");
        return kind switch
        {
            TargetKind.ClassIndices => TargetForm.Indices(c.Input.Shape, 1, null),
            TargetKind.Probabilities => c.Input.Shape.SampleSize == 1 ? TargetForm.Independent(c.Input.Shape, ScoreForm.Logits) : TargetForm.Probabilities(c.Input.Shape),
            _ => TargetForm.Values(c.Input.Shape),
        };
    }

    public override Node? Build(LossContext c) => c.FunctionOfTensors(TensorFunction.KeyOf(c.Spec)) is { } function ? OfTensors(c, function)
        : c.Mean(c.Graph.Map(c.Function().Results[0].Value, [c.Input, TargetsAsValues(c)]));

    private static bool IsTarget(TensorParameter parameter) => TargetNames.Contains(parameter.Name);

    // Class indices become 1 for the class and 0 for the others.
    private static Node TargetsAsValues(LossContext c) => c.Text(Targets) == nameof(TargetKind.ClassIndices) ? ClassTargets.OneHot(c, 1) : c.Targets;

    private static Node? OfTensors(LossContext c, TensorFunction function)
    {
        TensorScope scope = new(c, seesBatch: true, c.Training, c.Input);
        try
        {
            Queue<Node> layers = new(c.Inputs);
            ImmutableArray<Node> tensors = [.. function.Tensors.Select(p => IsTarget(p) ? TargetsAsValues(c) : Next(p)), .. layers];
            TensorResults results = function.Run(scope, tensors, c.Text(Options));
            if (results.Values.Length != 1)
                throw new TensorException($"a loss gives one tensor, not {Format.Integer(results.Values.Length)}");
            Node value = results.Values[0];
            if (value.Shape.IsBatched)
                return c.Mean(value);
            if (c.SampleWeight is not null)
                throw new TensorException("with SampleWeights a loss must give a value for each sample, not one for the batch");
            return value.Shape == Shape.Scalar ? value : c.Graph.Mean(value);

            Node Next(TensorParameter parameter) => layers.Count > 0 ? layers.Dequeue()
                : throw new TensorException($"{function.Signature} takes a tensor '{parameter.Name}'; name the layers that it judges in From, one for each parameter but the target");
        }
        catch (TensorException mistake)
        {
            return c.Report(mistake, Function, function.Signature);
        }
    }
}
