using DeepTrainer.Compiler.Language.Library;

namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>Functions of Math, MathF and the types of numbers, on values that are known while compiling.</summary>
internal static class HostMath
{
    private static readonly Dictionary<string, Func<double, double>> OfOne = new()
    {
        ["Sqrt"] = Math.Sqrt,
        ["Exp"] = Math.Exp,
        ["Log"] = Math.Log,
        ["Log10"] = Math.Log10,
        ["Log2"] = x => Math.Log(x) / Math.Log(2),
        ["Sin"] = Math.Sin,
        ["Cos"] = Math.Cos,
        ["Tan"] = Math.Tan,
        ["Tanh"] = Math.Tanh,
        ["Floor"] = Math.Floor,
        ["Ceiling"] = Math.Ceiling,
        ["Round"] = Math.Round,
        ["Truncate"] = Math.Truncate,
    };

    public static object Apply(string function, object?[] arguments)
    {
        bool isWhole = Array.TrueForAll(arguments, a => a is int or long);
        double[] x = [.. arguments.Select(a => HostArithmetic.Number(a) ?? throw new TensorException($"Math.{function} takes numbers"))];
        double result = (function, x.Length) switch
        {
            ("Max", 2) => Math.Max(x[0], x[1]),
            ("Min", 2) => Math.Min(x[0], x[1]),
            ("Abs", 1) => Math.Abs(x[0]),
            ("Clamp", 3) => Math.Min(Math.Max(x[0], x[1]), x[2]),
            ("Sign", 1) => Math.Sign(x[0]),
            ("Pow", 2) => Math.Pow(x[0], x[1]),
            (_, 1) when OfOne.TryGetValue(function, out Func<double, double>? one) => one(x[0]),
            _ when TensorLibrary.Formula(function, [.. x.Select(n => (Expr)n)]) is { } formula => formula.Evaluate(),
            _ => throw new TensorException($"Math.{function} can't be used with numbers here"),
        };
        OptionType type = isWhole ? (arguments[0] is long ? OptionType.Long : OptionType.Int)
            : function == "Sign" ? OptionType.Int
            : Array.TrueForAll(arguments, a => a is float or int) ? OptionType.Float : OptionType.Double;
        return HostArithmetic.Convert(type, result)!;
    }

    /// <summary>The sum, the largest, the smallest or the mean of numbers.</summary>
    public static object? Fold(string function, IEnumerable<object?> items)
    {
        object?[] all = [.. items];
        if (all.Length == 0 && function != "Sum")
            throw new TensorException($"{function} of nothing");
        if (function == "Average")
        {
            double mean = all.Average(a => HostArithmetic.Number(a) ?? 0);
            return all[0] is float ? (object)(float)mean : mean;
        }
        return all.Length == 0 ? 0 : all.Aggregate((a, b) => function == "Sum" ? HostArithmetic.Apply(HostOperator.Add, a, b) : Apply(function, [a, b]));
    }
}
