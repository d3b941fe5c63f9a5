using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// One kernel as a C# method. There are three forms: element-wise loops, sums whose lanes run over outputs (register tiles),
/// and sums whose lanes run over what is summed. Sums without an axis for lanes are made number by number.
/// </summary>
internal abstract partial class KernelWriter
{
    private protected KernelWriter(KernelPlan plan, Width width, CodeWriter writer)
    {
        Plan = plan;
        Width = width;
        Writer = writer;
        Signature = KernelSignature.Of(plan.Kernel);
    }

    private readonly Dictionary<int, Position> places = [];
    private PartialSums? blocked;

    public KernelPlan Plan { get; }

    public Kernel Kernel => Plan.Kernel;

    public Width Width { get; }

    public CodeWriter Writer { get; }

    private protected KernelSignature Signature { get; }

    /// <summary>Writes the kernel's methods, the main one under the name given.</summary>
    public static void Write(KernelPlan plan, Width width, CodeWriter writer, string name)
    {
        KernelWriter kernel = plan.Kernel.Reduction is null ? new MapWriter(plan, width, writer)
            : plan.Lane < 0 ? new NumberWriter(plan, width, writer)
            : plan.IsDotTile ? new DotTileWriter(plan, width, writer)
            : plan.LanesAreReduced ? new DotWriter(plan, width, writer)
            : new TileWriter(plan, width, writer);
        kernel.Method(name);
    }

    /// <summary>The register tile, if it is a sum with lanes over outputs.</summary>
    private protected virtual Tiling? Tiling => null;

    /// <summary>What gives the larger of two vectors' lanes in a reduction.</summary>
    private protected static string Larger(Kernel kernel) => kernel.Reduction == Reduction.MaxNumber ? "Lanes.MaxNative" : "VectorMath.Max";

    private protected abstract void Body(string name);

    private void Method(string name)
    {
        foreach (string line in KernelComment.Of(Plan, Tiling))
            Writer.Line($"// {line}");
        Writer.Line(Plan.IsInlined ? "[MethodImpl(MethodImplOptions.AggressiveInlining)]" : "[MethodImpl(Kernel), SkipLocalsInit]");
        using (Writer.Block($"internal static void {name}({Signature.Parameters})", Taken(Signature)))
        {
            if (Kernel.SharedAxis >= 0)
                OwnPart(Kernel.SharedAxis);
            Body(name);
        }
        After(name);
    }

    /// <summary>The names that a kernel's method has anyway: its parameters, loops, and the locals that are always called the same.</summary>
    private protected IEnumerable<string> Taken(KernelSignature signature) =>
        signature.Names.Concat(Kernel.Axes.Select(a => a.Name)).Concat(Plan.Uncollapsed.Axes.Select(a => a.Name)).Concat(Storages.FixedLocals);

    /// <summary>Helper methods behind the main one.</summary>
    private protected virtual void After(string name)
    {
    }

    /// <summary>How many places along an axis are worked on together, so that a thread's part begins at a multiple.</summary>
    private protected virtual int StepOf(int axis) => axis == Plan.Lane ? Width.Lanes : 1;

    /// <summary>How many places along an axis threads share.</summary>
    private protected virtual string SharedExtent(int axis) => Extent(axis);

    private void OwnPart(int axis)
    {
        Writer.Line($"Team.Share({SharedExtent(axis)}, {Format.Integer(StepOf(axis))}, part, parts, out nint from, out nint to);");
    }

    private protected bool IsShared(int axis) => axis == Kernel.SharedAxis;

    /// <summary>Where a loop over the axis begins, and ends: for a shared one this thread's part.</summary>
    private protected virtual string Start(int axis) => IsShared(axis) ? "from" : axis == blocked?.Axis ? PartialSums.Start : "0";

    private protected virtual string End(int axis) => IsShared(axis) ? "to" : axis == blocked?.Axis ? PartialSums.End : Extent(axis);

    /// <summary>Tells whether loops are within one of partial sums.</summary>
    private protected void StandWithin(PartialSums? sums) => blocked = sums;

    /// <summary>Opens a plain loop over an axis.</summary>
    private protected IDisposable Loop(int axis)
    {
        Stand(axis, new(Variable(axis)));
        return Writer.Block($"for (nint {Variable(axis)} = {Start(axis)}; {Variable(axis)} < {End(axis)}; {Variable(axis)}++)");
    }

    private protected string Variable(int axis) => Kernel.Axes[axis].Name;

    /// <summary>Where the loops stand.</summary>
    public Position At(int axis) => places.TryGetValue(axis, out Position place) ? place : new(Variable(axis));

    /// <summary>Tells where a loop stands while its body is written.</summary>
    public void Stand(int axis, Position place) => places[axis] = place;

    /// <summary>The position on each axis of a place in a tile.</summary>
    public Func<int, Position> PositionsOf(Tile tile, Place place) => axis =>
        axis == tile.Row ? At(axis).Shift(place.Row)
        : axis == tile.Column ? At(axis).Shift(place.Column)
        : axis == Plan.Lane ? At(axis).Shift(place.Vector * Width.Lanes)
        : At(axis);

    private protected string Extent(int axis) => Kernel.Axes[axis].Extent == Shape.Batch ? Addresses.Rows : Format.Integer(Kernel.Axes[axis].Extent);

    /// <summary>A loop over whole tiles of an axis, and what is left of it; the body is told how many places it has.</summary>
    private protected void Pieces(int axis, int size, Action<int> body)
    {
        string variable = Variable(axis), end = End(axis), step = size == 1 ? $"{variable}++" : $"{variable} += {Format.Integer(size)}";
        if (Kernel.Axes[axis].Extent < 0)
        {
            // Behind the last sample there is room for whole tiles, but not in what is added up over samples.
            if (Placement.Padding % size == 0 && !Kernel.Stores.Any(s => s.Adds) && !Kernel.Accesses.Any(a => a.MovesAlong(axis) && a.Storage.EndsWithSamples))
            {
                using (Writer.Block($"for (nint {variable} = {Start(axis)}; {variable} < {end}; {step})"))
                    Standing(axis, new(variable, 0, size), () => body(size));
                return;
            }
            Writer.Line($"nint {variable} = {Start(axis)};");
            using (Writer.Block($"for (; {variable} + {Format.Integer(size)} <= {end}; {step})"))
                Standing(axis, new(variable, 0, size), () => body(size));
            using (Writer.Block($"for (; {variable} < {end}; {variable}++)"))
                Standing(axis, new(variable), () => body(1));
            return;
        }
        (int whole, int rest) = Tiling.Cut(Kernel.Axes[axis].Extent, size);
        string wholeEnd = Format.Integer(whole * size);
        if (whole > 1 || IsShared(axis))
        {
            using (Writer.Block($"for (nint {variable} = {Start(axis)}; {variable} < {(IsShared(axis) ? rest > 0 ? $"Math.Min(to, {wholeEnd})" : "to" : wholeEnd)}; {step})"))
                Standing(axis, new(variable, 0, size), () => body(size));
        }
        else
        {
            using (rest > 0 ? Writer.Block() : null)
                Standing(axis, Position.Fixed(0), () => body(size));
        }
        if (rest > 0)
        {
            using (Writer.Block(IsShared(axis) ? $"if (to == {Extent(axis)})" : ""))
                Standing(axis, Position.Fixed(whole * size), () => body(rest));
        }
    }

    private void Standing(int axis, Position place, Action body)
    {
        Stand(axis, place);
        body();
    }

    /// <summary>Opens loops over several axes; disposes them all at once.</summary>
    private protected IDisposable Loops(IEnumerable<int> axes)
    {
        Stack<IDisposable> open = new();
        foreach (int axis in axes)
            open.Push(Loop(axis));
        return CodeWriter.Together(open);
    }

    /// <summary>Writes a vector to memory.</summary>
    public void StoreVector(Store store, string value, Func<int, Position> index, string? count)
    {
        Access access = store.Access;
        if (store.Adds)
            value = $"{VectorLoad(access, index, count)} + {value}";
        string address = Addresses.Of(access, index);
        Stride stride = KernelPlan.StrideOf(access, Plan.Lane);
        bool partial = IsPartial(access, count, isLoad: false);
        Writer.Line((stride.IsUnit, partial) switch
        {
            (true, false) => $"{Addresses.Vector(address)} = {value};",
            (true, true) => $"VectorMath.StorePartial({value}, {address}, {count});",
            (false, false) => $"VectorMath.StoreStrided({value}, {address}, {Format.Integer(stride.Count)});",
            _ => $"VectorMath.StoreStridedPartial({value}, {address}, {Format.Integer(stride.Count)}, {count});",
        });
    }

    /// <summary>Writes what follows a sum, as vectors along the lanes.</summary>
    private protected void Finish(string sum, string? count, Neighbours? neighbours = null) =>
        StoreAll(new(Writer, Dialect.Vector, i => Kernel.Operands[i] is Operand.Reduced ? sum : neighbours?.Loaded(i) ?? VectorOperand(Kernel.Operands[i], At, count)) { Rounded = Kernel.Rounded }, count, neighbours);

    /// <summary>Writes the kernel's results as vectors.</summary>
    private protected void StoreAll(ExprWriter expressions, string? count, Neighbours? neighbours = null) =>
        StoreAll(expressions, neighbours is null ? (store, value) => StoreVector(store, value, At, count) : neighbours.Store);

    /// <summary>Writes the kernel's results as single floats.</summary>
    private protected void StoreAll(ExprWriter expressions) =>
        StoreAll(expressions, (store, value) => Writer.Line($"{Addresses.Element(store.Access, At)} {(store.Adds ? "+=" : "=")} {value};"));

    // All values are computed before the first is stored: an update reads what it overwrites.
    private void StoreAll(ExprWriter expressions, Action<Store, string> store)
    {
        foreach (Store s in Kernel.Stores)
            expressions.Announce(s.Expression);
        foreach (Store s in Kernel.Stores.Where(_ => Kernel.Stores.Length > 1))
            expressions.Local(s.Expression, "next" + Format.Pascal(s.Access.Storage.Name));
        foreach (Store s in Kernel.Stores)
            store(s, expressions.Text(s.Expression));
    }

    /// <summary>What is reduced, and stored on the way, is computed before it overwrites what it is made of.</summary>
    private protected void NameUpdates(ExprWriter expressions)
    {
        if (!Kernel.InnerStores.Any(s => s.Access.Storage.Kind == StorageKind.Persistent))
            return;
        foreach (Store s in Kernel.InnerStores)
            expressions.Local(s.Expression, "next" + Format.Pascal(s.Access.Storage.Name));
        expressions.Local(Kernel.Element!, "element");
    }

    private protected bool NeedsExactEnd() =>
        Kernel.Operands.OfType<Operand.Load>().Any(l => !Plan.MayRunOver(l.Access, isLoad: true))
        || Kernel.Stores.Concat(Kernel.InnerStores).Any(s => !Plan.MayRunOver(s.Access, isLoad: false));

    /// <summary>Whether an operand is the same in all lanes.</summary>
    private protected bool IsLaneInvariant(Operand operand) => operand is not Operand.Reduced && !MovesAlong(operand, Plan.Lane);

    /// <summary>Whether an operand differs along an axis.</summary>
    private protected static bool MovesAlong(Operand operand, int axis) => operand switch
    {
        Operand.Load load => load.Access.MovesAlong(axis),
        Operand.Position position => position.Index.StepAlong(axis) != 0,
        Operand.Uniform uniform => uniform.Indices.Any(i => i.StepAlong(axis) != 0),
        _ => false,
    };

    /// <summary>Whether a load or a store of so many lanes, if not all, must not go beyond them.</summary>
    public bool IsPartial(Access access, string? count, bool isLoad) => count is not null && !Plan.MayRunOver(access, isLoad);
}
