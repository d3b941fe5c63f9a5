using System.Globalization;
using DeepTrainer.Compiler.Loops;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>How C# spells the operations of the scalar language on one type: vectors of floats, floats, or doubles.</summary>
internal sealed class Spelling
{
    private readonly Dictionary<Operation, string> formats;
    private readonly Dictionary<Operation, string> ordered;

    private Spelling(Dictionary<Operation, string> ordered, Dictionary<Operation, string> formats)
    {
        this.ordered = ordered;
        this.formats = formats;
    }

    /// <summary>Vectors of floats; the file names them V and Lanes, whatever their width.</summary>
    public static Spelling Vector { get; } = new(new()
    {
        [Operation.Min] = "MinNative({0}, {1})",
        [Operation.Max] = "MaxNative({0}, {1})",
    }, new()
    {
        [Operation.Negate] = "-{0}",
        [Operation.Abs] = "Abs({0})",
        [Operation.Min] = "VectorMath.Min({0}, {1})",
        [Operation.Max] = "VectorMath.Max({0}, {1})",
        [Operation.Sqrt] = "Sqrt({0})",
        [Operation.Exp] = "VectorMath.Exp({0})",
        [Operation.Log] = "VectorMath.Log({0})",
        [Operation.Sin] = "VectorMath.Sin({0})",
        [Operation.Cos] = "VectorMath.Cos({0})",
        [Operation.Tanh] = "VectorMath.Tanh({0})",
        [Operation.Sigmoid] = "VectorMath.Sigmoid({0})",
        [Operation.Erf] = "VectorMath.Erf({0})",
        [Operation.Pow] = "VectorMath.Pow({0}, {1})",
        [Operation.Expm1] = "VectorMath.Expm1({0})",
        [Operation.Log1P] = "VectorMath.Log1P({0})",
        [Operation.Softplus] = "VectorMath.Softplus({0})",
        [Operation.Sinh] = "VectorMath.Sinh({0})",
        [Operation.Cosh] = "VectorMath.Cosh({0})",
        [Operation.Atan] = "VectorMath.Atan({0})",
        [Operation.Hypot] = "VectorMath.Hypot({0}, {1})",
        [Operation.FusedMultiplyAdd] = "FusedMultiplyAdd({0}, {1}, {2})",
        [Operation.Floor] = "Floor({0})",
        [Operation.SelectLess] = "ConditionalSelect(LessThan({0}, {1}), {2}, {3})",
        [Operation.SelectLessOrEqual] = "ConditionalSelect(LessThanOrEqual({0}, {1}), {2}, {3})",
        [Operation.SelectEqual] = "ConditionalSelect(Lanes.Equals({0}, {1}), {2}, {3})",
    });

    /// <summary>Single floats, by the same functions as vectors.</summary>
    public static Spelling Float { get; } = new(new()
    {
        [Operation.Min] = "float.MinNative({0}, {1})",
        [Operation.Max] = "float.MaxNative({0}, {1})",
    }, new()
    {
        [Operation.Negate] = "-{0}",
        [Operation.Abs] = "MathF.Abs({0})",
        [Operation.Min] = "VectorMath.Min({0}, {1})",
        [Operation.Max] = "VectorMath.Max({0}, {1})",
        [Operation.Sqrt] = "MathF.Sqrt({0})",
        [Operation.Exp] = "VectorMath.Exp({0})",
        [Operation.Log] = "VectorMath.Log({0})",
        [Operation.Sin] = "VectorMath.Sin({0})",
        [Operation.Cos] = "VectorMath.Cos({0})",
        [Operation.Tanh] = "VectorMath.Tanh({0})",
        [Operation.Sigmoid] = "VectorMath.Sigmoid({0})",
        [Operation.Erf] = "VectorMath.Erf({0})",
        [Operation.Pow] = "VectorMath.Pow({0}, {1})",
        [Operation.Expm1] = "VectorMath.Expm1({0})",
        [Operation.Log1P] = "VectorMath.Log1P({0})",
        [Operation.Softplus] = "VectorMath.Softplus({0})",
        [Operation.Sinh] = "VectorMath.Sinh({0})",
        [Operation.Cosh] = "VectorMath.Cosh({0})",
        [Operation.Atan] = "VectorMath.Atan({0})",
        [Operation.Hypot] = "VectorMath.Hypot({0}, {1})",
        [Operation.FusedMultiplyAdd] = "MathF.FusedMultiplyAdd({0}, {1}, {2})",
        [Operation.Floor] = "MathF.Floor({0})",
        [Operation.SelectLess] = "({0} < {1} ? {2} : {3})",
        [Operation.SelectLessOrEqual] = "({0} <= {1} ? {2} : {3})",
        [Operation.SelectEqual] = "({0} == {1} ? {2} : {3})",
    });

    /// <summary>Doubles, for what is computed once a step.</summary>
    public static Spelling Double { get; } = new([], new()
    {
        [Operation.Negate] = "-{0}",
        [Operation.Abs] = "Math.Abs({0})",
        [Operation.Min] = "Math.Min({0}, {1})",
        [Operation.Max] = "Math.Max({0}, {1})",
        [Operation.Sqrt] = "Math.Sqrt({0})",
        [Operation.Exp] = "Math.Exp({0})",
        [Operation.Log] = "Math.Log({0})",
        [Operation.Sin] = "Math.Sin({0})",
        [Operation.Cos] = "Math.Cos({0})",
        [Operation.Tanh] = "Math.Tanh({0})",
        [Operation.Sigmoid] = "(1 / (1 + Math.Exp(-({0}))))",
        [Operation.Erf] = "VectorMath.Erf({0})",
        [Operation.Pow] = "Math.Pow({0}, {1})",
        [Operation.Expm1] = "VectorMath.Expm1({0})",
        [Operation.Log1P] = "VectorMath.Log1P({0})",
        [Operation.Softplus] = "VectorMath.Softplus({0})",
        [Operation.Sinh] = "Math.Sinh({0})",
        [Operation.Cosh] = "Math.Cosh({0})",
        [Operation.Atan] = "Math.Atan({0})",
        [Operation.Hypot] = "double.Hypot({0}, {1})",
        [Operation.FusedMultiplyAdd] = "Math.FusedMultiplyAdd({0}, {1}, {2})",
        [Operation.Floor] = "Math.Floor({0})",
        [Operation.SelectLess] = "({0} < {1} ? {2} : {3})",
        [Operation.SelectLessOrEqual] = "({0} <= {1} ? {2} : {3})",
        [Operation.SelectEqual] = "({0} == {1} ? {2} : {3})",
    });

    /// <summary>The spelling for values of a type.</summary>
    public static Spelling Of(LoopType type) => type.IsVector ? Vector : type.Element == ElementType.Float64 ? Double : Float;

    /// <summary>Whether the operation stands between its operands, or before the only one, which then may need parentheses.</summary>
    public bool IsOperator(Operation operation) => operation == Operation.Negate || !formats.ContainsKey(operation);

    /// <summary>The call; an ordered one has operands of which the first is NaN only where the second is.</summary>
    public string Call(Operation operation, bool isOrdered, string[] arguments) =>
        (isOrdered && ordered.TryGetValue(operation, out string? format)) || formats.TryGetValue(operation, out format)
            ? string.Format(CultureInfo.InvariantCulture, format, [.. arguments])
            : $"{arguments[0]} {operation.Name} {arguments[1]}";
}
