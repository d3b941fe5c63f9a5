using System.Globalization;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>How C# spells the scalar language on one type: vectors of float, float, or double.</summary>
internal sealed class Dialect
{
    private readonly Dictionary<string, string> formats;
    private readonly Func<double, string> constant;
    private readonly string? multiplyAdd;
    private readonly Dictionary<string, string> ordered;

    private Dialect(string type, Func<double, string> constant, string? multiplyAdd, Dictionary<string, string> ordered, Dictionary<string, string> formats)
    {
        Type = type;
        this.constant = constant;
        this.multiplyAdd = multiplyAdd;
        this.ordered = ordered;
        this.formats = formats;
    }

    /// <summary>Vectors of floats; the file names them V and Lanes, whatever their width.</summary>
    public static Dialect Vector { get; } = new("V", c => $"Lanes.Create({Float(c)})", "Lanes.MultiplyAddEstimate({0}, {1}, {2})", new()
    {
        ["min"] = "Lanes.MinNative({0}, {1})",
        ["max"] = "Lanes.MaxNative({0}, {1})",
    }, new()
    {
        ["neg"] = "-{0}",
        ["abs"] = "Lanes.Abs({0})",
        ["min"] = "VectorMath.Min({0}, {1})",
        ["max"] = "VectorMath.Max({0}, {1})",
        ["sqrt"] = "Lanes.Sqrt({0})",
        ["exp"] = "VectorMath.Exp({0})",
        ["log"] = "VectorMath.Log({0})",
        ["sin"] = "VectorMath.Sin({0})",
        ["cos"] = "VectorMath.Cos({0})",
        ["tanh"] = "VectorMath.Tanh({0})",
        ["sigmoid"] = "VectorMath.Sigmoid({0})",
        ["erf"] = "VectorMath.Erf({0})",
        ["pow"] = "VectorMath.Pow({0}, {1})",
        ["expm1"] = "VectorMath.Expm1({0})",
        ["log1p"] = "VectorMath.Log1P({0})",
        ["softplus"] = "VectorMath.Softplus({0})",
        ["sinh"] = "VectorMath.Sinh({0})",
        ["cosh"] = "VectorMath.Cosh({0})",
        ["hypot"] = "VectorMath.Hypot({0}, {1})",
        ["fusedMultiplyAdd"] = "Lanes.FusedMultiplyAdd({0}, {1}, {2})",
        ["floor"] = "Lanes.Floor({0})",
        ["less"] = "Lanes.ConditionalSelect(Lanes.LessThan({0}, {1}), {2}, {3})",
        ["lessOrEqual"] = "Lanes.ConditionalSelect(Lanes.LessThanOrEqual({0}, {1}), {2}, {3})",
        ["equal"] = "Lanes.ConditionalSelect(Lanes.Equals({0}, {1}), {2}, {3})",
    });

    /// <summary>Single floats, by the same functions as vectors.</summary>
    public static Dialect Scalar { get; } = new("float", Float, null, new()
    {
        ["min"] = "float.MinNative({0}, {1})",
        ["max"] = "float.MaxNative({0}, {1})",
    }, new()
    {
        ["neg"] = "-{0}",
        ["abs"] = "MathF.Abs({0})",
        ["min"] = "VectorMath.Min({0}, {1})",
        ["max"] = "VectorMath.Max({0}, {1})",
        ["sqrt"] = "MathF.Sqrt({0})",
        ["exp"] = "VectorMath.Exp({0})",
        ["log"] = "VectorMath.Log({0})",
        ["sin"] = "VectorMath.Sin({0})",
        ["cos"] = "VectorMath.Cos({0})",
        ["tanh"] = "VectorMath.Tanh({0})",
        ["sigmoid"] = "VectorMath.Sigmoid({0})",
        ["erf"] = "VectorMath.Erf({0})",
        ["pow"] = "VectorMath.Pow({0}, {1})",
        ["expm1"] = "VectorMath.Expm1({0})",
        ["log1p"] = "VectorMath.Log1P({0})",
        ["softplus"] = "VectorMath.Softplus({0})",
        ["sinh"] = "VectorMath.Sinh({0})",
        ["cosh"] = "VectorMath.Cosh({0})",
        ["hypot"] = "VectorMath.Hypot({0}, {1})",
        ["fusedMultiplyAdd"] = "MathF.FusedMultiplyAdd({0}, {1}, {2})",
        ["floor"] = "MathF.Floor({0})",
        ["less"] = "({0} < {1} ? {2} : {3})",
        ["lessOrEqual"] = "({0} <= {1} ? {2} : {3})",
        ["equal"] = "({0} == {1} ? {2} : {3})",
    });

    /// <summary>Doubles, for what is computed once a step.</summary>
    public static Dialect Host { get; } = new("double", c => Format.Number(c), null, [], new()
    {
        ["neg"] = "-{0}",
        ["abs"] = "Math.Abs({0})",
        ["min"] = "Math.Min({0}, {1})",
        ["max"] = "Math.Max({0}, {1})",
        ["sqrt"] = "Math.Sqrt({0})",
        ["exp"] = "Math.Exp({0})",
        ["log"] = "Math.Log({0})",
        ["sin"] = "Math.Sin({0})",
        ["cos"] = "Math.Cos({0})",
        ["tanh"] = "Math.Tanh({0})",
        ["sigmoid"] = "1 / (1 + Math.Exp(-({0})))",
        ["erf"] = "VectorMath.Erf({0})",
        ["pow"] = "Math.Pow({0}, {1})",
        ["expm1"] = "VectorMath.Expm1({0})",
        ["log1p"] = "VectorMath.Log1P({0})",
        ["softplus"] = "VectorMath.Softplus({0})",
        ["sinh"] = "Math.Sinh({0})",
        ["cosh"] = "Math.Cosh({0})",
        ["hypot"] = "double.Hypot({0}, {1})",
        ["fusedMultiplyAdd"] = "Math.FusedMultiplyAdd({0}, {1}, {2})",
        ["floor"] = "Math.Floor({0})",
        ["less"] = "({0} < {1} ? {2} : {3})",
        ["lessOrEqual"] = "({0} <= {1} ? {2} : {3})",
        ["equal"] = "({0} == {1} ? {2} : {3})",
    });

    /// <summary>The C# type of a value.</summary>
    public string Type { get; }

    public string Constant(double value) => constant(value);

    /// <summary>Whether the operation stands between its operands, which then may need parentheses.</summary>
    public bool IsInfix(Operation operation) => !formats.ContainsKey(operation.Name);

    public string Call(Operation operation, string[] arguments) => formats.TryGetValue(operation.Name, out string? format)
        ? string.Format(CultureInfo.InvariantCulture, format, [.. arguments])
        : $"{arguments[0]} {operation.Name} {arguments[1]}";

    /// <summary>Whether it has a · b + c in one operation.</summary>
    public bool HasMultiplyAdd => multiplyAdd is not null;

    /// <summary>Whether the operation has a cheaper spelling for operands in a certain order.</summary>
    public bool HasOrdered(Operation operation) => ordered.ContainsKey(operation.Name);

    /// <summary>The cheaper spelling, for operands of which the first is NaN only where the second is.</summary>
    public string Ordered(Operation operation, string first, string second) => string.Format(CultureInfo.InvariantCulture, ordered[operation.Name], first, second);

    /// <summary>a · b + c in one operation, where the dialect has one.</summary>
    public string? MultiplyAdd(string a, string b, string c) =>
        multiplyAdd is null ? null : string.Format(CultureInfo.InvariantCulture, multiplyAdd, a, b, c);

    /// <summary>A float literal that reads back as the nearest float.</summary>
    public static string Float(double value)
    {
        float single = (float)value;
        if (float.IsNaN(single))
            return "float.NaN";
        if (float.IsInfinity(single))
            return single > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        string shortest = single.ToString("R", CultureInfo.InvariantCulture);
        return (float.Parse(shortest, CultureInfo.InvariantCulture).Equals(single) ? shortest : single.ToString("G9", CultureInfo.InvariantCulture)) + "f";
    }
}
