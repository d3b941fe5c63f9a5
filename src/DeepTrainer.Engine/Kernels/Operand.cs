namespace DeepTrainer.Engine.Kernels;

/// <summary>An operand of an elementwise operation: a span, or one number for all elements.</summary>
internal readonly ref struct Operand<T>
    where T : unmanaged
{
    public Operand(ReadOnlySpan<T> span) => Span = span;

    public Operand(T scalar)
    {
        Scalar = scalar;
        IsScalar = true;
    }

    public ReadOnlySpan<T> Span { get; }

    public T Scalar { get; }

    public bool IsScalar { get; }

    public T this[int index] => IsScalar ? Scalar : Span[index];

    /// <summary>The elements from an index on, as many as a vector has.</summary>
    public Vector<T> Load(int index) => IsScalar ? new Vector<T>(Scalar) : new Vector<T>(Span[index..]);
}

/// <summary>Up to four operands.</summary>
internal ref struct Operands<T>
    where T : unmanaged
{
    public Operand<T> A;
    public Operand<T> B;
    public Operand<T> C;
    public Operand<T> D;
}
