namespace DeepTrainer.Compiler.Language;

/// <summary>An index into an axis, from its end if so written: ^1.</summary>
public readonly record struct TensorIndex(int Value, bool IsFromEnd)
{
    public int In(int extent) => IsFromEnd ? extent - Value : Value;
}

/// <summary>A part of an axis: 1..^1.</summary>
public readonly record struct TensorRange(TensorIndex Start, TensorIndex End);

/// <summary>A call of a library function: its arguments, taken as what the function needs.</summary>
/// <param name="scope">Where it is called.</param>
/// <param name="function">The function's name.</param>
/// <param name="arguments">Nodes, numbers, truth values, texts, and arrays of them; those left out at the end have their defaults.</param>
public sealed class TensorCall(TensorScope scope, string function, ImmutableArray<object?> arguments)
{
    public TensorScope Scope => scope;

    public GraphBuilder Graph => scope.Graph;

    public string Function => function;

    public int Count => arguments.Length;

    /// <summary>Whether an argument was given.</summary>
    public bool Has(int index) => index < arguments.Length && arguments[index] is not null;

    /// <summary>An argument as it is.</summary>
    public object? this[int index] => index < arguments.Length ? arguments[index] : null;

    /// <summary>A tensor; a number is one without axes.</summary>
    public Node Tensor(int index) => AsTensor(this[index]) ?? throw Wrong(index, "a tensor");

    /// <summary>An array of tensors, without those that were left out.</summary>
    public ImmutableArray<Node> Tensors(int index) => [.. Items(index).Where(item => item is not null).Select(item => AsTensor(item) ?? throw Wrong(index, "an array of tensors"))];

    public double Number(int index, double otherwise = double.NaN) => !Has(index) ? otherwise : HostNumber.Of(this[index]) ?? throw Wrong(index, "a number");

    public int Int(int index, int otherwise = 0) => !Has(index) ? otherwise : AsInt(this[index]) ?? throw Wrong(index, "a whole number");

    public bool Flag(int index) => Has(index) && (this[index] as bool? ?? throw Wrong(index, "true or false"));

    public string Text(int index) => this[index] as string ?? throw Wrong(index, "a text");

    /// <summary>Whole numbers: an array, or a single one.</summary>
    public ImmutableArray<int> Ints(int index) => !Has(index) ? [] : AsInt(this[index]) is { } single ? [single]
        : [.. Items(index).Select(item => AsInt(item) ?? throw Wrong(index, "an array of whole numbers"))];

    public ImmutableArray<double> Numbers(int index) => [.. Items(index).Select(item => HostNumber.Of(item) ?? throw Wrong(index, "an array of numbers"))];

    /// <summary>The graph's axes for those that are seen; all of them if none was given. No axis may be there twice.</summary>
    public int[] Axes(int index, Node x)
    {
        int[] axes = Ints(index) is { IsEmpty: false } given ? [.. given.Select(a => scope.Axis(x, a))] : [.. Enumerable.Range(scope.Hidden(x), x.Shape.Rank - scope.Hidden(x))];
        return axes.Distinct().Count() == axes.Length ? axes : throw new TensorException($"axes [{string.Join(", ", Ints(index))}] of {function}: one is there twice");
    }

    public TensorException Wrong(int index, string wanted) =>
        new($"{(function.StartsWith("op_", StringComparison.Ordinal) ? "operator" : function)}: argument {Format.Integer(index + 1)} must be {wanted}");

    /// <summary>Whether so many elements can stand along an axis; 32 bits might not hold their number.</summary>
    /// <exception cref="TensorException">They are too many.</exception>
    public bool Fit(long extent) => extent <= Limits.MaxValues ? true
        : throw new TensorException($"{function} gives {Format.Grouped(extent)} elements along an axis: that is more than {Format.Grouped(Limits.MaxValues)} values");

    private IEnumerable<object?> Items(int index) => this[index] is System.Collections.IEnumerable items and not string ? items.Cast<object?>() : throw Wrong(index, "an array");

    private Node? AsTensor(object? value) => value as Node ?? (HostNumber.Of(value) is { } number ? scope.Number(number) : null);

    private static int? AsInt(object? value) => value switch
    {
        int i => i,
        long l when l is >= int.MinValue and <= int.MaxValue => (int)l,
        _ => null,
    };
}
