namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// The names of a graph's single numbers in generated code: what the number is, and a count where several are called so. Numbers that are computed alike are
/// one, so that a name doesn't depend on what else the graph has.
/// </summary>
internal sealed class HostNumbers
{
    private readonly Dictionary<Node, string> names = [];
    private readonly Dictionary<(Primitive, EquatableArray<string>), string> known = [];
    private readonly HashSet<string> taken = [];
    private readonly Func<string, bool> isReserved;

    /// <param name="graph">The graph, whose recurrences may have numbers of their own.</param>
    /// <param name="isReserved">What no number may be called.</param>
    public HostNumbers(Graph graph, Func<string, bool> isReserved)
    {
        this.isReserved = isReserved;
        Add(graph);
    }

    /// <summary>Whether a number is called so.</summary>
    public bool Has(string name) => taken.Contains(name);

    /// <summary>A number's name.</summary>
    public string this[Node number] => names.TryGetValue(number, out string? name) ? name : names[number] = Named(number);

    private void Add(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (node.IsHostScalar)
                _ = this[node];
            else if (node.Primitive is Scan scan)
                Add(scan.Body.Graph);
        }
    }

    private string Named(Node number)
    {
        string name = Format.Camel(Format.Pascal(number.Name));
        if (number.Primitive is Source)
        {
            taken.Add(name);
            return name;
        }
        if (number.Primitive is Reshape)
            return this[number.Inputs[0]];
        (Primitive, EquatableArray<string>) key = (number.Primitive, number.Inputs.Select(i => this[i]).ToEquatableArray());
        if (known.TryGetValue(key, out string? same))
            return same;
        if (isReserved(name) || isReserved(name + "2"))
            name += "Number";
        string unique = name;
        for (int n = 2; !taken.Add(unique); n++)
            unique = name + Format.Integer(n);
        return known[key] = unique;
    }
}
