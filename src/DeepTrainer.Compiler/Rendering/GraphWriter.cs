using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a graph's method is called and what it takes.</summary>
internal sealed record Entry(string Name, string Suffix, string ReturnType, string Parameters, GraphPlan Plan)
{
    /// <summary>What the methods are called that predict one sample, and many.</summary>
    public const string One = "PredictOne", Batch = "Predict";

    /// <summary>What each thread is told when several share the work.</summary>
    private const string Sharing = "int part, int parts, Team team";

    /// <summary>The method's parameters as the graph's kernels need them.</summary>
    public string AllParameters => Plan.IsShared ? $"{Parameters}, {Sharing}" : Parameters;

    /// <summary>The parameters' types and names.</summary>
    public IEnumerable<(string Type, string Name)> Typed => Split(Parameters);

    /// <summary>Those of <see cref="AllParameters"/>.</summary>
    public IEnumerable<(string Type, string Name)> AllTyped => Split(AllParameters);

    /// <summary>The same as the network's class spells it, where types of the user's may have any name.</summary>
    public Entry InClass => this with { Parameters = Parameters.Replace("nint ", "sys::IntPtr ") };

    private static IEnumerable<(string Type, string Name)> Split(string parameters) => parameters.Split([", "], StringSplitOptions.None)
        .Select(p => (p.Substring(0, p.LastIndexOf(' ')), p.Substring(p.LastIndexOf(' ') + 1)));
}

/// <summary>
/// A graph as C#: a method that places its tensors and calls its kernels in order. A graph of many kernels is written in parts, since
/// the JIT does not optimize methods that are too large.
/// </summary>
internal sealed class GraphWriter(CodeWriter writer, Persistent persistent, KernelMethods methods, Width width)
{
    // The JIT inlines nothing into methods with more than 512 locals: a kernel uses up to about six tensors.
    private const int MaxCalls = 64;

    /// <summary>Where a method puts the loss's parts that have averages of their own.</summary>
    public const string LossTerms = "lossParts";

    /// <summary>Writes the graph's methods.</summary>
    public void Method(Entry entry)
    {
        KernelPlan[][] parts = [.. Parts(entry.Plan.Kernels)];
        if (entry.Plan.OneSample)
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"internal static {entry.ReturnType} {entry.Name}({entry.AllParameters})"))
        {
            if (!entry.Plan.OneSample)
                writer.Line($"nint {Addresses.PaddedRows} = ({Addresses.Rows} + {Placement.Padding - 1}) & ~(nint){Placement.Padding - 1};");
            Hosts(entry.Plan.Kernels);
            if (parts.Length == 1)
                Body(entry.Plan, parts[0]);
            for (int i = 0; i < parts.Length && parts.Length > 1; i++)
                writer.Line($"{PartName(entry, i)}({string.Join(", ", PartParameters(entry, parts[i]).Select(p => p.Name))});");
            if (entry.ReturnType != "void")
                Losses(entry.Plan, inParts: parts.Length > 1);
        }
        for (int i = 0; i < parts.Length && parts.Length > 1; i++)
        {
            writer.Line();
            using (writer.Block($"private static void {PartName(entry, i)}({string.Join(", ", PartParameters(entry, parts[i]).Select(p => $"{p.Type} {p.Name}"))})"))
                Body(entry.Plan, parts[i]);
        }
    }

    /// <summary>Writes the kernels.</summary>
    public void Kernels()
    {
        foreach (KernelMethods.Method method in methods.Of(width))
        {
            writer.Line();
            if (method.AlsoFor.Count > 0)
                writer.Line($"// Also for {string.Join(", ", method.AlsoFor)}.");
            KernelWriter.Write(method.Kernel, width, writer, method.Name);
        }
    }

    /// <summary>The names of a graph's parts, if it is written in parts.</summary>
    public static IEnumerable<string> PartsOf(Entry entry) =>
        Parts(entry.Plan.Kernels).ToArray() is { Length: > 1 } parts ? parts.Select((_, i) => PartName(entry, i)) : [];

    private static string PartName(Entry entry, int part) => $"{entry.Name}Part{Format.Integer(part + 1)}";

    private static IEnumerable<(string Type, string Name)> PartParameters(Entry entry, KernelPlan[] part)
    {
        KernelSignature[] signatures = [.. part.Select(k => KernelSignature.Of(k.Kernel))];
        return entry.AllTyped
            .Concat(entry.Plan.OneSample ? [] : new[] { ("nint", Addresses.PaddedRows) })
            .Concat(signatures.SelectMany(s => s.Hosts).Select(KernelSignature.NameOf).Distinct().Select(h => ("float", h)))
            .Concat(signatures.SelectMany(s => s.Streams).Select(KernelSignature.KeyOf).Distinct().Select(k => ("uint", k)));
    }

    // The steps of a recurrence stay together.
    private static IEnumerable<KernelPlan[]> Parts(ImmutableArray<KernelPlan> kernels)
    {
        List<KernelPlan> part = [];
        for (int i = 0; i < kernels.Length; i++)
        {
            if (part.Count >= MaxCalls && (kernels[i].Kernel.Loop is null || kernels[i].Kernel.Loop != kernels[i - 1].Kernel.Loop))
            {
                yield return [.. part];
                part.Clear();
            }
            part.Add(kernels[i]);
        }
        yield return [.. part];
    }

    private void Body(GraphPlan plan, KernelPlan[] kernels)
    {
        Tensors(plan, kernels);
        // A recurrence's steps are one piece of work, unless threads share some of it.
        List<KernelPlan[]> pieces = [];
        foreach (KernelPlan kernel in kernels)
        {
            if (pieces.Count > 0 && kernel.Kernel.Loop is { } loop && pieces[pieces.Count - 1][0].Kernel.Loop == loop)
                pieces[pieces.Count - 1] = [.. pieces[pieces.Count - 1], kernel];
            else
                pieces.Add([kernel]);
        }
        Threads(plan, pieces, piece => piece.Any(IsShared), piece =>
        {
            if (piece[0].Kernel.Loop is not { } loop)
            {
                Call(piece[0]);
                return;
            }
            const string Time = StepLoop.Variable;
            string steps = Format.Integer(loop.Steps);
            using (writer.Block(loop.Reverse ? $"for (nint {Time} = {steps} - 1; {Time} >= 0; {Time}--)" : $"for (nint {Time} = 0; {Time} < {steps}; {Time}++)"))
            {
                if (piece.Any(IsShared))
                    Threads(plan, piece, IsShared, Call);
                else
                    piece.ToList().ForEach(Call);
            }
        });
    }

    private static bool IsShared(KernelPlan kernel) => kernel.Kernel.SharedAxis >= 0;

    // What one thread does alone, the first does; all wait for it, as they wait for each other's parts.
    private void Threads<T>(GraphPlan plan, IReadOnlyList<T> work, Func<T, bool> isShared, Action<T> write)
    {
        for (int i = 0; i < work.Count;)
        {
            if (isShared(work[i]) || !plan.IsShared)
            {
                bool waits = work[i] is KernelPlan || work[i] is KernelPlan[] { Length: 1 };
                write(work[i++]);
                if (plan.IsShared && waits)
                    writer.Line("team?.Wait();");
                continue;
            }
            using (writer.Block("if (part == 0)"))
            {
                for (; i < work.Count && !isShared(work[i]); i++)
                    write(work[i]);
            }
            writer.Line("team?.Wait();");
        }
    }

    private void Call(KernelPlan kernel) => writer.Line($"{methods.NameOf(kernel, width)}({KernelSignature.Of(kernel.Kernel).Arguments});");

    private void Tensors(GraphPlan plan, KernelPlan[] kernels)
    {
        var tensors = kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Tensors).GroupBy(Addresses.Pointer).Select(g => g.First());
        foreach (Placement tensor in tensors.Where(t => t.Storage.Kind == StorageKind.Temporary || persistent.Has(t.Storage)))
            writer.Line($"float* {Addresses.Pointer(tensor)} = {AddressOf(plan, tensor)};");
    }

    private string AddressOf(GraphPlan plan, Placement tensor)
    {
        if (persistent.Has(tensor.Storage))
            return persistent.AddressOf(tensor.Storage.Origin, tensor.Storage.Start is { } start ? Distance(start, tensor.StrideOf(1)) : "");
        long fixedOffset = plan.Arena.Offsets[tensor.Root], offset = 0;
        if (tensor.Storage.Shape.IsBatched && !plan.OneSample)
            (fixedOffset, offset) = (plan.Arena.Fixed, fixedOffset);
        else if (tensor.Storage.Shape.IsBatched)
            fixedOffset += plan.Arena.Fixed;
        string[] terms = [.. new[] { fixedOffset == 0 ? "" : Format.Integer(fixedOffset), offset == 0 ? "" : $"({Format.Integer(offset)} * {Addresses.PaddedRows})" }.Where(t => t.Length > 0)];
        return Addresses.Of("arena", string.Join(" + ", terms));
    }

    private static string Distance((Node Number, int Length) start, Stride along)
    {
        string number = start.Number.Primitive is Source { Name: Source.Position } ? "position" : $"(long)({HostText(start.Number)})";
        return $"({number} % {Format.Integer(start.Length)} * {Format.Integer(along.Count)})";
    }

    private void Hosts(ImmutableArray<KernelPlan> kernels)
    {
        HashSet<string> written = [];
        foreach (Node host in kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Hosts))
        {
            string name = KernelSignature.NameOf(host);
            if (!written.Add(name))
                continue;
            writer.Line($"float {name} = (float)({HostText(host)});");
        }
        foreach (Operand.Uniform stream in kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Streams).GroupBy(KernelSignature.KeyOf).Select(g => g.First()))
            writer.Line($"uint {KernelSignature.KeyOf(stream)} = VectorMath.RandomKey(seed, step, {Format.Integer(stream.Source.Stream)});");
    }

    // Sources are the method's own parameters; the number of samples is one of them under another name.
    private static string HostText(Node host) => host.Primitive switch
    {
        Source { Name: Source.BatchSize } => $"(double){Addresses.Rows}",
        Source { Name: Source.Step } => "(double)step",
        Source { Name: Source.LearningRate } => "rate",
        Source { Name: Source.Position } => "(double)position",
        Map map => Text(map.Body, [.. host.Inputs.Select(HostText)]),
        Reshape => HostText(host.Inputs[0]),
        _ => throw new InvalidOperationException($"{host} is not computed once a step."),
    };

    private static string Text(Expr body, string[] inputs) =>
        new ExprWriter(new CodeWriter(), Dialect.Host, i => inputs[i].Contains(' ') ? $"({inputs[i]})" : inputs[i]).Text(body);

    private void Losses(GraphPlan plan, bool inParts)
    {
        ImmutableArray<Node> losses = [.. plan.Graph.Outputs.Where(o => Graph.IsLoss(o.Role)).Select(o => o.Value)];
        for (int i = 1; i < losses.Length; i++)
            writer.Line($"{LossTerms}[{Format.Integer(i - 1)}] = {LossOf(plan, losses[i], inParts)};");
        writer.Line($"return {LossOf(plan, losses[0], inParts)};");
    }

    private string LossOf(GraphPlan plan, Node loss, bool inParts)
    {
        Store store = plan.Kernels.SelectMany(k => k.Kernel.Stores).First(s => s.Value == loss);
        return inParts ? $"({AddressOf(plan, new Placement(store.Access))})[0]" : $"{Addresses.Pointer(store.Access)}[0]";
    }
}
