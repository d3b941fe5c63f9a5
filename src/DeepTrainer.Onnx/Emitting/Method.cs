namespace DeepTrainer.Onnx.Emitting;

/// <summary>The network's method while it is written: its lines, weights and helpers.</summary>
internal sealed class Method
{
    // What a person would still open, and a compiler still read.
    private const int MostLines = 100_000;

    // Numbers that are better read in the text than in a file.
    private const int MostInText = 16;

    private readonly List<Line> lines = [];
    private readonly Dictionary<string, Line> definitions = [];
    private readonly Dictionary<string, Kept> kept = [];
    private readonly Dictionary<TensorData, string> names = [];
    private readonly Dictionary<string, List<TensorData>> alike = [];
    private readonly HashSet<string> layered = [];
    private readonly Identifiers parameters = new();

    public Identifiers Variables { get; } = new();

    /// <summary>Whether it is one step of a sequence, which has no buffers: what isn't trained is a weight that is frozen.</summary>
    public bool IsStep { get; set; }

    /// <summary>The weights that aren't trained.</summary>
    public SortedSet<string> Frozen { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Line> Lines => lines;

    /// <summary>Adds a line.</summary>
    public void Add(Line line)
    {
        if (lines.Count == MostLines)
            throw new OnnxException($"The model's method would have more than {MostLines} lines; a loop with fewer steps has fewer.");
        lines.Add(line);
        foreach (string variable in line.Variables)
            definitions[variable] = line;
    }

    /// <summary>The network's inputs that a variable is made from.</summary>
    public IEnumerable<string> Sources(string variable)
    {
        HashSet<string> seen = [variable];
        Stack<string> open = new([variable]);
        while (open.TryPop(out string? next))
        {
            if (!definitions.TryGetValue(next, out Line? line))
            {
                yield return next;
                continue;
            }
            foreach (string used in line.Uses.Where(u => definitions.ContainsKey(u) || Inputs.Contains(u)))
            {
                if (seen.Add(used))
                    open.Push(used);
            }
        }
    }

    /// <summary>The method's parameters.</summary>
    public HashSet<string> Inputs { get; } = [];

    /// <summary>A name for the weights of a layer: "conv1", which become conv1.weight and so on.</summary>
    public string LayerName(string wanted)
    {
        string name;
        do
            name = parameters.Unique(Identifiers.Parameter(wanted));
        while (kept.Keys.Any(k => k.StartsWith(name + ".", StringComparison.Ordinal)));
        return name;
    }

    /// <summary>Weights of a built-in layer. What uses the same ones once more takes them under this name.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="parameter">What the layer calls it.</param>
    /// <param name="data">Its numbers in the layer's order.</param>
    /// <param name="initializer">The model's name for it, if these are the model's numbers in the model's shape.</param>
    public void Keep(string layer, string parameter, TensorData data, string? initializer = null)
    {
        string name = parameters.Unique($"{layer}.{parameter}");
        kept[name] = new(layer, data);
        if (initializer is null)
            return;
        layered.Add(initializer);
        names[data] = name;
        if (!alike.TryGetValue(initializer, out List<TensorData>? others))
            alike[initializer] = others = [];
        others.Add(data);
    }

    /// <summary>Whether the network has a weight of the model already, so that a layer of its own would have a copy, which training would make another one.</summary>
    public bool IsKept(TensorValue? value) => value is ConstantValue constant
        && (names.ContainsKey(constant.Data) || (constant.Initializer is { } initializer && layered.Contains(initializer)));

    /// <summary>A constant as code that is a tensor: a weight if the model has it as one, else numbers in the text or a buffer.</summary>
    public string Constant(ConstantValue constant)
    {
        TensorData data = constant.Data;
        if (data.Length <= MostInText && (constant.Initializer is null || data.Shape.Length == 0 || !data.IsFloat))
            return data.Shape.Length == 0 ? $"Constant([{Literals.Float((float)data[0])}]).Reshape()"
                : $"Constant([{string.Join(", ", data.Floats.Select(Literals.Float))}]{(data.Shape.Length == 1 ? "" : ", " + Literals.List(data.Shape))})";
        (string name, int[] shape) = NameOf(constant);
        bool isTrained = constant.Initializer is not null && data.IsFloat;
        if (!isTrained && IsStep)
            Frozen.Add(name);
        string code = $"{(isTrained || IsStep ? "Weight" : "Buffer")}({Literals.Text(name)}, {Literals.Ints(shape)})";
        return shape.SequenceEqual(data.Shape) ? code : $"{code}.Reshape({Literals.List(data.Shape)})";
    }

    // The steps of a loop, and layers that share a weight, have one tensor of it, in the shape that was first.
    private (string Name, int[] Shape) NameOf(ConstantValue constant)
    {
        TensorData data = constant.Data;
        if (names.TryGetValue(data, out string? name))
            return (name, kept[name].Data.Shape);
        if (!alike.TryGetValue(constant.Initializer ?? "", out List<TensorData>? others))
            alike[constant.Initializer ?? ""] = others = [];
        if (others.Find(o => o.Type == data.Type && o.Length == data.Length && o.Floats.AsSpan().SequenceEqual(data.Floats)) is { } same)
            return (names[data] = names[same], kept[names[same]].Data.Shape);
        others.Add(data);
        names[data] = name = LayerName(constant.Initializer ?? "constant");
        kept[name] = new(name, data);
        return (name, data.Shape);
    }

    /// <summary>The lines that lead to the result, and the tensors that these need.</summary>
    public (IReadOnlyList<string> Text, IReadOnlyList<(string Name, TensorData Data)> Weights, IReadOnlySet<string> Used) Finish(string result)
    {
        HashSet<string> needed = [.. Line.Tokens(result)];
        List<Line> left = [];
        for (int i = lines.Count - 1; i >= 0; i--)
        {
            if (!lines[i].Variables.Any(needed.Contains))
                continue;
            left.Add(lines[i]);
            needed.UnionWith(lines[i].Uses);
        }
        left.Reverse();
        HashSet<string> quoted = [.. left.Select(l => l.Expression).Append(result).SelectMany(Quoted)];
        return ([.. left.Select(l => l.Text(needed))], [.. kept.Where(k => quoted.Contains(k.Value.Key) || quoted.Contains(k.Key)).Select(k => (k.Key, k.Value.Data))], needed);
    }

    private static IEnumerable<string> Quoted(string code)
    {
        string[] parts = code.Split('"');
        for (int i = 1; i < parts.Length; i += 2)
            yield return parts[i];
    }

    // A tensor of the file, and the name in the text without which it isn't needed.
    private sealed record Kept(string Key, TensorData Data);
}
