namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// A rule that the user wrote: <c>static void Rule(ref float w, ref float m, float g, float lr)</c>. The first ref parameter is
/// the weight, further ones are state kept for each weight (zero at first); the first value is the gradient; <c>lr</c> and
/// <c>t</c> are the learning rate and the step, from 1.
/// </summary>
public sealed class UpdateRule() : Optimizer("UpdateRule", 1e-3, Function)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };

    /// <summary>The names that stand for the learning rate.</summary>
    public static ImmutableArray<string> LearningRateNames { get; } = ["lr", "learningRate"];

    /// <summary>The names that stand for the step.</summary>
    public static ImmutableArray<string> StepNames { get; } = ["t", "step"];

    public override void Build(UpdateContext c)
    {
        ScalarFunction rule = c.Function(Function);
        string[] references = [.. rule.Results.Select(r => r.Name)];
        string weight = rule.Parameters.First(references.Contains);
        string gradient = rule.Parameters.First(p => !references.Contains(p));
        ImmutableArray<Node> inputs =
        [
            .. rule.Parameters.Select(p =>
                p == weight ? c.Weight
                : references.Contains(p) ? c.State(p)
                : p == gradient ? c.Gradient
                : LearningRateNames.Contains(p) ? c.LearningRate
                : StepNames.Contains(p) ? c.Step
                : throw new InvalidOperationException($"'{p}' of '{c.Text(Function)}' has no meaning; the reader should have said so.")),
        ];
        foreach ((string name, Expr value) in rule.Results)
            c.Assign(name == weight ? c.Weight : c.State(name), c.Graph.Map(value, inputs));
    }
}
