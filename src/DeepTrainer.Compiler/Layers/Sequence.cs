using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>What layers over sequences [N, L, D] (positions, features) share.</summary>
internal static class Sequence
{
    /// <summary>Whether an input is a sequence; else notes the mistake.</summary>
    public static bool Is(LayerContext c, int input)
    {
        Shape shape = c.Inputs[input].Shape;
        if (shape.Rank == 3)
            return true;
        c.Report(ProblemKinds.NeedsSequence, null, c.Name, c.InputNames[input], Shape.Of([.. shape.PerSample]).ToString());
        return false;
    }

    /// <summary>Whether the layer's steps are positions, if it works step by step at all; else refuses to.</summary>
    public static bool Streams(LayerContext c)
    {
        if (c.Stream is not { } stream || stream.Times[0].Axis == 1)
            return true;
        stream.Refuse("the first dimension of its input is not time");
        return false;
    }

    /// <summary>The number of each position of an input, [L]; in a stream that of the step, [1].</summary>
    public static Node Positions(LayerContext c, int input = 0)
    {
        Node within = c.Graph.Iota(c.Inputs[input].Shape[1]);
        return c.Stream is { } stream ? c.Graph.Named("position", () => c.Graph.Map((i, step) => i + step, within, stream.Position)) : within;
    }

    /// <summary>position · base^(-2i/D) for each position and i: [L] → [L, pairs].</summary>
    public static Node Angles(GraphBuilder g, Node positions, int pairs, int dim, double rate = 10_000) => g.Named("angles", () =>
        g.Map((p, i) => p * Exp(-2 * Math.Log(rate) / dim * i), g.Reshape(positions, Shape.Of(positions.Shape[0], 1)), g.Iota(pairs)));
}
