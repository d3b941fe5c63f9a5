using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// Built layers → the classic mistakes among them: what compiles and trains, but hardly learns what was meant. It goes by what layers and losses
/// say of themselves (<see cref="Traits"/>); where nothing is said, as of users' functions, nothing is advised.
/// </summary>
internal sealed class Advice
{
    private readonly NetworkSpec spec;
    private readonly Dictionary<string, Facts> facts = [];
    private readonly Dictionary<string, int> takers;
    private readonly HashSet<string> owners;
    private readonly HashSet<string> outputs;
    private readonly List<Problem> problems = [];

    private Advice(NetworkSpec spec, Forward forward)
    {
        this.spec = spec;
        takers = forward.Built.SelectMany(l => l.From).Concat(Names.OfLosses(spec).SelectMany(l => Objective.JudgedBy(spec, l.Element)))
            .GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count());
        owners = [.. SharedWeights.OwnersOf(spec).Where(l => l.Key != l.Value).Select(l => l.Value)];
        outputs = [.. Names.OfOutputs(spec)];
        foreach (TensorPart input in forward.Inputs)
            facts[input.Name] = new(Shape.Batched([.. input.Shape.Dimensions]));
    }

    /// <summary>What is known of a layer's output.</summary>
    /// <param name="Shape">Its shape, with the batch.</param>
    internal sealed record Facts(Shape Shape)
    {
        /// <summary>What its numbers are, and which layer made them so.</summary>
        public (Values Values, string Layer) Gives { get; init; }

        /// <summary>The axis of features, and which layer says so; none for vectors.</summary>
        public (int Axis, string Layer)? Features { get; init; }

        /// <summary>The weighted sum that it is, if nothing has bent it since and nothing else uses it; and of how many features.</summary>
        public (BuiltLayer Layer, int Inputs)? Sum { get; init; }

        /// <summary>The layer whose units are all equal at first, and still are.</summary>
        public BuiltLayer? Equal { get; init; }

        /// <summary>The layer that dropped some of its values.</summary>
        public BuiltLayer? Dropped { get; init; }
    }

    /// <summary>The advice on layers and, if there are any, on losses.</summary>
    public static ImmutableArray<Problem> Run(NetworkSpec spec, Forward forward)
    {
        Advice advice = new(spec, forward);
        foreach (BuiltLayer layer in forward.Built)
        {
            advice.Add(layer);
            foreach ((string name, Node value) in forward.ResultsOf(layer))
                advice.facts[name] = new(value.Shape);
        }
        foreach ((int index, _) in Names.OfLosses(spec))
            advice.problems.AddRange(LossAdvice.Run(spec, index, advice.facts, forward.Built));
        return [.. advice.problems];
    }

    private void Add(BuiltLayer layer)
    {
        Traits traits = layer.Layer.TraitsOf(spec.Elements[layer.Element]);
        if (layer.From.IsEmpty)
        {
            facts[layer.Name] = new(layer.Output.Shape) { Gives = (traits.Gives, layer.Name) };
            return;
        }
        Facts input = facts[layer.From[0]];
        CheckSquashing(layer, traits, input);
        CheckFeatures(layer, traits, input);
        CheckSums(layer, traits, input);
        if (traits.Mixes && input.Equal is { } equal)
            problems.Add(new(ProblemKinds.UnitsStartEqual, equal.Element, "Init", [equal.Name, layer.Name]));
        facts[layer.Name] = Of(layer, traits, layer.From.Length == 1 ? input : new(input.Shape) { Features = input.Features });
    }

    private Facts Of(BuiltLayer layer, Traits traits, Facts input)
    {
        Shape shape = layer.Output.Shape;
        (int Axis, string Layer)? features = shape.Rank < 3 ? null
            : traits.GivesFeatures is { } gives ? (AxisOf(shape, gives), layer.Name)
            : traits.KeepsDimensions ? input.Features
            : null;
        bool owns = !Layer.Frozen.ValueIn(spec.Elements[layer.Element])!.Flag!.Value
            && SharedWeights.SharedWith(spec.Elements[layer.Element]) is null && !owners.Contains(layer.Name);
        return new(shape)
        {
            Gives = traits.KeepsValues ? input.Gives : (traits.Gives, layer.Name),
            Features = features,
            Sum = traits is { IsWeightedSum: true, TakesFeatures: { } takes } && owns ? (layer, input.Shape[AxisOf(input.Shape, takes)])
                : traits.IsAffine && IsUsedOnce(layer.From[0]) ? input.Sum : null,
            Equal = traits.UnitsStartEqual && owns && shape[AxisOf(shape, traits.GivesFeatures ?? -1)] > 1 ? layer
                : !traits.Mixes && traits != Traits.Unknown ? input.Equal : null,
            Dropped = traits.Drops ? layer : traits.IsActivation || traits.KeepsValues ? input.Dropped : null,
        };
    }

    // softmax(softmax(x)), sigmoid(relu(x)), softmax of one value
    private void CheckSquashing(BuiltLayer layer, Traits traits, Facts input)
    {
        if (traits.SumsToOneAlong is { } along && input.Shape[AxisOf(input.Shape, along)] == 1)
            problems.Add(new(ProblemKinds.SoftmaxOfOne, layer.Element, null, [layer.Name, layer.From[0]]));
        else if (traits.Squashes is { } function && LossAdvice.IsSquashed(input.Gives.Values, function))
        {
            string cure = input.Gives.Values == traits.Gives ? "one of them" : $"'{input.Gives.Layer}'";
            problems.Add(new(ProblemKinds.SquashedBefore, layer.Element, null, [layer.Name, input.Gives.Layer, LossAdvice.Words(input.Gives.Values), cure]));
        }
    }

    // channels first into what takes features last, or the other way round
    private void CheckFeatures(BuiltLayer layer, Traits traits, Facts input)
    {
        if (traits.TakesFeatures is not { } takes || input.Features is not var (axis, giver) || AxisOf(input.Shape, takes) == axis)
            return;
        bool takesLast = AxisOf(input.Shape, takes) == input.Shape.Rank - 1;
        string swap = input.Shape.Rank == 3 ? "[Transpose(0, 1)]" : takesLast ? "[Permute(1, 2, 0)]" : "[Permute(2, 0, 1)]";
        string cure = takesLast && traits.IsWeightedSum ? $"[Flatten] before it to use all of them, or {swap} to go from position to position" : $"{swap} before it";
        problems.Add(new(ProblemKinds.FeaturesElsewhere, layer.Element, null,
            [layer.Name, takesLast ? "last" : "first", giver, Sample(input.Shape), axis == 1 ? "first" : "last", cure]));
    }

    // W₂·(W₁·x) = W·x, unless few features between make W a matrix of low rank: of a position, or of all of them if a sum over positions is behind
    // [Flatten]
    private void CheckSums(BuiltLayer layer, Traits traits, Facts input)
    {
        if (!traits.IsWeightedSum || input.Sum is not var (first, inputs) || !IsUsedOnce(layer.From[0]) || traits.GivesFeatures is not { } gives)
            return;
        Traits given = first.Layer.TraitsOf(spec.Elements[first.Element]);
        int features = first.Output.Shape[AxisOf(first.Output.Shape, given.GivesFeatures!.Value)];
        int between = given.SumsPositions ? Math.Max(features, input.Shape[AxisOf(input.Shape, traits.TakesFeatures!.Value)]) : features;
        int outputs = layer.Output.Shape[AxisOf(layer.Output.Shape, gives)];
        ElementSpec element = spec.Elements[layer.Element];
        bool owns = !Layer.Frozen.ValueIn(element)!.Flag!.Value && SharedWeights.SharedWith(element) is null && !owners.Contains(layer.Name);
        if (owns && between >= Math.Min(inputs, outputs))
            problems.Add(new(ProblemKinds.NoActivation, layer.Element, null, [first.Name, layer.Name]));
    }

    private bool IsUsedOnce(string layer) => takers.TryGetValue(layer, out int count) && count == 1 && !outputs.Contains(layer);

    /// <summary>The axis of a batch that is a dimension of its samples, from the end if negative.</summary>
    internal static int AxisOf(Shape batched, int dimension) => dimension < 0 ? dimension + batched.Rank : dimension + 1;

    /// <summary>"[8, 13, 13]".</summary>
    internal static string Sample(Shape batched) => Shape.Of([.. batched.PerSample]).ToString();
}
