namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Models of random nodes, each of which takes what earlier ones give.</summary>
internal sealed class RandomGraphs
{
    private static readonly string[] Smooth = ["Tanh", "Sigmoid", "Softplus", "Sin", "Neg", "Erf", "Gelu", "Softsign"];
    private static readonly string[] Reductions = ["ReduceSum", "ReduceMean", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"];

    private readonly Random random;
    private readonly Case test;
    private readonly List<(string Name, int[] Shape)> values = [];

    private RandomGraphs(Case test, int seed)
    {
        (this.test, random) = (test, new(seed));
        for (int i = 0; i <= seed % 2; i++)
        {
            int[] shape = [1, 1 + random.Next(4), 2 + random.Next(6), .. seed % 3 == 0 ? new[] { 2 + random.Next(5) } : []];
            values.Add((test.X(shape), shape));
        }
    }

    public static Case Of(int seed, int nodes = 9) => new(seed, 20, c => new RandomGraphs(c, seed).Build(nodes));

    private string[] Build(int nodes)
    {
        for (int i = 0; i < nodes; i++)
            values.Add(Next(values[Math.Max(0, values.Count - 1 - random.Next(3))]));
        // the last one, and another that nothing else may need
        return [values[^1].Name, values[random.Next(values.Count - 2) + 1].Name];
    }

    private (string, int[]) Next((string Name, int[] Shape) x)
    {
        int rank = x.Shape.Length, axis = random.Next(rank);
        int[] shape = x.Shape;
        switch (random.Next(16))
        {
            case 0:
                return (test.N("Add", [x.Name, test.W([.. shape.Select(e => random.Next(3) == 0 ? 1 : e)])]), shape);
            case 1:
                return (test.N("Mul", [x.Name, Other(shape) ?? test.W(shape[^1])]), shape);
            case 2:
                int[] order = [.. Enumerable.Range(0, rank)];
                random.Shuffle(order);
                return (test.N("Transpose", [x.Name], ("perm", order)), [.. order.Select(a => shape[a])]);
            case 3:
                return (test.N("Concat", [x.Name, Other(shape) ?? x.Name], ("axis", axis)), [.. shape.Select((e, a) => a == axis ? 2 * e : e)]);
            case 4 when shape[axis] > 1:
                return (test.N("Slice", [x.Name, test.Ints(1), test.Ints(int.MaxValue), test.Ints(axis)]), [.. shape.Select((e, a) => a == axis ? e - 1 : e)]);
            case 5:
                bool keeps = random.Next(2) == 0 || rank == 1;
                return (test.N(Reductions[random.Next(Reductions.Length)], [x.Name, test.Ints(axis)], ("keepdims", keeps ? 1 : 0)), keeps
                    ? [.. shape.Select((e, a) => a == axis ? 1 : e)] : [.. shape.Where((_, a) => a != axis)]);
            case 6:
                return (test.N(random.Next(2) == 0 ? "Softmax" : "LogSoftmax", [x.Name], ("axis", axis)), shape);
            case 7 when rank > 1:
                int width = 2 + random.Next(4);
                return (test.N("MatMul", [x.Name, test.W(shape[^1], width)]), [.. shape[..^1], width]);
            case 8 when rank is 3 or 4:
                int channels = 1 + random.Next(4);
                int[] kernel = [.. shape[2..].Select(e => Math.Min(e, 2))];
                return (test.N("Conv", [x.Name, test.W([channels, shape[1], .. kernel]), test.W(channels)]),
                    [shape[0], channels, .. shape[2..].Select((e, d) => e - kernel[d] + 1)]);
            case 9:
                return (test.N("Pad", [x.Name, test.Ints([.. Enumerable.Range(0, 2 * rank).Select(a => a % rank == axis ? 1L : 0)]),
                    test.Number(0.5f)]), [.. shape.Select((e, a) => a == axis ? e + 2 : e)]);
            case 10:
                int[] numbers = [.. Enumerable.Range(0, 3).Select(_ => random.Next(shape[axis]))];
                return (test.N("Gather", [x.Name, test.Ints([.. numbers.Select(i => (long)i)])], ("axis", axis)), [.. shape.Select((e, a) => a == axis ? 3 : e)]);
            case 11 when rank > 1:
                return (test.N("LayerNormalization", [x.Name, test.Positive(shape[^1]), test.W(shape[^1])]), shape);
            case 12:
                return (test.N("Reshape", [x.Name, test.Ints(1, -1, shape[^1])]), [1, shape[..^1].Aggregate(1, (a, e) => a * e), shape[^1]]);
            case 13 when rank is 3 or 4:
                return (test.N("AveragePool", [x.Name], ("kernel_shape", shape[2..].Select(e => Math.Min(e, 3)).ToArray())),
                    [.. shape[..2], .. shape[2..].Select(e => e - Math.Min(e, 3) + 1)]);
            case 14 when shape[axis] > 1:
                string[] parts = test.Many("Split", 2, [x.Name, test.Ints(1, shape[axis] - 1)], ("axis", axis));
                int chosen = random.Next(2);
                return (parts[chosen], [.. shape.Select((e, a) => a == axis ? chosen == 0 ? 1 : e - 1 : e)]);
            default:
                return (test.N(Smooth[random.Next(Smooth.Length)], [x.Name]), shape);
        }
    }

    // Another value of the shape.
    private string? Other(int[] shape) => values.FindLast(v => v.Shape.SequenceEqual(shape) && random.Next(2) == 0).Name;
}
