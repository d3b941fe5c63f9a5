namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// One loop nest: over the output axes, with at most one reduction inside, and scalar expressions around it. What it computes,
/// not how: which axis runs in vector lanes, tiles and unrolling are the planner's.
/// </summary>
/// <param name="Name">What it makes, in the network's words: "Dense1Relu1".</param>
/// <param name="Axes">All axes, those summed over last for a product, in the order of the input's dimensions for a reduction.</param>
/// <param name="Operands">What the expressions' inputs are.</param>
/// <param name="Reduction">How <paramref name="Element"/> is combined along the reduced axes; none for element-wise kernels.</param>
/// <param name="Element">What is combined; for a product of two operands just their product.</param>
/// <param name="InnerStores">Values written while reducing, one for each element of all axes.</param>
/// <param name="Stores">Values written for each element of the output axes.</param>
public sealed record Kernel(
    string Name,
    ImmutableArray<Axis> Axes,
    ImmutableArray<Operand> Operands,
    Reduction? Reduction,
    Expr? Element,
    ImmutableArray<Store> InnerStores,
    ImmutableArray<Store> Stores)
{
    /// <summary>Whether the reduction multiplies two operands: those get register tiles.</summary>
    public bool IsProduct
    {
        get
        {
            if (Reduction != Primitives.Reduction.Sum || InnerStores.Length > 0 || Element is not Expr.Call { Operation.Name: "*" } call)
                return false;
            foreach (Expr factor in call.Arguments)
            {
                if (factor is not Expr.Input input || Operands[input.Index] is not Operand.Load)
                    return false;
            }
            return true;
        }
    }

    /// <summary>
    /// Products that other nodes read as well: they are rounded by themselves, not within a sum. What subtracts a maximum would else see another
    /// value than that of which it was taken.
    /// </summary>
    public ImmutableHashSet<Expr> Rounded { get; init; } = [];

    /// <summary>The recurrence that the kernel is a part of.</summary>
    public StepLoop? Loop { get; init; }

    /// <summary>The chain of kernels that sum over samples for one group of them after another (<see cref="SumChains"/>); none if it is of no chain.</summary>
    public int? Chain { get; init; }

    /// <summary>Whether its tiles take 2, 4 or 8 samples, which divide a block: then nothing depends on where in a batch the first of its samples is.</summary>
    public bool InWholeBlocks { get; init; }

    /// <summary>The axis of which each thread takes a part; negative if one thread does it all.</summary>
    public int SharedAxis { get; init; } = -1;

    /// <summary>Working memory of the kernel's own, at its beginning.</summary>
    public Access? Scratch { get; init; }

    /// <summary>
    /// The row of a table that the kernel works on at each of its positions; none if it doesn't go from row to row. Numbers of which each is kept once are negative
    /// where there is nothing to do.
    /// </summary>
    public Access? CurrentRow => Operands.OfType<Operand.Load>().Select(l => l.Access).Concat(Stores.Select(s => s.Access)).FirstOrDefault(a => a.IsCurrentRow);

    /// <summary>The rows of the table whose numbers it stores: of equal ones it keeps the first. 0 if it stores no such numbers.</summary>
    public int KeepsFirstOf { get; init; }

    /// <summary>The operands that what is stored reads: all of an element-wise kernel, those behind the sum of others.</summary>
    public ImmutableArray<int> ReadByStores => Expr.InputsOf(Stores.Select(s => s.Expression));

    public IEnumerable<int> OutputAxes => Enumerable.Range(0, Axes.Length).Where(a => !Axes[a].IsReduced && !Axes[a].IsGiven);

    public IEnumerable<int> ReducedAxes => Enumerable.Range(0, Axes.Length).Where(a => Axes[a].IsReduced);

    /// <summary>Everything read and written, row numbers included.</summary>
    public IEnumerable<Access> Accesses
    {
        get
        {
            List<Access> all = new(Operands.Length + InnerStores.Length + Stores.Length + 1);
            foreach (Operand operand in Operands)
            {
                if (operand is Operand.Load load)
                    Add(load.Access);
            }
            foreach (Store store in InnerStores)
                Add(store.Access);
            foreach (Store store in Stores)
                Add(store.Access);
            if (Scratch is not null)
                all.Add(Scratch);
            return all;

            void Add(Access access)
            {
                if (access.Row is { } row)
                    all.Add(row);
                all.Add(access);
            }
        }
    }

    /// <summary>A tensor into another of its shape.</summary>
    public static Kernel Copy(Storage from, Storage to)
    {
        int[] dimensions = [.. Enumerable.Range(0, from.Shape.Rank).Where(d => from.Shape[d] != 1)];
        EquatableArray<Affine> at = from.Shape.Dimensions.Select((_, d) => Array.IndexOf(dimensions, d) is >= 0 and int axis ? Affine.Along(axis)
            : Affine.At(0)).ToEquatableArray();
        return new(
            Format.Pascal(to.Name),
            [.. dimensions.Select(d => new Axis(Axis.NameOf(d, from.Shape), from.Shape[d], IsReduced: false))],
            [new Operand.Load(new(from, at))], null, null, [], [new(null, new(to, at), new Expr.Input(0))]);
    }

    /// <summary>The kernel without a loop, at its position 0 or with its share in every position taken over by another loop.</summary>
    public Kernel Without(int axis)
    {
        Kernel moved = With(access => access with { Indices = Moved(access.Indices) });
        var operands = ImmutableArray.CreateBuilder<Operand>(Operands.Length);
        foreach (Operand operand in moved.Operands)
        {
            operands.Add(operand switch
            {
                Operand.Position position => position with { Index = MovedIndex(position.Index) },
                Operand.Uniform uniform => uniform with { Indices = Moved(uniform.Indices) },
                _ => operand,
            });
        }
        return moved with { Axes = Axes.RemoveAt(axis), Operands = operands.MoveToImmutable() };

        EquatableArray<Affine> Moved(EquatableArray<Affine> indices)
        {
            bool isSame = true;
            foreach (Affine at in indices)
            {
                foreach (Term term in at.Terms)
                    isSame &= term.Axis < axis;
            }
            if (isSame)
                return indices;
            var all = ImmutableArray.CreateBuilder<Affine>(indices.Count);
            foreach (Affine at in indices)
                all.Add(MovedIndex(at));
            return all.MoveToImmutable().ToEquatableArray();
        }

        Affine MovedIndex(Affine at) => at.Terms is [{ Step: 1, Axis: var only }] ? only == axis ? Affine.At(at.Offset) : Affine.Along(only > axis ? only - 1 : only, 1, at.Offset)
            : at with { Terms = at.Terms.Where(t => t.Axis != axis).Select(t => t with { Axis = t.Axis > axis ? t.Axis - 1 : t.Axis }).ToEquatableArray() };
    }

    /// <summary>The kernel for a batch of one sample.</summary>
    public Kernel ForOneSample() => Axes.IndexOf(Axes.FirstOrDefault(a => a.Extent == Shape.Batch)!) is >= 0 and int axis ? Without(axis) : this;

    /// <summary>The same kernel with every access changed, row numbers' included.</summary>
    public Kernel With(Func<Access, Access> change)
    {
        var operands = ImmutableArray.CreateBuilder<Operand>(Operands.Length);
        foreach (Operand operand in Operands)
            operands.Add(operand is Operand.Load load ? new Operand.Load(Changed(load.Access)) : operand);
        return this with
        {
            Operands = operands.MoveToImmutable(),
            InnerStores = Moved(InnerStores),
            Stores = Moved(Stores),
            Scratch = Scratch is null ? null : change(Scratch),
        };

        Access Changed(Access access) => change(access.Row is { } row ? access with { Row = change(row) } : access);

        ImmutableArray<Store> Moved(ImmutableArray<Store> stores)
        {
            var all = ImmutableArray.CreateBuilder<Store>(stores.Length);
            foreach (Store store in stores)
                all.Add(store with { Access = Changed(store.Access) });
            return all.MoveToImmutable();
        }
    }
}

/// <summary>A loop: its variable's name, how often it runs (<see cref="Shape.Batch"/>: once a sample), and what it is for.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Extent">How often it runs.</param>
/// <param name="IsReduced">Whether it is summed over.</param>
/// <param name="IsGiven">Whether the loop is around the kernel, which is told the position: the steps of a recurrence.</param>
public sealed record Axis(string Name, int Extent, bool IsReduced, bool IsGiven = false)
{
    // Without the batch's n.
    private const string Letters = "ijklmopqrstuvwxyzabcdefgh";

    /// <summary>What the loop over a tensor's dimension is called: n over samples, i over the last dimension, j over the one before it.</summary>
    public static string NameOf(int dimension, Shape shape)
    {
        int fromEnd = shape.Rank - dimension - 1, round = fromEnd / Letters.Length;
        return dimension == 0 && shape.IsBatched ? "n" : Letters[fromEnd % Letters.Length] + (round == 0 ? "" : Format.Integer(round));
    }
}

/// <summary>The loop that kernels share: of a recurrence from the first step to the last, or back; or over bands of rows.</summary>
public sealed record StepLoop(int Id, int Steps, bool Reverse)
{
    /// <summary>The variable of a recurrence's loop.</summary>
    public const string Time = "time";

    /// <summary>The variable of a loop over bands.</summary>
    public const string Band = "band";

    /// <summary>The loop's variable.</summary>
    public string Variable { get; init; } = Time;
}

/// <summary>Something an expression in a kernel reads.</summary>
public abstract record Operand
{
    /// <summary>An element of memory.</summary>
    public sealed record Load(Access Access) : Operand;

    /// <summary>A number computed once a step from hyper-parameters and counters, and its name in generated code.</summary>
    public sealed record Host(Node Node, string Name) : Operand;

    /// <summary>The position along an axis.</summary>
    public sealed record Position(Affine Index) : Operand;

    /// <summary>A uniform random number, by the element's place in a tensor of this shape.</summary>
    public sealed record Uniform(RandomUniform Source, EquatableArray<Affine> Indices) : Operand
    {
        /// <summary>How far the number's place in the sequence moves with an axis.</summary>
        public long CounterStep(int axis) => Indices.Select((at, d) => at.StepAlong(axis) * CounterStride(d)).Sum();

        /// <summary>How far it moves with a dimension of the tensor.</summary>
        public long CounterStride(int dimension) => Source.Shape.Dimensions.Skip(dimension + 1).Aggregate(1L, (s, d) => s * d);
    }

    /// <summary>The reduction's result.</summary>
    public sealed record Reduced : Operand;
}

/// <summary>A value written to memory.</summary>
/// <param name="Value">The node that it is; none for a copy.</param>
/// <param name="Access">Where to.</param>
/// <param name="Expression">What.</param>
/// <param name="Adds">Whether it is added to what is there.</param>
public sealed record Store(Node? Value, Access Access, Expr Expression, bool Adds = false);
