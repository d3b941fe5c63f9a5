using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// Proves for all batch sizes that every load and store of a kernel lies in its tensor or in that tensor's own padding. Loads of vectors may go on into what
/// may be read behind a buffer's end.
/// </summary>
internal sealed class MemoryVerifier
{
    private readonly ImmutableArray<Method> methods;
    private readonly int lanes;
    private readonly bool byBlock;
    private readonly List<(int Number, string Problem)> problems = [];
    private int number, order;

    private MemoryVerifier(ImmutableArray<Method> methods, int lanes, bool byBlock)
    {
        this.methods = methods;
        this.lanes = lanes;
        this.byBlock = byBlock;
    }

    /// <summary>Throws where it can't be proved.</summary>
    public static void Check(Kernel kernel, Target target, ImmutableArray<Method> methods)
    {
        if (ProblemsOf(kernel, target, methods).FirstOrDefault() is { } problem)
            throw new InvalidOperationException($"'{methods[0].Name}' at {Format.Integer(target.Bits)} bits: {problem}");
    }

    /// <summary>What can't be proved; nothing if all can.</summary>
    public static ImmutableArray<string> ProblemsOf(Kernel kernel, Target target, ImmutableArray<Method> methods)
    {
        // Where loops over samples end is known in two ways: with the last sample, or at the end of its block. Each access needs one of them.
        MemoryVerifier exact = new(methods, target.Lanes, byBlock: false), whole = new(methods, target.Lanes, byBlock: true);
        exact.Run(kernel);
        whole.Run(kernel);
        HashSet<int> both = [.. exact.problems.Select(p => p.Number).Intersect(whole.problems.Select(p => p.Number))];
        return [.. whole.problems.Where(p => both.Contains(p.Number)).Select(p => p.Problem)];
    }

    private void Run(Kernel kernel)
    {
        Scope scope = new();
        scope.Numbers[Addresses.Rows] = Linear.Of(Bounded.Rows);
        bool isBatch = kernel.Axes.Any(a => a.Extent < 0);
        foreach (Placement tensor in KernelSignature.Of(kernel).Tensors)
            scope.Buffers[Addresses.NameOf(tensor)] = new(tensor.Storage.Name, RoomOf(tensor, isBatch), SlackOf(tensor.Storage.Kind), Linear.Of(0), 1);
        if (kernel.Loop is { } loop)
            scope.Numbers[loop.Variable] = Between(Linear.Of(0), Linear.Of(loop.Steps - 1), 1);
        Run(methods[0].Body, scope);
    }

    // Floats that may be read behind a tensor: other tensors are there, or what is left free behind the last one.
    private static int SlackOf(StorageKind kind) => kind switch
    {
        StorageKind.Temporary => Arena.Slack,
        StorageKind.Persistent => Placement.Padding,
        _ => 0,
    };

    private static Linear RoomOf(Placement tensor, bool isBatch)
    {
        Placement root = tensor.Root;
        // A ring may be seen from any of its places on.
        long size = root.Size - (tensor.Storage.Start is { } start ? (start.Length - 1) * tensor.StrideOf(1).Count : 0);
        return !root.Storage.Shape.IsBatched || !isBatch ? Linear.Of(size)
            : Linear.Of(root.Storage.EndsWithSamples ? Bounded.Rows : Bounded.PaddedRows) * size;
    }

    private void Run(IEnumerable<Stmt> body, Scope scope)
    {
        foreach (Stmt statement in body)
            Run(statement, scope);
    }

    private void Run(Stmt statement, Scope scope)
    {
        foreach (Value.Load load in Walk.Values(statement).OfType<Value.Load>().Where(l => statement is not Stmt.Finish { Apart: > 0 }))
            Check(load, scope, isStore: statement is Stmt.Assign assign && assign.Targets.Contains(load));
        foreach (Value.LoadFour four in Walk.Values(statement).OfType<Value.LoadFour>())
            CheckSpan(four.Pointer, Number(four.Offset, scope), Linear.Of(TileOperands.Four - 1), scope, isStore: false);
        switch (statement)
        {
            case Stmt.For loop:
                Run(loop, scope);
                break;
            case Stmt.If test:
                Scope within = new(scope);
                if (test.Left.Terms is [{ Atom: Atom.Found found }])
                    Check(found.Number, scope, isStore: false);
                if (test is { Comparison: Comparison.Less, Left.Terms: [{ Factor: 1, Atom: Atom.Variable variable }], Left.Constant: 0 })
                    within.Numbers[variable.Name] = Turn(Number(test.Left, scope).Lowest, [test.Right], Number(test.Left, scope).Multiple, scope);
                Run(test.Body, within);
                break;
            case Stmt.Block block:
                Run(block.Body, new Scope(scope));
                break;
            case Stmt.LetIndex let:
                scope.Numbers[let.Name] = Number(let.Value, scope);
                break;
            case Stmt.LetPointer let:
                Buffer source = scope.Buffer(let.From);
                scope.Buffers[let.Pointer.Name] = source with { At = source.At + (Number(let.Offset, scope) * source.Unit), Unit = UnitOf(let.Pointer) };
                break;
            case Stmt.LetMemory memory:
                scope.Buffers[memory.Pointer.Name] = new(memory.Pointer.Name, Linear.Of(memory.Count * UnitOf(memory.Pointer)), 0, Linear.Of(0), UnitOf(memory.Pointer));
                break;
            case Stmt.Share share:
                Linear extent = Number(share.Extent, scope);
                scope.Numbers["from"] = Between(Linear.Of(0), extent, share.Step);
                // Within a thread's part are no other places than within the whole axis.
                scope.Numbers["to"] = extent;
                break;
            case Stmt.Store store:
                CheckLanes(store.Pointer, store.Offset, store.Values[0].Type.IsVector, store.Stride, store.Count, store.Values.Count, scope, isStore: true);
                break;
            case Stmt.LoadTogether load:
                CheckLanes(load.Pointer, load.Offset, isVector: true, load.Stride, load.Count, load.Names.Count, scope, isStore: false);
                break;
            case Stmt.FinishTile tile:
                Method ofTile = methods.First(m => m.Name == tile.Method);
                Scope called = ScopeOf(ofTile, tile.Positions, tile.Count, scope);
                called.Buffers[tile.Sums.Name] = scope.Buffer(tile.Sums);
                Run(ofTile.Body, called);
                break;
            case Stmt.AddUp add:
                CheckSpan(add.Sums, Linear.Of(0), Linear.Of((add.Count * lanes) - 1), scope, isStore: true);
                CheckSpan(add.Totals, Linear.Of(0), Linear.Of((PartialSums.Kept * add.Count * lanes) - 1), scope, isStore: true);
                break;
            case Stmt.Finish finish:
                Run(finish, scope);
                break;
        }
    }

    private void Run(Stmt.For loop, Scope scope)
    {
        Linear start = loop.Start is null ? scope.Number(loop.Variable) : Number(loop.Start, scope);
        long multiple = Linear.Common(loop.Step, start.Multiple);
        Scope within = new(scope);
        within.Numbers[loop.Variable] = Turn(start, [loop.Fits ? loop.End - (loop.Step - 1) : loop.End], loop.Fits ? 1 : multiple, scope);
        if (loop.Fits)
            within.Numbers[loop.Variable] = Between(start, within.Numbers[loop.Variable].Highest, multiple);
        Run(loop.Body, within);
        // Behind it, all that is known is what steps it took.
        if (loop.Start is null)
            scope.Numbers[loop.Variable] = Between(start, Linear.Of(long.MaxValue / int.MaxValue), multiple);
    }

    // A number below an end, in steps.
    private Linear Turn(Linear start, ImmutableArray<IndexExpr> ends, long multiple, Scope scope)
    {
        Linear[] highest = [.. ends.SelectMany(Ends).Select(e => Last(Number(e, scope), multiple))];
        return Between(start, highest.Where(h => h.Known is not null).OrderBy(h => h.Known).FirstOrDefault() ?? highest.FirstOrDefault(h => h.IsOfSamples) ?? highest[0], multiple);
    }

    // The last multiple before an end: for a loop over samples that of the last one's block.
    private Linear Last(Linear end, long multiple) => end.Known is { } known ? Linear.Of((known - 1) / multiple * multiple)
        : end.Multiple % multiple == 0 ? end + -multiple
        : byBlock && Bounded.Block % multiple == 0 && (end.Highest - Linear.Of(Bounded.Rows)).Known <= 0 ? Linear.Of(Bounded.PaddedRows) + -multiple
        : end + -1;

    // The smaller of several is not beyond any of them.
    private static IEnumerable<IndexExpr> Ends(IndexExpr end) => end is { Constant: 0, Terms: [{ Factor: 1, Atom: Atom.Smaller smaller }] }
        ? Ends(smaller.A).Concat(Ends(smaller.B)) : [end];

    private void Run(Stmt.Finish finish, Scope scope)
    {
        Method method = methods.First(m => m.Name == finish.Method && m.Parameters.Any(p => p.Name == "count") == (finish.Count is not null)
            && m.Parameters.Any(p => p.Name == Stmt.Finish.ApartName) == (finish.Apart > 0));
        Scope within = ScopeOf(method, finish.Positions, finish.Count, scope);
        if (finish.Apart > 0)
        {
            Value.Load first = (Value.Load)finish.Sum;
            Buffer sums = scope.Buffer(first.Pointer);
            within.Buffers[first.Pointer.Name] = sums with { At = sums.At + (Number(first.Offset, scope) * sums.Unit) };
            within.Numbers[Stmt.Finish.ApartName] = Linear.Of(finish.Apart);
        }
        Run(method.Body, within);
    }

    // What a method knows of its positions.
    private Scope ScopeOf(Method method, EquatableArray<IndexExpr> given, IndexExpr? count, Scope scope)
    {
        Scope within = new(scope.Outermost);
        string[] positions = [.. method.Parameters.Where(p => p.Type == "nint" && p.Name is not (Stmt.Finish.ApartName or StepLoop.Time or StepLoop.Band)).Select(p => p.Name)];
        for (int p = 0; p < given.Count; p++)
            within.Numbers[positions[p]] = Number(given[p], scope);
        if (count is not null)
            within.Numbers["count"] = Number(count, scope);
        return within;
    }

    private void Check(Value.Load load, Scope scope, bool isStore) => CheckLanes(load.Pointer, load.Offset, load.Type.IsVector, load.Stride, load.Count, 1, scope, isStore);

    private void CheckLanes(Pointer pointer, IndexExpr offset, bool isVector, long stride, IndexExpr? count, int neighbours, Scope scope, bool isStore)
    {
        Linear at = Number(offset, scope), others = !isVector ? Linear.Of(0) : (count is null ? Linear.Of(lanes - 1) : Number(count, scope) + -1) * stride;
        CheckSpan(pointer, at, others + (neighbours - 1), scope, isStore);
    }

    private void CheckSpan(Pointer pointer, Linear at, Linear length, Scope scope, bool isStore)
    {
        number++;
        Buffer buffer = scope.Buffer(pointer);
        Linear first = buffer.At + (at * buffer.Unit), room = buffer.Room + (isStore ? 0 : buffer.Slack);
        if (!first.IsNeverNegative())
            problems.Add((number, $"{(isStore ? "a store to" : "a load from")} '{buffer.Name}' may begin before it, at {first.Lowest}."));
        else if (!(room - (first + length + 1)).IsNeverNegative())
            problems.Add((number, $"{(isStore ? "a store to" : "a load from")} '{buffer.Name}' may end behind it: {(first + length).Highest} of {room}."));
    }

    private int UnitOf(Pointer pointer) => pointer.IsToVectors ? lanes : 1;

    private Linear Number(IndexExpr index, Scope scope) =>
        index.Terms.Aggregate(Linear.Of(index.Constant), (sum, term) => sum + (Number(term.Atom, scope) * term.Factor));

    private Linear Number(Atom atom, Scope scope)
    {
        switch (atom)
        {
            case Atom.Variable variable:
                return scope.Number(variable.Name);
            case Atom.Sum sum:
                return Number(sum.Of, scope);
            case Atom.Row row:
                Check(row.Number, scope, isStore: false);
                return Between(Linear.Of(0), Linear.Of(row.Rows - 1), 1);
            case Atom.BlockStart start:
                return Between(Linear.Of(0), BeginningOf(Number(start.Of, scope).Highest, start.Block), start.Block);
            case Atom.InBlock place:
                long multiple = Linear.Common(Number(place.Of, scope).Multiple, place.Block);
                return Between(Linear.Of(0), Linear.Of(place.Block - multiple), multiple);
            case Atom.Smaller smaller:
                // Either is an upper bound. The second one tells what is left, which other terms may take away. The number of samples is never below 1.
                Linear a = Number(smaller.A, scope), b = Number(smaller.B, scope);
                return Between(Linear.Of(Math.Min(a.Lowest.Known ?? 0, b.Lowest.Known ?? 0)), b, 1);
            case Atom.Larger larger:
                return Between(Number(larger.A, scope), Linear.Of(long.MaxValue / int.MaxValue), 1);
            default:
                throw new InvalidOperationException($"{atom.GetType().Name} has no bounds.");
        }
    }

    // Where the block begins in which a place is: that of a sample of the batch is one of its blocks.
    private static Linear BeginningOf(Linear place, int block) => place.Known is { } known ? Linear.Of(known / block * block)
        : IsBefore(place, Bounded.Rows) || IsBefore(place, Bounded.PaddedRows) ? Linear.Of(Bounded.PaddedRows) + -block
        : place;

    private static bool IsBefore(Linear place, Bounded end) => (place - Linear.Of(end)).Known < 0;

    private Linear Between(Linear lowest, Linear highest, long multiple) => Linear.Of(new Bounded(order++, lowest, highest, multiple));

    /// <summary>A pointer's memory.</summary>
    /// <param name="Name">The tensor.</param>
    /// <param name="Room">Floats from the tensor's first on.</param>
    /// <param name="Slack">How many more may be read.</param>
    /// <param name="At">Where the pointer points to.</param>
    /// <param name="Unit">Floats that it counts as one.</param>
    private sealed record Buffer(string Name, Linear Room, int Slack, Linear At, int Unit);

    /// <summary>What names mean in a block.</summary>
    private sealed class Scope(Scope? around = null)
    {
        public Dictionary<string, Linear> Numbers { get; } = [];

        public Dictionary<string, Buffer> Buffers { get; } = [];

        public Scope Outermost => around?.Outermost ?? this;

        public Linear Number(string name) => Numbers.TryGetValue(name, out Linear? number) ? number
            : around?.Number(name) ?? throw new InvalidOperationException($"'{name}' has no bounds.");

        public Buffer Buffer(Pointer pointer) => Buffers.TryGetValue(pointer.Name, out Buffer? buffer) ? buffer
            : around?.Buffer(pointer) ?? throw new InvalidOperationException($"'{pointer.Name}' is no memory.");
    }
}
