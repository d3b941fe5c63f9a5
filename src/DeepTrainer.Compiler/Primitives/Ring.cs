namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// A value put into a ring: a tensor with <paramref name="Length"/> places along axis 1, or several times as many, that hold the values of the
/// last numbers. Inputs are the ring [N, k · Length, D…], the value [N, 1, D…] and its number, a host scalar from 0; the result is the ring
/// with the value at the place number mod Length, and again each Length places behind.
/// </summary>
/// <remarks>What a stream carries on may be a ring, and is then changed where it lies: nothing else may read it.</remarks>
public sealed record Push(int Length) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => inputs.Length == 3 && inputs[0].With(1, 1) == inputs[1] && inputs[0][1] % Length == 0
            && inputs[2] == Shape.Scalar
        ? inputs[0]
        : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => throw Ring.NoAdjoint(node);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Push(this, node);
}

/// <summary>
/// The values of the last <paramref name="Length"/> numbers, the newest last: inputs are a ring of twice as many places, [N, 2 · Length, D…],
/// and the newest value's number; the result is [N, Length, D…]. All lie side by side, since the ring holds each value twice.
/// </summary>
public sealed record Latest(int Length) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => inputs.Length == 2 && inputs[0][1] == 2 * Length && inputs[1] == Shape.Scalar
        ? inputs[0].With(1, Length)
        : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => throw Ring.NoAdjoint(node);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Latest(this, node);
}

/// <summary>What rings have in common.</summary>
internal static class Ring
{
    public static InvalidOperationException NoAdjoint(Node node) => new($"{node} is a stream's, which is not trained step by step.");
}
