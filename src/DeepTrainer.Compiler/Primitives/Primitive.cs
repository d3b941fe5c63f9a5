namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// What a node does. There are few of them; layers, losses and optimizers are compositions. A primitive knows its shape rule and
/// its adjoint; what runs it (the engine, the lowering) visits it through <see cref="IPrimitiveVisitor{T}"/>, so that a new
/// primitive cannot be forgotten anywhere.
/// </summary>
public abstract record Primitive
{
    /// <summary>The result's shape. Shapes that don't fit are a bug of the caller: layers have checked the user's.</summary>
    public abstract Shape Infer(ImmutableArray<Shape> inputs);

    /// <summary>
    /// The gradient of the loss with respect to one input, from the gradient <paramref name="dy"/> with respect to the
    /// node; null where there is none.
    /// </summary>
    public abstract Node? Adjoint(GraphBuilder g, Node node, Node dy, int input);

    public abstract T Accept<T>(IPrimitiveVisitor<T> visitor, Node node);

    /// <summary>Whether the node depends on hyper-parameters and counters alone.</summary>
    public virtual bool IsHostScalar(Node node) => false;

    protected InvalidOperationException Mismatch(ImmutableArray<Shape> inputs) =>
        new($"{this} does not take {string.Join(" and ", inputs)}.");
}

/// <summary>One method a primitive.</summary>
public interface IPrimitiveVisitor<out T>
{
    T Source(Source source, Node node);

    T Map(Map map, Node node);

    T Contract(Contract contract, Node node);

    T Reduce(Reduce reduce, Node node);

    T Reshape(Reshape reshape, Node node);

    T View(View view, Node node);

    T Concatenate(Concatenate concatenate, Node node);

    T Pad(Pad pad, Node node);

    T Gather(Gather gather, Node node);

    T ScatterAdd(ScatterAdd scatter, Node node);

    T FirstOccurrences(FirstOccurrences first, Node node);

    T ReplaceRows(ReplaceRows replace, Node node);

    T Scan(Scan scan, Node node);

    T Push(Push push, Node node);

    T Latest(Latest latest, Node node);

    T Random(RandomUniform random, Node node);

    T Iota(Iota iota, Node node);

    T SampleAxis(SampleAxis axis, Node node);
}
