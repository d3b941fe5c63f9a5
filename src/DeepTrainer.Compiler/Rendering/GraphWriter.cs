using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a graph's method is called and what it takes.</summary>
internal sealed record Entry(string Name, string Suffix, string ReturnType, string Parameters, GraphPlan Plan);

/// <summary>A graph as C#: a method that places its tensors and calls its kernels in order, and the kernels themselves.</summary>
internal sealed class GraphWriter(CodeWriter writer, Width width, Persistent persistent)
{
    private readonly Dictionary<string, string> methods = [];
    private readonly HashSet<string> names = [];
    private readonly List<string> texts = [];

    /// <summary>Writes the graph's method; its kernels wait for <see cref="Kernels"/>, since graphs share them.</summary>
    public void Method(Entry entry)
    {
        using (writer.Block($"internal static {entry.ReturnType} {entry.Name}({entry.Parameters})"))
        {
            writer.Line($"nint {Addresses.PaddedRows} = ({Addresses.Rows} + {Placement.Padding - 1}) & ~(nint){Placement.Padding - 1};");
            Tensors(entry.Plan);
            Hosts(entry.Plan);
            foreach (KernelPlan kernel in entry.Plan.Kernels)
                writer.Line($"{MethodFor(kernel, entry.Suffix)}({KernelSignature.Of(kernel.Kernel).Arguments});");
            if (entry.ReturnType != "void")
                writer.Line($"return {LossOf(entry.Plan)};");
        }
    }

    /// <summary>Writes the kernels of all graphs so far.</summary>
    public void Kernels()
    {
        foreach (string text in texts)
        {
            writer.Line();
            foreach (string line in text.TrimEnd('\n').Split('\n'))
                writer.Line(line);
        }
    }

    private void Tensors(GraphPlan plan)
    {
        var tensors = plan.Kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Tensors).GroupBy(Addresses.Pointer).Select(g => g.First());
        foreach (Placement tensor in tensors.Where(t => t.Storage.Kind != StorageKind.Caller))
            writer.Line($"float* {Addresses.Pointer(tensor)} = {AddressOf(plan, tensor)};");
    }

    private string AddressOf(GraphPlan plan, Placement tensor)
    {
        if (tensor.Storage.Kind == StorageKind.Persistent)
            return persistent.AddressOf(tensor.Storage.Origin);
        long offset = plan.Arena.Offsets[tensor with { Storage = tensor.Storage.Root }];
        string start = plan.Arena.Fixed == 0 ? "arena" : $"arena + {Format.Integer(plan.Arena.Fixed)}";
        return !tensor.Storage.Shape.IsBatched ? offset == 0 ? "arena" : $"arena + {Format.Integer(offset)}"
            : offset == 0 ? start
            : $"{start} + ({Format.Integer(offset)} * {Addresses.PaddedRows})";
    }

    private void Hosts(GraphPlan plan)
    {
        HashSet<string> written = [];
        foreach (Node host in plan.Kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Hosts))
        {
            string name = KernelSignature.NameOf(host);
            if (!written.Add(name))
                continue;
            writer.Line($"float {name} = (float)({HostText(host)});");
        }
        foreach (Operand.Uniform stream in plan.Kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Streams).GroupBy(KernelSignature.KeyOf).Select(g => g.First()))
            writer.Line($"uint {KernelSignature.KeyOf(stream)} = VectorMath.RandomKey(seed, step, {Format.Integer(stream.Source.Stream)});");
    }

    // Sources are the method's own parameters; the number of samples is one of them under another name.
    private static string HostText(Node host) => host.Primitive switch
    {
        Source { Name: Source.BatchSize } => $"(double){Addresses.Rows}",
        Source { Name: Source.Step } => "(double)step",
        Source { Name: Source.LearningRate } => "rate",
        Map map => Text(map.Body, [.. host.Inputs.Select(HostText)]),
        Reshape => HostText(host.Inputs[0]),
        _ => throw new InvalidOperationException($"{host} is not computed once a step."),
    };

    private static string Text(Expr body, string[] inputs) =>
        new ExprWriter(new CodeWriter(), Dialect.Host, i => inputs[i].Contains(' ') ? $"({inputs[i]})" : inputs[i]).Text(body);

    private static string LossOf(GraphPlan plan)
    {
        Node loss = plan.Graph.Output(Graph.Loss);
        Store store = plan.Kernels.SelectMany(k => k.Kernel.Stores).First(s => s.Value == loss);
        return $"{Addresses.Pointer(store.Access)}[0]";
    }

    private string MethodFor(KernelPlan kernel, string suffix)
    {
        string key = Render(kernel, "_");
        if (methods.TryGetValue(key, out string? name))
            return name;
        name = kernel.Name;
        if (!names.Add(name))
        {
            string other = kernel.Name + suffix;
            for (int n = 2; !names.Add(name = other); n++)
                other = kernel.Name + suffix + Format.Integer(n);
        }
        methods[key] = name;
        texts.Add(Render(kernel, name));
        return name;
    }

    private string Render(KernelPlan kernel, string name)
    {
        CodeWriter text = new();
        KernelWriter.Write(kernel, width, text, name);
        return text.ToString();
    }
}
