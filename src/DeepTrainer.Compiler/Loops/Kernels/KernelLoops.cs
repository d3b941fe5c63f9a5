using System.Diagnostics;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// One kernel as loops. There are three forms: element-wise loops, sums whose lanes run over outputs (register tiles),
/// and sums whose lanes run over what is summed. Sums without an axis for lanes are made number by number.
/// </summary>
internal abstract partial class KernelLoops
{
    private protected KernelLoops(KernelPlan plan, Target target)
    {
        Plan = plan;
        Target = target;
        Code = new([]);
    }

    private readonly Dictionary<int, LoopIndex> places = [];
    private SumParts? blocked;

    public KernelPlan Plan { get; }

    public Kernel Kernel => Plan.Kernel;

    public Target Target { get; }

    /// <summary>The method that is being made.</summary>
    public LoopBuilder Code { get; private set; }

    /// <summary>The kernel's methods, the main one first and under the name given.</summary>
    public static ImmutableArray<Method> Of(KernelPlan plan, Target target, string name)
    {
        KernelLoops kernel = Schedule.Of(plan, target) switch
        {
            MapSchedule map => new MapLoops(plan, target, map),
            TileSchedule tile => new TileLoops(plan, target, tile),
            DotTileSchedule tile => new DotTileLoops(plan, target, tile.Tiling),
            DotSchedule dot => new DotLoops(plan, target, dot),
            _ => new NumberLoops(plan, target),
        };
        ImmutableArray<Method> methods = [kernel.Main(name), .. kernel.Helpers(name)];
        Verify(plan.Kernel, target, methods);
        return methods;
    }

    [Conditional("DEBUG")]
    private static void Verify(Kernel kernel, Target target, ImmutableArray<Method> methods) => MemoryVerifier.Check(kernel, target, methods);

    /// <summary>The name of the method for what follows a kernel's sum.</summary>
    public static string FinishOf(string method) => method + "Finish";

    /// <summary>The name of the method for what follows the sums of a tile, of so many sizes of tiles before it.</summary>
    private protected static string FinishTileOf(string method, int before) => $"{method}FinishTile{(before == 0 ? "" : Format.Integer(before + 1))}";

    /// <summary>The names that a kernel's other methods may have: two sizes of a tile along each of two axes, and three along the lanes.</summary>
    public static IEnumerable<string> HelpersOf(string method) => Enumerable.Range(0, 2 * 2 * 3).Select(before => FinishTileOf(method, before)).Prepend(FinishOf(method));

    /// <summary>The register tile, if it is a sum with lanes over outputs.</summary>
    private protected virtual Tiling? Tiling => null;

    /// <summary>What a reduction starts with, in all lanes.</summary>
    private protected Value Neutral => new Value.Constant(LoopType.Vector, Kernel.Reduction == Reduction.Sum ? 0 : double.NegativeInfinity);

    /// <summary>The larger of an element and what has been found so far, in a reduction.</summary>
    private protected static Value Larger(Kernel kernel, Value element, Value found) =>
        new Value.Call(found.Type, Operation.Max, [element, found]) { IsOrdered = kernel.Reduction == Reduction.MaxNumber };

    private protected abstract void Body(string name);

    private Method Main(string name)
    {
        KernelSignature signature = KernelSignature.Of(Kernel);
        return Method(name, signature, signature.Parameters, Plan.IsInlined, isPrivate: false, KernelComment.Of(Plan, Tiling).ToEquatableArray(), () =>
        {
            if (Kernel.SharedAxis >= 0)
                Code.Add(new Stmt.Share(SharedExtent(Kernel.SharedAxis), StepOf(Kernel.SharedAxis)));
            Body(name);
            if (Kernel.KeepsFirstOf > 0)
                Code.Add(KeepFirst(Kernel.Stores[0].Access));
        });
    }

    private Stmt.KeepFirst KeepFirst(Access numbers) => new(
        Addresses.Pointer(numbers), numbers.Storage.Shape.SampleSize, new Placement(numbers).StrideOf(0).Count, Kernel.KeepsFirstOf, Addresses.Pointer(Kernel.Scratch!));

    /// <summary>A method, whose body is made by the action.</summary>
    private protected Method Method(
        string name, KernelSignature signature, IEnumerable<Parameter> parameters, bool isInlined, bool isPrivate, EquatableArray<string> comment, Action body)
    {
        // The names that a method has anyway: its parameters, loops, and the locals that are always called the same.
        Code = new(signature.Names.Concat(Kernel.Axes.Select(a => a.Name)).Concat(Plan.Uncollapsed.Axes.Select(a => a.Name)).Concat(Storages.FixedLocals));
        body();
        return new(name, comment, isInlined, isPrivate, parameters.ToEquatableArray(), Code.Body);
    }

    /// <summary>A vector of sums, as what follows it is given it.</summary>
    private protected static Parameter SumParameter { get; } = new("V", "sum");

    /// <summary>The valid lanes.</summary>
    private protected static Parameter CountParameter { get; } = new("int", "count");

    /// <summary>The positions on the axes of the result.</summary>
    private protected IEnumerable<Parameter> PositionParameters => Kernel.OutputAxes.Select(a => new Parameter("nint", Variable(a)));

    /// <summary>Methods that the main one calls.</summary>
    private protected virtual IEnumerable<Method> Helpers(string name) => [];

    /// <summary>How many places along an axis are worked on together, so that a thread's part begins at a multiple.</summary>
    private protected virtual int StepOf(int axis) => axis == Plan.Lane ? Target.Lanes : 1;

    /// <summary>How many places along an axis threads share.</summary>
    private protected virtual IndexExpr SharedExtent(int axis) => Extent(axis);

    private protected bool IsShared(int axis) => axis == Kernel.SharedAxis;

    /// <summary>Where a loop over the axis begins, and ends: for a shared one this thread's part.</summary>
    private protected virtual IndexExpr Start(int axis) => IsShared(axis) ? From : axis == blocked?.Axis ? PartialSums.Start : 0;

    private protected virtual IndexExpr End(int axis) => IsShared(axis) ? To : axis == blocked?.Axis ? PartialSums.End : Extent(axis);

    /// <summary>A thread's part of the shared axis.</summary>
    public static IndexExpr From { get; } = IndexExpr.Of("from");

    /// <summary>The end of that part.</summary>
    public static IndexExpr To { get; } = IndexExpr.Of("to");

    /// <summary>Tells whether loops are within one of partial sums.</summary>
    private protected void StandWithin(SumParts? parts) => blocked = parts;

    /// <summary>Opens a plain loop over an axis.</summary>
    private protected IDisposable Loop(int axis)
    {
        Stand(axis, new(Variable(axis)));
        return Code.For(Variable(axis), Start(axis), End(axis));
    }

    /// <summary>Opens what is done for a row of a table, and gives its number a name, if the kernel goes from row to row.</summary>
    private protected IDisposable? CurrentRow()
    {
        if (Kernel.CurrentRow is not { } table)
            return null;
        IDisposable? test = table.Row!.Storage.IsRowByRow ? Code.If(IndexExpr.Of(new Atom.Found(Addresses.Number(table.Row, At))), Comparison.Greater, -1) : null;
        Code.Add(new Stmt.LetIndex(Access.RowVariable, Addresses.RowNumber(table, At)));
        return test;
    }

    private protected string Variable(int axis) => Kernel.Axes[axis].Name;

    /// <summary>Where the loops stand.</summary>
    public LoopIndex At(int axis) => places.TryGetValue(axis, out LoopIndex place) ? place : new(Variable(axis));

    /// <summary>Tells where a loop stands while its body is made.</summary>
    public void Stand(int axis, LoopIndex place) => places[axis] = place;

    /// <summary>The position on each axis of a place in a tile.</summary>
    public Func<int, LoopIndex> PositionsOf(Tile tile, TilePlace place) => axis =>
        axis == tile.Row ? At(axis).Shift(place.Row)
        : axis == tile.Column ? At(axis).Shift(place.Column)
        : axis == Plan.Lane ? At(axis).Shift(place.Vector * Target.Lanes)
        : At(axis);

    private protected IndexExpr Extent(int axis) => Kernel.Axes[axis].Extent == Shape.Batch ? IndexExpr.Of(Addresses.Rows) : Kernel.Axes[axis].Extent;

    /// <summary>A loop over whole tiles of an axis, and what is left of it; the body is told how many places it has.</summary>
    private protected void Pieces(int axis, int size, Action<int> body)
    {
        string variable = Variable(axis);
        IndexExpr end = End(axis);
        if (Kernel.Axes[axis].Extent < 0)
        {
            // Behind the last sample there is room for whole tiles, but not in what is added up over samples.
            if (Placement.Padding % size == 0 && !Kernel.Stores.Any(s => s.Adds) && !Kernel.Accesses.Any(a => a.MovesAlong(axis) && a.Storage.EndsWithSamples))
            {
                using (Code.For(variable, Start(axis), end, size))
                    Standing(axis, new(variable, 0, size), () => body(size));
                return;
            }
            Code.Add(new Stmt.LetIndex(variable, Start(axis)));
            using (Code.For(variable, null, end, size, fits: true))
                Standing(axis, new(variable, 0, size), () => body(size));
            using (Code.For(variable, null, end))
                Standing(axis, new(variable), () => body(1));
            return;
        }
        (int whole, int rest) = Tiling.Cut(Kernel.Axes[axis].Extent, size);
        if (whole > 1 || IsShared(axis))
        {
            using (Code.For(variable, Start(axis), !IsShared(axis) ? whole * size : rest > 0 ? IndexExpr.Smaller(To, whole * size) : To, size))
                Standing(axis, new(variable, 0, size), () => body(size));
        }
        else
        {
            using (rest > 0 ? Code.Block() : null)
                Standing(axis, LoopIndex.Fixed(0), () => body(size));
        }
        if (rest > 0)
        {
            using (IsShared(axis) ? Code.If(To, Comparison.Equal, Extent(axis)) : Code.Block())
                Standing(axis, LoopIndex.Fixed(whole * size), () => body(rest));
        }
    }

    private void Standing(int axis, LoopIndex place, Action body)
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
        return new OpenBlocks(open);
    }

    /// <summary>Stores a vector.</summary>
    public void StoreVector(Store store, Value value, Func<int, LoopIndex> index, IndexExpr? count)
    {
        Access access = store.Access;
        if (store.Adds)
            value = VectorLoad(access, index, count) + value;
        Code.Add(new Stmt.Store([value], Addresses.Pointer(access), Addresses.Offset(access, index), KernelPlan.StrideOf(access, Plan.Lane).Count,
            IsPartial(access, count, isLoad: false) ? count : null));
    }

    /// <summary>Makes what follows a sum, as vectors along the lanes.</summary>
    private protected void Finish(Value sum, IndexExpr? count, Neighbours? neighbours = null) =>
        StoreAll(new(Code, LoopType.Vector, i => Kernel.Operands[i] is Operand.Reduced ? sum
            : neighbours?.Loaded(i) ?? VectorOperand(Kernel.Operands[i], At, count))
        { Rounded = Kernel.Rounded }, count, neighbours);

    /// <summary>Stores the kernel's results as vectors.</summary>
    private protected void StoreAll(ValueBuilder values, IndexExpr? count, Neighbours? neighbours = null) =>
        StoreAll(values, neighbours is null ? (store, value) => StoreVector(store, value, At, count) : neighbours.Store);

    /// <summary>Stores the kernel's results as single floats.</summary>
    private protected void StoreAll(ValueBuilder values) => StoreAll(values, (store, value) => StoreNumber(store, store.Adds ? Addresses.Number(store.Access, At) + value : value));

    private protected void StoreNumber(Store store, Value value) => Code.Add(new Stmt.Store([value], Addresses.Pointer(store.Access), Addresses.Offset(store.Access, At)));

    // All values are computed before the first is stored: an update reads what it overwrites.
    private void StoreAll(ValueBuilder values, Action<Store, Value> store)
    {
        foreach (Store s in Kernel.Stores)
            values.Announce(s.Expression);
        foreach (Store s in Kernel.Stores.Where(_ => Kernel.Stores.Length > 1))
            values.Local(s.Expression, "next" + Format.Pascal(s.Access.Storage.Name));
        foreach (Store s in Kernel.Stores)
            store(s, values.Of(s.Expression));
    }

    /// <summary>Tells what is reduced, and what is stored on the way, to what builds values.</summary>
    private protected void AnnounceElement(ValueBuilder values)
    {
        values.Announce(Kernel.Element!);
        foreach (Store store in Kernel.InnerStores)
            values.Announce(store.Expression);
        // What is stored may overwrite what the element is made of: then both are computed before.
        if (!Kernel.InnerStores.Any(s => s.Access.Storage.Kind == StorageKind.Persistent))
            return;
        foreach (Store s in Kernel.InnerStores)
            values.Local(s.Expression, "next" + Format.Pascal(s.Access.Storage.Name));
        values.Local(Kernel.Element!, "element");
    }

    /// <summary>Whether an operand is the same in all lanes.</summary>
    private protected bool IsLaneInvariant(Operand operand) => operand is not Operand.Reduced && !MovesAlong(operand, Plan.Lane);

    /// <summary>Whether an operand differs along an axis.</summary>
    public static bool MovesAlong(Operand operand, int axis) => operand switch
    {
        Operand.Load load => load.Access.MovesAlong(axis),
        Operand.Position position => position.Index.StepAlong(axis) != 0,
        Operand.Uniform uniform => uniform.Indices.Any(i => i.StepAlong(axis) != 0),
        _ => false,
    };

    /// <summary>Whether a load or a store of so many lanes, if not all, must not go beyond them.</summary>
    public bool IsPartial(Access access, IndexExpr? count, bool isLoad) => count is not null && !Plan.MayRunOver(access, isLoad);
}
