using System.Collections.Immutable;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Expressions;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Lab;

/// <summary>The function that an activation layer applies to each value.</summary>
/// <param name="Name">The declaration: <c>LeakyRelu(NegativeSlope = 0.2)</c>.</param>
/// <param name="Formula">The formula, of x and of trained numbers by their names.</param>
/// <param name="Derivative">Its derivative.</param>
/// <param name="From">The first x of the graph.</param>
/// <param name="To">The last one.</param>
/// <param name="Values">f(x) at equal distances from the first x to the last. Trained numbers have the mean of what was learned.</param>
/// <param name="Slopes">f′(x) there.</param>
public sealed record ActivationFunction(
    string Name, string Formula, string Derivative, double From, double To, ImmutableArray<double> Values, ImmutableArray<double> Slopes)
{
    private const int Points = 201;
    private const double Range = 5;

    internal static bool IsActivation(LayerPart part) => part.Output.Shape is { IsBatched: true, Open: 1 }
        && Catalogue.All[part.Spec.Kind] is Layer layer && layer.TraitsOf(part.Spec).IsActivation;

    /// <summary>The function; null if the layer is none of one value.</summary>
    internal static ActivationFunction? Of(LayerPart part, INetwork network)
    {
        if (part.Output is not { Primitive: Map map, Inputs: [var x, .. var trained] } || x != part.Inputs[0])
            return null;
        if (trained.Any(t => LearnedBy(t, network) is null))
            return null;
        string[] names = ["x", .. trained.Select(t => t.Name[(t.Name.LastIndexOf('.') + 1)..])];
        double[] numbers = [0, .. trained.Select(t => LearnedBy(t, network)!.Value)];
        Expr derivative = ExprSimplifier.Run(map.Slope ?? Compiler.Expressions.Derivative.Of(map.Body, 0));
        return new(
            Catalogue.All[part.Spec.Kind].Describe(part.Spec), ScalarFunction.Formula(map.Body, i => names[i]), ScalarFunction.Formula(derivative, i => names[i]),
            -Range, Range, Along(map.Body, numbers), Along(derivative, numbers));
    }

    private static ImmutableArray<double> Along(Expr function, double[] numbers) =>
        [.. Enumerable.Range(0, Points).Select(i => function.Evaluate([-Range + (2 * Range * i / (Points - 1)), .. numbers[1..]]))];

    // The weight itself, or its view for broadcasting.
    private static double? LearnedBy(Node node, INetwork network) => node.Primitive is Source
        ? network.Parameters.FirstOrDefault(p => p.Name == node.Name)?.ToArray().Average(v => (double)v)
        : node.Inputs is [var viewed] ? LearnedBy(viewed, network) : null;
}
