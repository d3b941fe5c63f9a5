namespace DeepTrainer.Generator.Tests.Declarations;

/// <summary>
/// Declarations without end: most are right, some changed in one place, some half typed. Sizes of 1 are common, every two kinds of layers come next to
/// each other, and every kind comes first and last.
/// </summary>
internal sealed class RandomDeclarations(int seed)
{
    private const int MostValues = 700, MostTries = 40;

    private static readonly string[] ClassNames =
        ["Net", "@event", "@class", "@record", "@int", "nint", "sys", "rt", "dt", "kernels", "Входы", "网络", "net", "_", "V", "Lanes", "input", "rows",
            "global", "@dynamic", "@var", "async", "await", "file", "required", "scoped", "field", "value"];

    private static readonly string[] Namespaces = ["", "", "Samples", "@class.@event", "a.A", "DeepTrainer.Runtime", "System", "rt", "kernels.dt", "Кириллица", "Vector128Code"];

    private static readonly string[] LayerNames =
        ["c0", "i", "n", "time", "input2", "inputAt0", "predictionNext0", "predictionNext", "sum0_0", "sums", "t0", "s0", "r0", "r0Value", "all",
            "tileI", "rows", "kernel", "层", "слой", "ß", "Ǆ", "key0", "from", "part", "one", "weights",
            "stack", "arena", "event", "number0", "V", "Lanes", "next", "nextDense", "total", "a_2", "a2", "tensor0", "count", "sum", "operand0", "lambda", "nint", "scoped"];

    /// <summary>One of them; the number alone decides which.</summary>
    public Declaration Of(int number)
    {
        Random random = new(unchecked((seed * 1_000_003) + number));
        Declaration right = Right(random, number);
        return (number % 10) switch
        {
            7 => Mutation.Of(right, random),
            8 => Mutation.Of(Mutation.Of(right, random), random),
            9 => Mutation.HalfTyped(right, random),
            _ => right,
        };
    }

    private static Declaration Right(Random random, int number)
    {
        RandomLayers.Kind[] kinds = RandomLayers.All;
        // 7 and the number of pairs have no common divisor, so that in time each pair has every other property.
        int pair = (int)((long)number * 7 % (kinds.Length * kinds.Length));
        (string layers, int[] input, int[] output) = Chain(random, kinds[pair / kinds.Length], kinds[pair % kinds.Length]);
        string name = random.Next(4) == 0 ? ClassNames[random.Next(ClassNames.Length)] : "Net";
        string ns = random.Next(4) == 0 ? Namespaces[random.Next(Namespaces.Length)] : "";
        string time = input.Length == 2 && random.Next(6) == 0 ? ", Time = 0" : "";
        string attributes = $"[Input({string.Join(", ", input)}{time})]\n{layers}{RandomLayers.End(random, output)}";
        return Declaration.Of(attributes, name, RandomLayers.Functions, ns);
    }

    // Layers before and behind the two: often none.
    private static (string Text, int[] Input, int[] Output) Chain(Random random, RandomLayers.Kind first, RandomLayers.Kind second)
    {
        for (int n = 0; n < MostTries; n++)
        {
            int[] input = RandomLayers.Shape(random), shape = input;
            List<RandomLayers.Kind> kinds = [first, second];
            for (int more = random.Next(3); more > 0; more--)
                kinds.Insert(random.Next(2) * kinds.Count, RandomLayers.All[random.Next(RandomLayers.All.Length)]);
            System.Text.StringBuilder text = new();
            List<(string Name, int[] Shape)> named = [];
            bool fits = true;
            foreach (RandomLayers.Kind kind in kinds)
            {
                if (kind(random, shape) is not var (layer, output) || output.Aggregate(1, (a, b) => a * b) > MostValues)
                {
                    fits = kind != first && kind != second && fits;
                    continue;
                }
                string? name = random.Next(3) > 0 ? null : LayerNames[random.Next(LayerNames.Length)];
                if (name is null || named.Any(o => o.Name == name))
                {
                    text.Append($"[{layer}]\n");
                }
                else
                {
                    text.Append($"[{(layer.EndsWith(')') ? $"{layer[..^1]}{(layer.EndsWith("()", StringComparison.Ordinal) ? "" : ", ")}" : layer + "(")}Name = \"{name}\")]\n");
                    named.Add((name, output));
                }
                shape = output;
            }
            if (!fits)
                continue;
            if (named.FirstOrDefault(o => o.Shape.SequenceEqual(shape)) is { Name: { } earlier } && random.Next(2) == 0)
                text.Append($"[Reshape({string.Join(", ", shape)}, Name = \"again\")]\n[{RandomLayers.OneOf(random, "Add", "Multiply", "Concat")}(From = \"again, {earlier}\")]\n");
            return (text.ToString(), input, shape);
        }
        return ("[Dense(3)]\n", [4], [3]);
    }
}
