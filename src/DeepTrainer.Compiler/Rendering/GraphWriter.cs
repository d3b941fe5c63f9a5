using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// A graph as C#: a method that places its tensors and calls its kernels in order. Equal blocks of a network are one method, which is given their tensors;
/// other graphs of many kernels are written in parts, since the JIT does not optimize methods that are too large.
/// </summary>
internal sealed class GraphWriter(CodeWriter writer, Persistent persistent, KernelMethods methods)
{
    // The JIT inlines nothing into methods with more than 512 locals: a kernel uses up to about six tensors.
    private const int MaxCalls = 64;

    /// <summary>Where a method puts the loss's parts that have averages of their own.</summary>
    public const string LossTerms = "lossParts";

    private readonly EqualBlocks equal = new(methods);
    private readonly Dictionary<string, string> blocks = [];
    private readonly List<Action> pending = [];
    private OptionalWork? optional;

    /// <summary>Writes the graph's methods.</summary>
    public void Method(Entry entry)
    {
        optional = entry.MayLeaveOut ? new(entry.Plan) : null;
        EqualBlocks.Stretch[] stretches = [.. equal.Of(Pieces(entry.Plan.Kernels), ConditionOf)];
        bool isWhole = entry.Plan.Kernels.Length <= MaxCalls && stretches is [{ Form: "" }];
        if (entry.Plan.OneSample)
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"internal static {entry.ReturnType} {entry.Name}({entry.AllParameterList})"))
        {
            if (!entry.Plan.OneSample)
                writer.Line($"nint {Addresses.PaddedRows} = ({Addresses.Rows} + {Placement.Padding - 1}) & ~(nint){Placement.Padding - 1};");
            Hosts(entry.Plan.Kernels);
            if (!isWhole)
                OwnMemory(entry.Plan, stretches.Where(s => s.Form.Length > 0).SelectMany(s => s.Kernels));
            if (isWhole)
                Whole(entry.Plan, entry.Plan.Kernels);
            foreach (EqualBlocks.Stretch stretch in stretches.Where(_ => !isWhole))
                CallStretch(entry, stretch);
            if (entry.ReturnType != "void")
                Losses(entry.Plan, inParts: !isWhole);
        }
        foreach (Action write in pending)
        {
            writer.Line();
            write();
        }
        pending.Clear();
    }

    private void CallStretch(Entry entry, EqualBlocks.Stretch stretch)
    {
        if (stretch.Form.Length > 0)
        {
            CallBlock(entry, stretch);
            return;
        }
        foreach (KernelPlan[] part in Parts(stretch.Pieces))
        {
            Parameter[] parameters = [.. PartParameters(entry, part)];
            string name = methods.Fresh($"{entry.Name}Part");
            writer.Line($"{name}({string.Join(", ", parameters.Select(p => p.Name))});");
            pending.Add(() => PartMethod(name, parameters, () => Whole(entry.Plan, part)));
        }
    }

    private void CallBlock(Entry entry, EqualBlocks.Stretch stretch)
    {
        KernelPlan[] kernels = stretch.Kernels;
        string[] team = [.. entry.Plan.IsShared ? ["part", "parts", "team"] : Array.Empty<string>(), .. kernels.Any(IsInChain) ? [Entry.SumRows] : Array.Empty<string>()];
        Dictionary<string, Placement> tensors = [];
        HashSet<string> named = [];
        List<Parameter> parameters = [];
        foreach (KernelPlan kernel in kernels)
        {
            KernelSignature signature = KernelSignature.Of(kernel.Kernel);
            for (int i = 0; i < signature.Parameters.Length; i++)
            {
                Parameter parameter = signature.Parameters[i];
                if (parameter.Name == kernel.Kernel.Loop?.Variable || team.Contains(parameter.Name) || !named.Add(parameter.Name))
                    continue;
                parameters.Add(parameter);
                // The tensors are the first.
                if (i < signature.Tensors.Length && IsOwn(signature.Tensors[i]))
                    tensors[parameter.Name] = signature.Tensors[i];
            }
        }
        bool mayLeaveOut = kernels.Any(k => ConditionOf(k) is not null);
        parameters.AddRange(entry.AllParameters.Where(p => (team.Contains(p.Name) || (mayLeaveOut && p.Name == OptionalWork.Asked)) && named.Add(p.Name)));
        string key = $"{entry.Plan.IsShared} {kernels.Any(IsInChain)} {stretch.Form}";
        if (!blocks.TryGetValue(key, out string? name))
        {
            blocks[key] = name = methods.Fresh($"{kernels[0].Name}Block");
            pending.Add(() =>
            {
                writer.Line($"// {Format.Integer(kernels.Length)} kernels of equal blocks, the tensors called as in the first.");
                PartMethod(name, parameters, () => Body(entry.Plan, stretch.Pieces));
            });
        }
        writer.Line($"{name}({string.Join(", ", parameters.Select(p => tensors.TryGetValue(p.Name, out Placement? tensor) ? AddressOf(entry.Plan, tensor) : p.Name))});");
    }

    private void PartMethod(string name, IEnumerable<Parameter> parameters, Action body)
    {
        using (writer.Block($"private static void {name}({string.Join(", ", parameters.Select(p => $"{p.Type} {p.Name}"))})"))
            body();
    }

    private static IEnumerable<Parameter> PartParameters(Entry entry, KernelPlan[] part)
    {
        KernelSignature[] signatures = [.. part.Select(k => KernelSignature.Of(k.Kernel))];
        return entry.AllParameters
            .Concat(entry.Plan.OneSample ? [] : new[] { new Parameter("nint", Addresses.PaddedRows) })
            .Concat(signatures.SelectMany(s => s.Hosts).Select(h => h.Name).Distinct().Select(h => new Parameter("float", h)))
            .Concat(signatures.SelectMany(s => s.Randoms).Distinct());
    }

    private static IEnumerable<KernelPlan[]> Parts(KernelPlan[][] pieces)
    {
        List<KernelPlan> part = [];
        foreach (KernelPlan[] piece in pieces)
        {
            if (part.Count >= MaxCalls)
            {
                yield return [.. part];
                part.Clear();
            }
            part.AddRange(piece);
        }
        yield return [.. part];
    }

    // A recurrence's steps are one piece of work, unless threads share some of it; so is a chain of sums.
    private static KernelPlan[][] Pieces(IEnumerable<KernelPlan> kernels)
    {
        List<KernelPlan[]> pieces = [];
        foreach (KernelPlan kernel in kernels)
        {
            Kernel? before = pieces.Count > 0 ? pieces[pieces.Count - 1][0].Kernel : null;
            if ((kernel.Kernel.Loop is { } loop && before?.Loop == loop) || (kernel.Kernel.Chain is { } chain && before?.Chain == chain))
                pieces[pieces.Count - 1] = [.. pieces[pieces.Count - 1], kernel];
            else
                pieces.Add([kernel]);
        }
        return [.. pieces];
    }

    private void Whole(GraphPlan plan, IReadOnlyCollection<KernelPlan> kernels)
    {
        Tensors(plan, kernels);
        Body(plan, Pieces(kernels));
    }

    private void Body(GraphPlan plan, KernelPlan[][] pieces) => Threads(plan, pieces, piece => piece.Any(k => IsShared(k) || IsInBands(k)), piece =>
    {
        if (plan.IsShared && IsInBands(piece[0]))
        {
            Bands(piece);
            return;
        }
        if (piece[0].Kernel.Loop is null && !IsInChain(piece[0]))
        {
            Call(piece[0]);
            return;
        }
        using (writer.Block(piece[0].Kernel.Loop is not { } loop ? $"for (nint {SumStart} = 0; {SumStart} < {Addresses.Rows}; {SumStart} += {Entry.SumRows})"
            : loop.Reverse ? $"for (nint {loop.Variable} = {Format.Integer(loop.Steps)} - 1; {loop.Variable} >= 0; {loop.Variable}--)"
            : $"for (nint {loop.Variable} = 0; {loop.Variable} < {Format.Integer(loop.Steps)}; {loop.Variable}++)"))
        {
            if (piece.Any(IsShared))
                Threads(plan, piece, IsShared, Call);
            else
                piece.ToList().ForEach(Call);
        }
    });

    // Each thread works on bands of its own.
    private void Bands(KernelPlan[] piece)
    {
        StepLoop loop = piece[0].Kernel.Loop!;
        using (writer.Block())
        {
            writer.Line($"Team.Share({Format.Integer(loop.Steps)}, 1, part, parts, out nint from, out nint to);");
            using (writer.Block($"for (nint {loop.Variable} = from; {loop.Variable} < to; {loop.Variable}++)"))
                piece.ToList().ForEach(Call);
        }
    }

    private static bool IsInBands(KernelPlan kernel) => kernel.Kernel.Loop?.Variable == StepLoop.Band;

    // The first of the samples whose sums are made at once.
    private const string SumStart = "from";

    private static bool IsInChain(KernelPlan kernel) => kernel.Kernel.Chain is not null;

    private static bool IsShared(KernelPlan kernel) => kernel.Kernel.SharedAxis >= 0;

    // What one thread does alone, the first does; all wait for it, as they wait for each other's parts.
    private void Threads<T>(GraphPlan plan, IReadOnlyList<T> work, Func<T, bool> isShared, Action<T> write)
    {
        for (int i = 0; i < work.Count;)
        {
            if (isShared(work[i]) || !plan.IsShared)
            {
                bool waits = work[i] is KernelPlan || (work[i] is KernelPlan[] piece && (piece.Length == 1 || IsInBands(piece[0])));
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

    private string? ConditionOf(KernelPlan kernel) => optional?.ConditionOf(kernel);

    private void Call(KernelPlan kernel) =>
        writer.Line($"{(ConditionOf(kernel) is { } condition ? $"if ({condition}) " : "")}{methods.NameOf(kernel)}("
            + $"{string.Join(", ", IsInChain(kernel) ? OfGroup(kernel) : KernelSignature.Of(kernel.Kernel).Names)});");

    // A kernel's arguments where it works on a group of samples alone.
    private static IEnumerable<string> OfGroup(KernelPlan kernel)
    {
        KernelSignature signature = KernelSignature.Of(kernel.Kernel);
        Dictionary<string, string> moved = signature.Tensors.Where(t => t.Root.Storage.Shape.IsBatched)
            .ToDictionary(Addresses.NameOf, t => $"{Addresses.NameOf(t)} + ({SumStart} * {Format.Integer(t.Root.PerSample)})");
        foreach (Operand.Uniform stream in signature.Streams)
        {
            if (KernelSignature.FirstOf(stream) is { } first)
                moved[first] = $"unchecked({first} + (uint)({SumStart} * {Format.Integer(stream.Source.Shape.SampleSize)}))";
        }
        moved[Addresses.Rows] = $"Math.Min({Entry.SumRows}, {Addresses.Rows} - {SumStart})";
        return signature.Names.Select(n => moved.TryGetValue(n, out string? other) ? other : n);
    }

    // What holds a band is every thread's own: the first one has it where it was planned.
    private void OwnMemory(GraphPlan plan, IEnumerable<KernelPlan> kernels)
    {
        if (plan.IsShared && kernels.Any(IsInBands))
            writer.Line($"float* own = part == 0 ? arena : Scratch.Floats({Format.Integer(plan.Floats(1))});");
    }

    private void Tensors(GraphPlan plan, IEnumerable<KernelPlan> kernels)
    {
        OwnMemory(plan, kernels);
        foreach (Placement tensor in kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Tensors).GroupBy(Addresses.NameOf).Select(g => g.First()).Where(IsOwn))
            writer.Line($"{tensor.Storage.Element.Name}* {Addresses.NameOf(tensor)} = {AddressOf(plan, tensor)};");
    }

    // Not the caller's.
    private bool IsOwn(Placement tensor) => tensor.Storage.Kind == StorageKind.Temporary || persistent.Has(tensor.Storage);

    private string AddressOf(GraphPlan plan, Placement tensor)
    {
        if (persistent.Has(tensor.Storage))
            return persistent.AddressOf(tensor.Storage.Origin, tensor.Storage.Start is { } start ? Distance(start, tensor.StrideOf(1)) : null);
        long fixedOffset = plan.Arena.Offsets[tensor.Root], offset = 0;
        if (tensor.Storage.Shape.IsBatched && !plan.OneSample)
            (fixedOffset, offset) = (plan.Arena.Fixed, fixedOffset);
        else if (tensor.Storage.Shape.IsBatched)
            fixedOffset += plan.Arena.Fixed;
        return IndexPrinter.Address(Pointer.ToFloats(tensor.Storage.IsOfBand && plan.IsShared ? "own" : "arena"), (IndexExpr.Of(Addresses.PaddedRows) * offset) + fixedOffset);
    }

    private IndexExpr Distance((Node Number, int Length) start, Stride along)
    {
        string number = start.Number.Primitive is Source { Name: Source.Position } ? "position" : $"(long)({HostText(start.Number)})";
        return IndexExpr.Of(new Atom.Remainder(number, start.Length)) * along.Count;
    }

    private void Hosts(ImmutableArray<KernelPlan> kernels)
    {
        foreach (Operand.Host host in kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Hosts).GroupBy(h => h.Name).Select(g => g.First()))
            writer.Line($"float {host.Name} = (float)({HostText(host.Node)});");
        foreach (Operand.Uniform stream in kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Streams).GroupBy(KernelSignature.KeyOf).Select(g => g.First()))
            Stream(stream);
    }

    private void Stream(Operand.Uniform stream)
    {
        (string key, string number) = (KernelSignature.KeyOf(stream), Format.Integer(stream.Source.Stream));
        if (KernelSignature.FirstOf(stream) is not { } first)
        {
            writer.Line($"uint {key} = VectorMath.RandomKey(seed, step, {number});");
            return;
        }
        string start = $"{Entry.FirstSample} * {Format.Integer(stream.Source.Shape.SampleSize)}";
        if (stream.Source.IsOfChunk)
        {
            writer.Line($"uint {key} = VectorMath.RandomKey(seed, step, {number}), {first} = unchecked((uint)({start}));");
            return;
        }
        writer.Line($"uint {key} = VectorMath.DrawKey({Entry.DrawSeed}, {Entry.Draw}, {number}, {start}), {first} = unchecked((uint)({start}));");
    }

    private string HostText(Node host) => new ValuePrinter(Target.Widest).Text(HostValue(host));

    // Sources are the method's own parameters; the number of samples is one of them under another name.
    private Value HostValue(Node host) => host.Primitive switch
    {
        Source { Name: Source.BatchSize } => AsDouble(Addresses.Rows),
        Source { Name: Source.WholeBatch } => AsDouble(Entry.WholeBatch),
        Source { Name: Source.Step } => AsDouble("step"),
        Source { Name: Source.LearningRate } => new Value.Local(LoopType.Double, "rate"),
        Source { Name: Source.Position } => AsDouble("position"),
        Source { Kind: SourceKind.HostScalar, Name: var name } when name.StartsWith(Source.Adjustable, StringComparison.Ordinal) =>
            new Value.Local(LoopType.Double, $"{Entry.Options}[{Format.Integer(persistent.AdjustableAt(name.Substring(Source.Adjustable.Length)))}]"),
        Source { Name: Source.OutputGradients } => new Value.Local(LoopType.Double, "outputGradientFactor"),
        Source { Name: Source.GradientScale } => new Value.Local(LoopType.Double, "gradientFactor"),
        Map map => new ValueBuilder(new([]), LoopType.Double, i => HostValue(host.Inputs[i])).Of(map.Body),
        Reshape => HostValue(host.Inputs[0]),
        _ => throw new InvalidOperationException($"{host} is not computed once a step."),
    };

    private static Value.Converted AsDouble(string name) => new Value.Converted(LoopType.Double, new Value.Local(LoopType.Double, name));

    private void Losses(GraphPlan plan, bool inParts)
    {
        ImmutableArray<Node> losses = [.. plan.Graph.Outputs.Where(o => Graph.IsLoss(o.Role)).Select(o => o.Value)];
        for (int i = 1; i < losses.Length; i++)
            writer.Line($"{LossTerms}[{Format.Integer(i - 1)}] = {LossOf(plan, losses[i], inParts)};");
        writer.Line($"return {LossOf(plan, losses[0], inParts)};");
    }

    private string LossOf(GraphPlan plan, Node loss, bool inParts)
    {
        if (loss.Primitive is Source given)
            return $"({persistent.AddressOf(given.Name)})[0]";
        Store store = plan.Kernels.SelectMany(k => k.Kernel.Stores).First(s => s.Value == loss);
        return inParts ? $"({AddressOf(plan, new Placement(store.Access))})[0]" : $"{Addresses.Pointer(store.Access).Name}[0]";
    }
}
