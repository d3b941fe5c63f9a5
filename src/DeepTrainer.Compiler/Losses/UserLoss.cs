using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Losses;

/// <summary>
/// A loss that the user wrote: a static C# method from output and target to float, of which the mean over all elements is taken; or one from
/// what layers give (and targets) as tensors to a tensor.
/// </summary>
public sealed class UserLoss() : Loss("Loss", Function, Targets, Type, Options, MaxBatch, TargetShape, Classes)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };
    private static readonly Option Targets = new("Targets", nameof(TargetKind.Values));
    private static readonly Option Type = new("Type", "");
    private new static readonly Option Options = new("Options", "");
    private static readonly Option MaxBatch = new("MaxBatch", 256);
    private static readonly Option TargetShape = new("TargetShape", "");
    private static readonly Option Classes = new("Classes", 0);

    /// <summary>The names by which a function of tensors asks for the targets.</summary>
    public static ImmutableArray<string> TargetNames { get; } = ["target", "targets", "label", "labels"];

    /// <summary>The function names the loss: "logCosh1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override int? LayersOf(NetworkSpec network, ElementSpec spec) => network.TensorFunctions.Any(f => f.Name == TensorFunctionSpec.KeyOf(spec)) ? null : 1;

    public override bool IsMeanOverPositions(LossContext c) => c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is null && c.Text(Targets) == nameof(TargetKind.Values);

    public override int? ClassesAlong(ElementSpec spec) => Targets.ValueIn(spec)!.Text == nameof(TargetKind.ClassIndices) ? 0 : null;

    public override TargetForm? TargetsOf(LossContext c)
    {
        if (!c.InRange(MaxBatch, 1, 1 << 16, "from 1 to 65,536"))
            return null;
        if (c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is { } function && !function.Tensors.Any(IsTarget))
            return TargetForm.None;
        _ = Enum.TryParse(c.Text(Targets), out TargetKind kind);
        if (Likened(c) is not { } shape)
            return null;
        if (kind == TargetKind.ClassIndices && shape[1] < 2)
            return c.DoesNotFit("class indices need two classes or more");
        TargetForm form = kind switch
        {
            TargetKind.ClassIndices => TargetForm.Indices(shape, 1, null),
            TargetKind.Probabilities => shape.SampleSize == 1 ? TargetForm.Independent(shape, ScoreForm.Logits) : TargetForm.Probabilities(shape),
            _ => TargetForm.Values(shape),
        };
        if (shape != c.Input.Shape && c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is null)
            return c.DoesNotFit("a loss over numbers compares each output with a target of its own; write one over tensors", TargetShape);
        return shape == c.Input.Shape ? form : form with { Scores = ScoreForm.None };
    }

    public override Node? Build(LossContext c) => c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is { } function ? OfTensors(c, function)
        : c.Mean(c.Graph.Map(c.Function().Results[0].Value, [c.Input, TargetsAsValues(c)]));

    private static bool IsTarget(TensorParameter parameter) => TargetNames.Contains(parameter.Name);

    // The shape that a value must have for the targets to tell what is right of it: that of the judged layer, unless the attribute tells another. No shape
    // after a report.
    private static Shape? Likened(LossContext c)
    {
        int[] extents = [.. c.Numbers(TargetShape).Select(n => (int)n)];
        int classes = (int)c.Number(Classes);
        if (extents.Any(e => e < 1))
            c.Report(ProblemKinds.OutOfRange, TargetShape, TargetShape.Name, c.Name, $"[{string.Join(", ", extents)}]", "extents of 1 or more");
        else if (classes != 0 && c.Text(Targets) != nameof(TargetKind.ClassIndices))
            c.Report(ProblemKinds.OutOfRange, Classes, Classes.Name, c.Name, Format.Integer(classes), "left out, unless Targets = TargetKind.ClassIndices");
        else if (classes is not 0 and < 2)
            c.Report(ProblemKinds.OutOfRange, Classes, Classes.Name, c.Name, Format.Integer(classes), "2 or more");
        else
            return classes > 0 ? Shape.Batched([classes, .. extents]) : extents.Length > 0 ? Shape.Batched(extents) : c.Input.Shape;
        return null;
    }

    // Class indices become 1 for the class and 0 for the others.
    private static Node TargetsAsValues(LossContext c) => c.Text(Targets) == nameof(TargetKind.ClassIndices) ? ClassTargets.OneHot(c, Likened(c)!.Value, 1) : c.Targets;

    private static Node? OfTensors(LossContext c, TensorFunction function)
    {
        TensorScope scope = new(c, seesBatch: true, c.Training, c.Input) { MaxBatch = (int)c.Number(MaxBatch) };
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
                : throw new TensorException($"{function.Signature} takes a tensor '{parameter.Name}'; name the layers that it judges in From, one "
                    + "for each parameter but the target");
        }
        catch (TensorException mistake)
        {
            return c.Report(mistake, Function, function.Signature);
        }
    }
}
