namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// Follows the time axis through a graph: which axis of each value it is, as long as every step is computed from its own step alone,
/// and in the same way as all others. What holds for the graph of all steps holds for a graph of one.
/// </summary>
internal sealed class TimeAxis(IReadOnlyDictionary<Node, TimeLabel> given) : IPrimitiveVisitor<TimeLabel>
{
    private readonly Dictionary<Node, TimeLabel> labels = [];

    public TimeLabel Of(Node node)
    {
        foreach (Node next in InputsFirst.Of(node, n => given.ContainsKey(n) || labels.ContainsKey(n)))
            labels[next] = next.Inputs.Any(i => Of(i).IsMixed || (Of(i).IsNoise && next.Primitive is not Primitives.Map)) ? TimeLabel.Mixed : next.Primitive.Accept(this, next);
        return given.TryGetValue(node, out TimeLabel label) ? label : labels[node];
    }

    public TimeLabel Source(Source source, Node node) => TimeLabel.Constant;

    public TimeLabel Random(RandomUniform random, Node node) => TimeLabel.Noise;

    public TimeLabel Iota(Iota iota, Node node) => TimeLabel.Constant;

    public TimeLabel Map(Map map, Node node) => Combined(node, (_, input, axis) => axis + node.Shape.Rank - input.Shape.Rank,
        (_, input, axis) => axis - node.Shape.Rank + input.Shape.Rank);

    public TimeLabel Contract(Contract contract, Node node)
    {
        string[] letters = [contract.A, contract.B];
        return Combined(node, (i, _, axis) => contract.Result.IndexOf(letters[i][axis]), (i, _, axis) => letters[i].IndexOf(contract.Result[axis]));
    }

    public TimeLabel Concatenate(Concatenate concatenate, Node node) =>
        Combined(node, (_, _, axis) => axis == concatenate.Axis ? -1 : axis, (_, _, axis) => axis);

    public TimeLabel Reduce(Reduce reduce, Node node) => Follow(node, axis => reduce.Axes.Contains(axis) ? -1 : axis);

    public TimeLabel Pad(Pad pad, Node node) => Follow(node, axis => pad.Before[axis] + pad.After[axis] > 0 ? -1 : axis);

    public TimeLabel Reshape(Reshape reshape, Node node) => Follow(node, axis =>
    {
        Shape from = node.Inputs[0].Shape, to = node.Shape;
        return Enumerable.Range(0, to.Rank).Where(a => to[a] == from[axis] && Before(to, a) == Before(from, axis)).DefaultIfEmpty(-1).First();
    });

    public TimeLabel View(View view, Node node) => Follow(node, axis =>
    {
        if (view.Indices[axis] is not { Offset: 0, Terms: { Count: 1 } terms } || terms[0].Step != 1)
            return -1;
        int time = terms[0].Axis;
        bool alone = Enumerable.Range(0, view.Indices.Count).All(d => d == axis || view.Indices[d].StepAlong(time) == 0);
        return alone && node.Shape[time] == node.Inputs[0].Shape[axis] ? time : -1;
    });

    public TimeLabel Gather(Gather gather, Node node)
    {
        Node table = node.Inputs[0], rows = node.Inputs[1];
        return Of(table).IsGiven ? Opaque(node) : Of(rows);
    }

    public TimeLabel ScatterAdd(ScatterAdd scatter, Node node) => Opaque(node);

    public TimeLabel FirstOccurrences(FirstOccurrences first, Node node) => Opaque(node);

    public TimeLabel ReplaceRows(ReplaceRows replace, Node node) => Opaque(node);

    public TimeLabel SampleAxis(SampleAxis axis, Node node) => Opaque(node);

    public TimeLabel Scan(Scan scan, Node node) => Opaque(node);

    public TimeLabel Push(Push push, Node node) => Opaque(node);

    public TimeLabel Latest(Latest latest, Node node) => Opaque(node);

    private static long Before(Shape shape, int axis) => shape.Dimensions.Take(axis).Aggregate(1L, (size, extent) => size * extent);

    // Without time, nothing can be mixed.
    private TimeLabel Opaque(Node node) => node.Inputs.Any(i => Of(i).Axis is not null) ? TimeLabel.Mixed
        : node.Inputs.Any(i => Of(i).IsGiven) ? TimeLabel.Whole with { Warmup = node.Inputs.Max(i => Of(i).Warmup) }
        : TimeLabel.Constant;

    private TimeLabel Follow(Node node, Func<int, int> axisOf) => Of(node.Inputs[0]) is { Axis: { } axis }
        ? axisOf(axis) is >= 0 and int time ? Of(node.Inputs[0]) with { Axis = time } : TimeLabel.Mixed
        : Of(node.Inputs[0]);

    /// <summary>
    /// Values that meet: their time axes must be one axis of the result, and what has none may not vary along it, but for noise, which must. A value of all
    /// steps so far does not meet single steps.
    /// </summary>
    /// <param name="node">The result.</param>
    /// <param name="toResult">From an input's number, the input and its axis to the result's axis, negative if it has none.</param>
    /// <param name="toInput">From an input's number, the input and the result's axis to the input's axis, negative if it has none.</param>
    private TimeLabel Combined(Node node, Func<int, Node, int, int> toResult, Func<int, Node, int, int> toInput)
    {
        int[] warmups = [.. node.Inputs.Select(Of).Where(label => label.Axis is not null).Select(label => label.Warmup).Distinct()];
        int[] axes = [.. node.Inputs.Select((input, i) => (input, i)).Where(p => Of(p.input).Axis is not null)
            .Select(p => toResult(p.i, p.input, Of(p.input).Axis!.Value)).Distinct()];
        if (axes.Length == 0)
            return node.Inputs.All(i => !Of(i).IsGiven) && node.Inputs.Any(i => Of(i).IsNoise) ? TimeLabel.Mixed : Opaque(node);
        if (axes.Length > 1 || axes[0] < 0 || warmups.Length > 1)
            return TimeLabel.Mixed;
        bool varies = node.Inputs.Select((input, i) => (input, i)).Where(p => Of(p.input).Axis is null)
            .Any(p => toInput(p.i, p.input, axes[0]) is >= 0 and int axis
                ? Of(p.input).IsNoise ? p.input.Shape[axis] != node.Shape[axes[0]] : Of(p.input).IsGiven || p.input.Shape[axis] != 1
                : Of(p.input).IsNoise || Of(p.input).IsGiven);
        return varies ? TimeLabel.Mixed : TimeLabel.Along(axes[0]) with { Warmup = warmups[0] };
    }
}
