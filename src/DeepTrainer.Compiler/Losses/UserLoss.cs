namespace DeepTrainer.Compiler.Losses;

/// <summary>A loss that the user wrote: a static C# method from output and target to float; its mean over all elements.</summary>
public sealed class UserLoss() : Loss("Loss", Function, Targets)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };
    private static readonly Option Targets = new("Targets", nameof(TargetKind.Values));

    /// <summary>The function names the loss: "logCosh1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override int? ClassesAlong(ElementSpec spec) => Targets.ValueIn(spec)!.Text == nameof(TargetKind.ClassIndices) ? 0 : null;

    public override TargetForm? TargetsOf(LossContext c)
    {
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

    // Class indices become 1 for the class and 0 for the others.
    public override Node? Build(LossContext c)
    {
        Node targets = c.Text(Targets) == nameof(TargetKind.ClassIndices) ? ClassTargets.OneHot(c, 1) : c.Targets;
        return c.Mean(c.Graph.Map(c.Function(Function).Results[0].Value, [c.Input, targets]));
    }
}
