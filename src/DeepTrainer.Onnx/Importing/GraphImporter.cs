using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Importing;

/// <summary>Imports the nodes of a graph: the model's, a branch's or loop's within it, or a function's.</summary>
/// <param name="context">What the graphs of the model share.</param>
/// <param name="opsets">The versions of operators that hold in this graph.</param>
/// <param name="outer">The graph around it, whose values it sees.</param>
/// <param name="attributes">The arguments of the function that it is the body of.</param>
internal sealed class GraphImporter(
    ImportContext context, IReadOnlyDictionary<string, int> opsets, GraphImporter? outer = null, IReadOnlyDictionary<string, AttributeProto>? attributes = null)
{
    // Branches in branches; a file can be nested deeper than a stack.
    private const int MostLevels = 40;

    private readonly Dictionary<string, Value> values = [];
    private readonly int level = outer is null ? 0 : outer.level + 1;

    public ImportContext Context => context;

    public IReadOnlyDictionary<string, int> Opsets => opsets;

    public IReadOnlyDictionary<string, AttributeProto>? Attributes => attributes;

    public void Set(string name, Value value) => values[name] = value;

    public Value? Find(string name)
    {
        for (GraphImporter? graph = this; graph is not null; graph = graph.Outer)
        {
            if (graph.values.TryGetValue(name, out Value? value))
                return value;
        }
        return null;
    }

    private GraphImporter? Outer => outer;

    /// <summary>Reads a graph's own tensors.</summary>
    public void AddInitializers(GraphProto graph)
    {
        foreach (SparseTensorProto sparse in graph.SparseInitializer)
            Set(sparse.Values?.Name ?? "", new ConstantValue(SparseTensors.Dense(context, sparse)));
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!values.ContainsKey(tensor.Name))
                Set(tensor.Name, (ElementType)tensor.DataType == ElementType.String ? new MissingValue() : new ConstantValue(context.Read(tensor), tensor.Name));
        }
    }

    /// <summary>Imports the nodes that the outputs need, in their order.</summary>
    public void Run(IReadOnlyList<NodeProto> nodes, IEnumerable<string> outputs)
    {
        if (level > MostLevels)
            throw new OnnxException($"Graphs stand within each other more than {MostLevels} deep, or a function calls itself.");
        HashSet<string> needed = [.. outputs];
        bool[] isNeeded = new bool[nodes.Count];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            isNeeded[i] = nodes[i].Output.Any(needed.Contains);
            if (isNeeded[i])
                needed.UnionWith(Names(nodes[i]));
        }
        for (int i = 0; i < nodes.Count; i++)
        {
            if (isNeeded[i])
                Import(nodes[i], needed);
        }
    }

    /// <summary>Runs a graph within this one on values for its inputs, and gives those of its outputs.</summary>
    public Value[] RunInner(GraphProto graph, IReadOnlyList<Value> inputs)
    {
        GraphImporter inner = new(context, opsets, this, attributes);
        if (graph.Input.Count > inputs.Count)
            throw new OnnxException($"The graph '{graph.Name}' takes {graph.Input.Count} values, but is given {inputs.Count}.");
        for (int i = 0; i < graph.Input.Count; i++)
            inner.Set(graph.Input[i].Name, inputs[i]);
        inner.AddInitializers(graph);
        inner.Run(graph.Node, graph.Output.Select(o => o.Name));
        return [.. graph.Output.Select(o => inner.Result(o.Name))];
    }

    /// <summary>The value of an output.</summary>
    public Value Result(string name) => Find(name) ?? throw new OnnxException($"Nothing in the model makes its output '{name}'.");

    private void Import(NodeProto node, HashSet<string> needed)
    {
        context.CountNode();
        string domain = ImportContext.Domain(node.Domain);
        if (context.Functions.TryGetValue((domain, node.OpType, node.Overload), out FunctionProto? function))
        {
            Call(node, function);
            return;
        }
        int opset = opsets.GetValueOrDefault(domain, domain.Length == 0 ? 0 : 1);
        NodeContext n = new(this, node, opset, needed);
        Operator? known = OperatorTable.Find(domain, node.OpType);
        if (known is null)
            throw n.Fail($"the operator isn't supported{(domain.Length > 0 ? $" (domain '{domain}')" : "")}; replace it in the model, or export the model without it");
        try
        {
            if (known.CanFold && ConstantEvaluator.Fold(n))
                return;
            BatchAxes.CheckExtents(n);
            known.Import(n);
            BatchAxes.Follow(n);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or InvalidOperationException or OverflowException
            or DivideByZeroException or NullReferenceException or KeyNotFoundException or InvalidCastException)
        {
            // a file may give a node anything: more or fewer axes than its operator has, numbers out of all range
            throw n.Fail($"its inputs and attributes don't fit together ({string.Join(", ", n.Tensors.Select(t => t.Text))})");
        }
        n.CheckAttributes();
    }

    private void Call(NodeProto node, FunctionProto function)
    {
        Dictionary<string, AttributeProto> given = function.AttributeProto.GroupBy(a => a.Name).ToDictionary(g => g.Key, g => g.First());
        foreach (AttributeProto attribute in node.Attribute)
            given[attribute.Name] = attribute.RefAttrName.Length == 0 ? attribute : attributes?.GetValueOrDefault(attribute.RefAttrName) ?? attribute;
        GraphImporter body = new(context, ImportContext.OpsetsOf(function.OpsetImport), this, given);
        for (int i = 0; i < function.Input.Count; i++)
            body.Set(function.Input[i], i < node.Input.Count && node.Input[i].Length > 0 ? Find(node.Input[i]) ?? throw NotMade(node, node.Input[i]) : new MissingValue());
        body.Run(function.Node, function.Output);
        for (int i = 0; i < Math.Min(node.Output.Count, function.Output.Count); i++)
            Set(node.Output[i], body.Result(function.Output[i]));
    }

    public static OnnxException NotMade(NodeProto node, string name) => new(
        $"{NodeContext.Describe(node)}: its input '{name}' is made by no node before it; the model's graph has a cycle, isn't in order, or a part is missing.");

    // What a node looks at, the graphs within it too.
    private static IEnumerable<string> Names(NodeProto node)
    {
        Stack<NodeProto> open = new([node]);
        while (open.TryPop(out NodeProto? next))
        {
            foreach (string input in next.Input)
                yield return input;
            foreach (GraphProto graph in next.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Append(a.G)))
            {
                foreach (ValueInfoProto output in graph.Output)
                    yield return output.Name;
                foreach (NodeProto inner in graph.Node)
                    open.Push(inner);
            }
        }
    }
}
