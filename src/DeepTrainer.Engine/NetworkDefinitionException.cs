using System.Collections.Immutable;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Problems;
using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Engine;

/// <summary>A network's definition has mistakes; the message lists all of them, each with its id.</summary>
public sealed class NetworkDefinitionException : Exception
{
    /// <summary>Lists the mistakes.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="problems">The mistakes.</param>
    public NetworkDefinitionException(string network, ImmutableArray<Problem> problems)
        : base($"'{network}' can't be built:\n{string.Join('\n', problems)}") => Problems = problems;

    /// <summary>The mistakes, each with its kind and place.</summary>
    public ImmutableArray<Problem> Problems { get; }

    /// <summary>The model of a right definition.</summary>
    internal static NetworkModel ThrowIfWrong(NetworkSpec spec)
    {
        (NetworkModel? model, ImmutableArray<Problem> problems) = Missing(spec) is { Length: > 0 } missing ? (null, missing) : Build.Run(spec);
        return model ?? throw new NetworkDefinitionException(
            spec.Name, [.. problems.Where(p => p.Kind.Severity == ProblemSeverity.Error)]);
    }

    // The generator has checked this while reading the class; here nobody has.
    private static ImmutableArray<Problem> Missing(NetworkSpec spec) =>
    [
        .. from index in Enumerable.Range(0, spec.Elements.Count)
           from argument in spec.Elements[index].Arguments
           let key = TensorFunctionSpec.KeyOf(spec.Elements[index])
           where argument.Name == "Function" && spec.Functions.All(f => f.Name != key) && spec.TensorFunctions.All(f => f.Name != key)
           select new Problem(ProblemKinds.FunctionNotFound, index, argument.Name, [spec.Name, argument.Value.Text ?? "", FormOf(spec.Elements[index].Kind)]),
    ];

    private static string FormOf(string kind) => kind switch
    {
        "Layer" => "static Tensor MyLayer(Tensor x) => ...",
        "Loss" => "static float MyLoss(float y, float target) => ...",
        "UpdateRule" => "static void MyRule(ref float w, float g, float lr) { ... }",
        _ => "static float MyActivation(float x) => ...",
    };
}
