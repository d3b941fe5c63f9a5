using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// One kernel as a C# method. There are three forms: element-wise loops, sums whose lanes run over outputs (register tiles),
/// and sums whose lanes run over what is summed.
/// </summary>
internal abstract class KernelWriter
{
    private protected KernelWriter(KernelPlan plan, Width width, CodeWriter writer)
    {
        Plan = plan;
        Width = width;
        Writer = writer;
        Signature = KernelSignature.Of(plan.Kernel);
    }

    private protected KernelPlan Plan { get; }

    private protected Kernel Kernel => Plan.Kernel;

    private protected Width Width { get; }

    private protected CodeWriter Writer { get; }

    private protected KernelSignature Signature { get; }

    /// <summary>Writes the kernel's methods, the main one under the name given.</summary>
    public static void Write(KernelPlan plan, Width width, CodeWriter writer, string name)
    {
        KernelWriter kernel = plan.Kernel.Reduction is null ? new MapWriter(plan, width, writer)
            : plan.LanesAreReduced ? new DotWriter(plan, width, writer)
            : new TileWriter(plan, width, writer);
        kernel.Method(name);
    }

    private protected abstract void Body(string name);

    private void Method(string name)
    {
        foreach (string line in KernelComment.Of(Plan))
            Writer.Line($"/// {line}");
        Writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (Writer.Block($"private static void {name}({Signature.Parameters})"))
            Body(name);
        After(name);
    }

    /// <summary>Helper methods behind the main one.</summary>
    private protected virtual void After(string name)
    {
    }

    /// <summary>Opens a plain loop over an axis.</summary>
    private protected IDisposable Loop(int axis) =>
        Writer.Block($"for (nint {Variable(axis)} = 0; {Variable(axis)} < {Extent(axis)}; {Variable(axis)}++)");

    private protected string Variable(int axis) => Kernel.Axes[axis].Name;

    private protected string Extent(int axis) => Kernel.Axes[axis].Extent == Shape.Batch ? Addresses.Rows : Format.Integer(Kernel.Axes[axis].Extent);

    /// <summary>Opens loops over several axes; disposes them all at once.</summary>
    private protected IDisposable Loops(IEnumerable<int> axes)
    {
        Stack<IDisposable> open = new();
        foreach (int axis in axes)
            open.Push(Loop(axis));
        return CodeWriter.Together(open);
    }

    /// <summary>
    /// An operand as a vector: <paramref name="index"/> gives each axis's position, <paramref name="count"/> the valid lanes if not
    /// all, <paramref name="pointer"/> where to start if not at the tensor's beginning.
    /// </summary>
    private protected string VectorOperand(Operand operand, Func<int, string> index, string? count, string? pointer = null) => operand switch
    {
        Operand.Load load => VectorLoad(load.Access, index, count, pointer),
        Operand.Host host => $"Lanes.Create({KernelSignature.NameOf(host.Node)})",
        Operand.Position position => PositionVector(position.Index, index),
        Operand.Uniform uniform => $"VectorMath.Uniform({CounterVector(uniform, index)}, {KernelSignature.KeyOf(uniform)})",
        _ => throw new InvalidOperationException($"{operand} is no operand here."),
    };

    /// <summary>An operand as a single float.</summary>
    private protected static string ScalarOperand(Operand operand, Func<int, string> index) => operand switch
    {
        Operand.Load load => $"{(load.Access.Storage.IsInteger ? "(float)" : "")}{Element(load.Access, index)}",
        Operand.Host host => KernelSignature.NameOf(host.Node),
        Operand.Position { Index.IsFixed: true } position => Dialect.Float(position.Index.Offset),
        Operand.Position position => $"(float)({PositionText(position.Index, index)})",
        Operand.Uniform uniform => $"VectorMath.Uniform((uint)({Counter(uniform, index)}), {KernelSignature.KeyOf(uniform)})",
        _ => throw new InvalidOperationException($"{operand} is no operand here."),
    };

    private protected static string Element(Access access, Func<int, string> index, string? start = null)
    {
        string pointer = start ?? Addresses.Pointer(access), address = Addresses.Of(access, index, pointer);
        string behind = address.Substring(pointer.Length);
        return address == pointer ? $"{pointer}[0]"
            : behind.StartsWith(" + ", StringComparison.Ordinal) ? $"{pointer}[{Unwrapped(behind.Substring(3))}]"
            : $"{pointer}[0{behind}]";
    }

    /// <summary>Writes a vector to memory.</summary>
    private protected void StoreVector(Store store, string value, Func<int, string> index, string? count)
    {
        Access access = store.Access;
        if (store.Adds)
            value = $"{VectorLoad(access, index, count, null)} + {value}";
        string address = Addresses.Of(access, index);
        Stride stride = KernelPlan.StrideOf(access, Plan.Lane);
        bool partial = count is not null && !Plan.MayRunOver(access, isLoad: false);
        Writer.Line((stride.IsUnit, partial) switch
        {
            (true, false) => $"Lanes.Store({value}, {address});",
            (true, true) => $"VectorMath.StorePartial({value}, {address}, {count});",
            (false, false) => $"VectorMath.StoreStrided({value}, {address}, {Addresses.Text(stride)});",
            _ => $"VectorMath.StoreStridedPartial({value}, {address}, {Addresses.Text(stride)}, {count});",
        });
    }

    /// <summary>Writes the kernel's results as vectors.</summary>
    private protected void StoreAll(ExprWriter expressions, string? count) =>
        StoreAll(expressions, (store, value) => StoreVector(store, value, Variable, count));

    /// <summary>Writes the kernel's results as single floats.</summary>
    private protected void StoreAll(ExprWriter expressions) =>
        StoreAll(expressions, (store, value) => Writer.Line($"{Element(store.Access, Variable)} {(store.Adds ? "+=" : "=")} {value};"));

    // All values are computed before the first is stored: an update reads what it overwrites.
    private void StoreAll(ExprWriter expressions, Action<Store, string> store)
    {
        foreach (Store s in Kernel.Stores)
            expressions.Announce(s.Expression);
        HashSet<string> names = [];
        foreach (Store s in Kernel.Stores.Where(_ => Kernel.Stores.Length > 1))
            expressions.Local(s.Expression, UniqueName(names, "next" + Format.Pascal(s.Access.Storage.Name)));
        foreach (Store s in Kernel.Stores)
            store(s, expressions.Text(s.Expression));
    }

    private protected static string UniqueName(HashSet<string> taken, string name)
    {
        string unique = name;
        for (int n = 2; !taken.Add(unique); n++)
            unique = $"{name}_{Format.Integer(n)}";
        return unique;
    }

    private protected bool NeedsExactEnd() =>
        Kernel.Operands.OfType<Operand.Load>().Any(l => !Plan.MayRunOver(l.Access, isLoad: true))
        || Kernel.Stores.Concat(Kernel.InnerStores).Any(s => !Plan.MayRunOver(s.Access, isLoad: false));

    /// <summary>Whether an operand is the same in all lanes.</summary>
    private protected bool IsLaneInvariant(Operand operand) => operand switch
    {
        Operand.Load load => !load.Access.MovesAlong(Plan.Lane),
        Operand.Host => true,
        Operand.Position position => position.Index.StepAlong(Plan.Lane) == 0,
        Operand.Uniform uniform => uniform.Indices.All(i => i.StepAlong(Plan.Lane) == 0),
        _ => false,
    };

    private string VectorLoad(Access access, Func<int, string> index, string? count, string? pointer)
    {
        Stride stride = KernelPlan.StrideOf(access, Plan.Lane);
        if (!access.MovesAlong(Plan.Lane))
            return $"Lanes.Create({(access.Storage.IsInteger ? "(float)" : "")}{Element(access, index, pointer)})";
        string address = Addresses.Of(access, index, pointer);
        bool partial = count is not null && !Plan.MayRunOver(access, isLoad: true);
        return (access.Storage.IsInteger, stride.IsUnit, partial) switch
        {
            (true, true, false) => $"VectorMath.LoadLabels{Width.Bits}({address})",
            (true, true, true) => $"VectorMath.LoadLabelsPartial{Width.Bits}({address}, {count})",
            (_, true, false) => $"Lanes.Load({address})",
            (_, true, true) => $"VectorMath.LoadPartial{Width.Bits}({address}, {count})",
            (true, false, false) => Converted($"VectorMath.LoadStrided{Width.Bits}((float*)({address}), {Addresses.Text(stride)})"),
            (true, false, true) => Converted($"VectorMath.LoadStridedPartial{Width.Bits}((float*)({address}), {Addresses.Text(stride)}, {count})"),
            (_, false, false) => $"VectorMath.LoadStrided{Width.Bits}({address}, {Addresses.Text(stride)})",
            _ => $"VectorMath.LoadStridedPartial{Width.Bits}({address}, {Addresses.Text(stride)}, {count})",
        };

        // strided loads only move bits: those of integers as well
        static string Converted(string bits) => $"Lanes.ConvertToSingle(Lanes.AsInt32({bits}))";
    }

    private string PositionVector(Affine at, Func<int, string> index)
    {
        int step = at.StepAlong(Plan.Lane);
        if (at.IsFixed)
            return $"Lanes.Create({Dialect.Float(at.Offset)})";
        string start = $"Lanes.Create((float)({PositionText(at, index)}))";
        return step == 0 ? start : step == 1 ? $"(V.Indices + {start})" : $"((V.Indices * Lanes.Create({Dialect.Float(step)})) + {start})";
    }

    private string CounterVector(Operand.Uniform uniform, Func<int, string> index)
    {
        long step = uniform.CounterStep(Plan.Lane);
        string start = $"Lanes.Create((uint)({Counter(uniform, index)}))";
        return step == 0 ? start
            : step == 1 ? $"Counters.Indices + {start}"
            : $"(Counters.Indices * Lanes.Create({Format.Integer(unchecked((uint)step))}u)) + {start}";
    }

    private static string Counter(Operand.Uniform uniform, Func<int, string> index) => string.Join(" + ", uniform.Indices.Select((at, d) =>
    {
        string position = PositionText(at, index);
        long stride = uniform.CounterStride(d);
        return stride == 1 ? position : $"({(position.Contains(' ') ? $"({position})" : position)} * {Format.Integer(stride)})";
    }).DefaultIfEmpty("0"));

    private static string PositionText(Affine at, Func<int, string> index)
    {
        string text = string.Join(" + ", at.Terms.Select(t => t.Step == 1 ? index(t.Axis) : $"(({index(t.Axis)}) * {Format.Integer(t.Step)})"));
        return at.IsFixed ? Format.Integer(at.Offset) : at.Offset == 0 ? text : $"{text} + {Format.Integer(at.Offset)}";
    }

    private static string Unwrapped(string index) =>
        index.StartsWith("(", StringComparison.Ordinal) && index.IndexOf(')') == index.Length - 1 ? index.Substring(1, index.Length - 2) : index;
}
