namespace DeepTrainer.Compiler.Graphs;

// Numbers of a declaration that are values of the graph, so that they may be changed at run time.
public sealed partial class GraphBuilder
{
    private readonly List<(string Name, double Value)> numbers = [];

    /// <summary>The numbers that can be changed, or could if the declaration said so, with what they are at first.</summary>
    public IReadOnlyList<(string Name, double Value)> Numbers => numbers;

    /// <summary>Whether a value is this number, whatever happens.</summary>
    public static bool IsConstant(Node node, double value) => node.Primitive is Map { Body: Expr.Constant constant } && constant.Value == value;

    /// <summary>A number of the declaration: a constant, which expressions take in, or one that is read once a step.</summary>
    /// <param name="name">What it is called: "mse1.Weight".</param>
    /// <param name="value">What it is at first.</param>
    /// <param name="adjustable">The patterns of those that can be changed.</param>
    public Node Number(string name, double value, string adjustable)
    {
        if (!numbers.Exists(n => n.Name == name))
            numbers.Add((name, value));
        return NamePattern.Matches(adjustable, name) ? HostScalar(Primitives.Source.Adjustable + name) : Map(value, []);
    }
}
