namespace DeepTrainer.Generator.Functions;

/// <summary>What a C# expression stands for: a number or a condition; just one of them is set.</summary>
internal readonly record struct Value(Expr? Number, Truth? Flag)
{
    /// <summary>Stands for what could not be read, so that reading goes on and finds further mistakes.</summary>
    public static Value Unknown => new(0, null);

    public static implicit operator Value(Expr number) => new(number, null);

    public static implicit operator Value(Truth flag) => new(null, flag);

    /// <summary>condition ? a : b</summary>
    public static Value Select(Truth condition, Value a, Value b) =>
        a.Flag is { } x && b.Flag is { } y ? condition.Select(x, y) : condition.Then(a.Number ?? 0, b.Number ?? 0);
}
