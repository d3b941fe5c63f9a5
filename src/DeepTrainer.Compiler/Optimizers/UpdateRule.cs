using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// A rule that the user wrote: <c>static void Rule(ref float w, ref float m, float g, float lr)</c>, for each number, or the same with
/// <c>Tensor</c>, for each weight as a whole. The first ref parameter is the weight, further ones are state kept for it (zero at first); the first
/// value is the gradient; <c>lr</c> and <c>t</c> are the learning rate and the step, from 1.
/// </summary>
public sealed class UpdateRule() : Optimizer("UpdateRule", 1e-3, Function, Type, Options)
{
    private static readonly Option Function = new("Function") { NamesFunction = true };
    private static readonly Option Type = new("Type", "");
    private new static readonly Option Options = new("Options", "");

    /// <summary>The names that stand for the learning rate.</summary>
    public static ImmutableArray<string> LearningRateNames { get; } = ["lr", "learningRate"];

    /// <summary>The names that stand for the step.</summary>
    public static ImmutableArray<string> StepNames { get; } = ["t", "step"];

    public override void Build(UpdateContext c)
    {
        if (c.FunctionOfTensors(TensorFunctionSpec.KeyOf(c.Spec)) is { } function)
        {
            OfTensors(c, function);
            return;
        }
        ScalarFunction rule = c.Function();
        string[] references = [.. rule.Results.Select(r => r.Name)];
        string weight = rule.Parameters.First(references.Contains);
        string gradient = rule.Parameters.First(p => !references.Contains(p));
        ImmutableArray<Node> inputs = [.. rule.Parameters.Select(p => Given(c, p, p == weight, references.Contains(p), p == gradient))];
        foreach ((string name, Expr value) in rule.Results)
            c.Assign(name == weight ? c.Weight : c.State(name), c.Graph.Map(value, inputs));
    }

    private static Node Given(UpdateContext c, string parameter, bool isWeight, bool isState, bool isGradient) =>
        isWeight ? c.Weight
        : isState ? c.State(parameter)
        : isGradient ? c.Gradient
        : LearningRateNames.Contains(parameter) ? c.LearningRate
        : StepNames.Contains(parameter) ? c.Step
        : throw new InvalidOperationException($"'{parameter}' of '{c.Text(Function)}' has no meaning; the reader should have said so.");

    private static void OfTensors(UpdateContext c, TensorFunction function)
    {
        TensorParameter[] tensors = [.. function.Tensors], references = [.. tensors.Where(t => t.Kind == ParameterKind.Reference)];
        TensorParameter? gradient = tensors.FirstOrDefault(t => t.Kind == ParameterKind.Tensor);
        TensorScope scope = new(c, seesBatch: false, training: true, like: null);
        try
        {
            if (references.Length == 0 || gradient is null)
                throw new TensorException($"{function.Signature} must take the weight as 'ref Tensor' and its gradient as 'Tensor'");
            if (tensors.FirstOrDefault(t => t.Kind == ParameterKind.Tensor && t != gradient && !LearningRateNames.Contains(t.Name) && !StepNames.Contains(t.Name)) is { } unknown)
                throw new TensorException($"{function.Signature}: '{unknown.Name}' has no meaning; beside the gradient lr and t are given to it");
            TensorResults results = function.Run(
                scope, [.. tensors.Select(t => Given(c, t.Name, t == references[0], t.Kind == ParameterKind.Reference, t == gradient))], c.Text(Options));
            foreach ((TensorParameter reference, Node value) in references.Zip(results.References, (r, v) => (r, v)))
            {
                Node target = reference == references[0] ? c.Weight : c.State(reference.Name);
                if (Shape.Broadcast(target.Shape, value.Shape) != target.Shape)
                    throw new TensorException($"'{reference.Name}' is {scope.TextOf(target)}, and can't become {scope.TextOf(value)}");
                c.Assign(target, c.Graph.BroadcastTo(value, target));
            }
        }
        catch (TensorException mistake)
        {
            c.Report(mistake, Function, function.Signature);
        }
    }
}
