namespace DeepTrainer.Compiler.Graphs;

// Numbers of a declaration that are values of the graph, so that they may be changed at run time.
public sealed partial class GraphBuilder
{
    private readonly Dictionary<string, AdjustableSpec> limits = [];
    private readonly List<AdjustableSpec> numbers = [];

    /// <summary>The numbers that can be changed, or could if the declaration said so.</summary>
    public IEnumerable<AdjustableSpec> Numbers =>
        numbers.Select(n => limits.TryGetValue(n.Name, out AdjustableSpec? limit) ? n with { Min = limit.Min, Max = limit.Max, Range = limit.Range } : n);

    /// <summary>Whether a value is this number, whatever happens.</summary>
    public static bool IsConstant(Node node, double value) => node.Primitive is Map { Body: Expr.Constant constant } && constant.Value == value;

    /// <summary>A number of the declaration: a constant, which expressions take in, or one that is read once a step.</summary>
    /// <param name="name">What it is called: "mse1.Weight".</param>
    /// <param name="value">What it is at first.</param>
    /// <param name="adjustable">The patterns of those that can be changed.</param>
    public Node Number(string name, double value, string adjustable)
    {
        bool isAdjustable = NamePattern.Matches(adjustable, name);
        if (!numbers.Exists(n => n.Name == name))
            numbers.Add(new(name, value) { IsAdjustable = isAdjustable });
        return isAdjustable ? HostScalar(Primitives.Source.Adjustable + name) : Map(value, []);
    }

    /// <summary>Takes over the numbers of a graph that becomes a part of this one.</summary>
    public void AddNumbers(GraphBuilder part)
    {
        numbers.AddRange(part.Numbers.Where(n => !numbers.Exists(known => known.Name == n.Name)));
        foreach (AdjustableSpec limit in part.limits.Values)
            limits[limit.Name] = limit;
    }

    /// <summary>Notes in what range a number makes sense; of several ranges, the last.</summary>
    public void Limit(string name, double min, double max, string range) => limits[name] = new(name, 0) { Min = min, Max = max, Range = range };
}

/// <summary>A number that can be changed at run time, or could if the declaration said so.</summary>
/// <param name="Name">What it is called: "mse1.Weight".</param>
/// <param name="Initial">What it is at first.</param>
public sealed record AdjustableSpec(string Name, double Initial)
{
    /// <summary>Whether the declaration says so.</summary>
    public bool IsAdjustable { get; init; }

    /// <summary>The least that it may be.</summary>
    public double Min { get; init; } = -float.MaxValue;

    /// <summary>The most that it may be.</summary>
    public double Max { get; init; } = float.MaxValue;

    /// <summary>The same in words.</summary>
    public string Range { get; init; } = "a finite number";
}
