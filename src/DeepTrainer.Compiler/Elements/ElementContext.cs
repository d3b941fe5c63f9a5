using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Elements;

/// <summary>What an element has at hand while it is built: the graph, its arguments, and a place for the user's mistakes.</summary>
public class ElementContext(GraphBuilder graph, Declaration declaration, int index, string name, List<Problem> problems) : ITensorOwner
{
    private readonly NetworkSpec network = declaration.Network;

    public GraphBuilder Graph => graph;

    /// <summary>The layer's name: "dense1". Losses and optimizers go by their kind.</summary>
    public string Name => name;

    /// <summary>What names of its numbers begin with.</summary>
    public string NumbersOf { get => numbersOf ?? name; init => numbersOf = value; }

    private readonly string? numbersOf;

    /// <summary>Its place among the network's elements, where its mistakes are told.</summary>
    public int Index => index;

    public virtual ElementSpec Spec => network.Elements[index];

    protected Declaration Declaration => declaration;

    protected NetworkSpec Network => network;

    protected List<Problem> Problems => problems;

    /// <summary>The names of all layers.</summary>
    public IEnumerable<string> Layers => declaration.Layers;

    /// <summary>What options name: a value and what the user calls it, by the option's name.</summary>
    public IReadOnlyDictionary<string, (Node Value, string Name)> Named { get; init; } = ImmutableDictionary<string, (Node, string)>.Empty;

    /// <summary>The layer that an option names; none if it names none.</summary>
    public Node? At(Option option) => Named.TryGetValue(option.Name, out (Node Value, string Name) named) ? named.Value : null;

    public double Number(Option option) => option.ValueIn(Spec)?.Number ?? throw Missing(option);

    /// <summary>The same as a value of the graph: it can be changed at run time if the network says so.</summary>
    public Node Value(Option option) => Value(option.Name, Number(option));

    /// <summary>A number that belongs to the element.</summary>
    public Node Value(string number, double value) => Graph.Number($"{NumbersOf}.{number}", value, network.Adjustable);

    public bool Flag(Option option) => option.ValueIn(Spec)?.Flag ?? throw Missing(option);

    public string Text(Option option) => option.ValueIn(Spec)?.Text ?? throw Missing(option);

    /// <summary>An array of numbers; empty if it was left out.</summary>
    public ImmutableArray<double> Numbers(Option option) => [.. Text(option).Split([','], StringSplitOptions.RemoveEmptyEntries)
        .Select(n => double.Parse(n, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>A text of names separated by commas.</summary>
    public ImmutableArray<string> Names(Option option) => [.. Text(option).Split(',').Select(n => n.Trim()).Where(n => n.Length > 0)];

    /// <summary>The user's function that the element names. Whether there is one has been checked while reading the class.</summary>
    public ScalarFunction Function() => ScalarFunction.Parse(FunctionSpec().Text);

    /// <summary>The same as it was read, with what is said of its parameters.</summary>
    public FunctionSpec FunctionSpec() => network.Functions.First(f => f.Name == TensorFunctionSpec.KeyOf(Spec));

    /// <summary>The user's function of tensors of that name; none if it is one of numbers.</summary>
    public TensorFunction? FunctionOfTensors(string key) => (TensorFunction?)network.TensorFunctions.FirstOrDefault(f => f.Name == key);

    /// <summary>Notes a mistake within a function of tensors, unless that has been done.</summary>
    public Node? Report(TensorException mistake, Option option, string function)
    {
        if (!mistake.IsReported)
            problems.Add(new Problem(ProblemKinds.TensorFunctionFails, index, option.Name, [name, function, mistake.Message]) { Place = mistake.Place });
        return null;
    }

    /// <summary>Notes the mistake; the null stands for what can't be built.</summary>
    public Node? Report(ProblemKind kind, Option? option, params string[] values)
    {
        problems.Add(new Problem(kind, index, option?.Name, values.ToEquatableArray()));
        return null;
    }

    /// <summary>The number if it is a positive integer; else notes the mistake.</summary>
    public int? Positive(Option option)
    {
        double value = Number(option);
        if (value >= 1)
            return (int)value;
        Report(ProblemKinds.NotPositive, option, option.Name, name, Format.Number(value));
        return null;
    }

    /// <summary>Whether the number is in the range, in which it stays if it can be changed at run time; else notes the mistake.</summary>
    public bool InRange(Option option, double min, double max, string range)
    {
        double value = Number(option);
        Graph.Limit($"{NumbersOf}.{option.Name}", min, max, range);
        if (value >= min && value <= max)
            return true;
        Report(ProblemKinds.OutOfRange, option, option.Name, name, Format.Number(value), range);
        return false;
    }

    /// <summary>Whether all names are layers'; else notes the mistake.</summary>
    public bool AreLayers(Option option)
    {
        string[] unknown = [.. Names(option).Except(Layers)];
        string known = string.Join(", ", Layers.Select(l => $"'{l}'"));
        foreach (string layer in unknown)
            Report(ProblemKinds.OutOfRange, option, option.Name, name, $"'{layer}'", $"among the layers {known}");
        return unknown.Length == 0;
    }

    private InvalidOperationException Missing(Option option) => new($"'{name}' has no argument '{option.Name}'.");
}
