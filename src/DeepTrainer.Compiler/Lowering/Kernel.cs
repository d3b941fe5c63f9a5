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
    public bool IsProduct => Reduction == Primitives.Reduction.Sum && InnerStores.Length == 0
        && Element is Expr.Call { Operation.Name: "*" } call && call.Arguments.All(a => a is Expr.Input i && Operands[i.Index] is Operand.Load);

    public IEnumerable<int> OutputAxes => Enumerable.Range(0, Axes.Length).Where(a => !Axes[a].IsReduced);

    public IEnumerable<int> ReducedAxes => Enumerable.Range(0, Axes.Length).Where(a => Axes[a].IsReduced);

    public IEnumerable<Access> Accesses =>
        Operands.OfType<Operand.Load>().Select(l => l.Access).Concat(InnerStores.Concat(Stores).Select(s => s.Access));
}

/// <summary>A loop: its variable's name, how often it runs (<see cref="Shape.Batch"/>: once a sample), and whether it is summed over.</summary>
public sealed record Axis(string Name, int Extent, bool IsReduced);

/// <summary>Where a dimension of a storage is read: along an axis, from an offset on; or, without an axis, at the offset.</summary>
public readonly record struct Index(int Axis, int Offset)
{
    /// <summary>The axis of an index that does not move.</summary>
    public const int Fixed = -1;

    public static Index At(int offset) => new(Fixed, offset);

    public Index Shift(int offset) => this with { Offset = Offset + offset };
}

/// <summary>An element of a storage, one index a dimension, in one of the storage's layouts.</summary>
public sealed record Access(Storage Storage, EquatableArray<Index> Indices, Layout Layout = Layout.Rows)
{
    /// <summary>The dimension that moves with the axis; negative if none does.</summary>
    public int DimensionOf(int axis)
    {
        for (int d = 0; d < Indices.Count; d++)
        {
            if (Indices[d].Axis == axis)
                return d;
        }
        return -1;
    }
}

/// <summary>Something an expression in a kernel reads.</summary>
public abstract record Operand
{
    /// <summary>An element of memory.</summary>
    public sealed record Load(Access Access) : Operand;

    /// <summary>A number computed once a step from hyper-parameters and counters.</summary>
    public sealed record Host(Node Node) : Operand;

    /// <summary>The position along an axis.</summary>
    public sealed record Position(Index Index) : Operand;

    /// <summary>A uniform random number, by the element's place in a tensor of this shape.</summary>
    public sealed record Uniform(RandomUniform Source, EquatableArray<Index> Indices) : Operand;

    /// <summary>The reduction's result.</summary>
    public sealed record Reduced : Operand;
}

/// <summary>A value written to memory. <paramref name="Value"/> is the node it is, which names it.</summary>
public sealed record Store(Node Value, Access Access, Expr Expression);

/// <summary>Which dimension of a tensor lies element after element in memory.</summary>
public enum Layout
{
    /// <summary>The last: row after row, as the caller's memory is.</summary>
    Rows,

    /// <summary>The first: outputs of a weight, samples of a batch. The other dimensions follow in row-major order.</summary>
    Columns,
}
