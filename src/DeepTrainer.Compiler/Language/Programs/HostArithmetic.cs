using System.Globalization;

namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>C#'s operators on values that are known while compiling. Both sides have one type: C# has put conversions where they had not.</summary>
internal static class HostArithmetic
{
    public static object Apply(HostOperator op, object? a, object? b)
    {
        if (op is HostOperator.Equal or HostOperator.NotEqual)
            return Equals(a, b) == (op == HostOperator.Equal);
        return (a, b) switch
        {
            (int x, int y) => Integer(op, x, y) is var value && value is long number
                ? (object)(number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Overflow()) : value,
            (long x, long y) => Integer(op, x, y),
            (long x, int y) when op is HostOperator.LeftShift or HostOperator.RightShift => Integer(op, x, y, 63),
            (float x, float y) => Floating(op, x, y) is var value && value is double number ? (object)(float)number : value,
            (double x, double y) => Floating(op, x, y),
            (bool x, bool y) => op switch
            {
                HostOperator.And => x & y,
                HostOperator.Or => x | y,
                HostOperator.Xor => x ^ y,
                _ => throw Unknown(op),
            },
            _ when op == HostOperator.Add && (a is string || b is string) => Text(a) + Text(b),
            // a sum of nothing has another type here than in C#
            _ when Number(a) is { } x && Number(b) is { } y => Apply(op, x, y),
            _ => throw Unknown(op),
        };
    }

    public static object Apply(HostOperator op, object? a) => (op, a) switch
    {
        (HostOperator.Minus, int x) => x == int.MinValue ? throw Overflow() : -x,
        (HostOperator.Minus, long x) => x == long.MinValue ? throw Overflow() : -x,
        (HostOperator.Minus, float x) => -x,
        (HostOperator.Minus, double x) => -x,
        (HostOperator.Not, bool x) => !x,
        _ => throw Unknown(op),
    };

    public static object? Convert(OptionType type, object? value) => (type, value) switch
    {
        (_, null or Node) => value,
        (OptionType.Float, float) or (OptionType.Double, double) or (OptionType.Int, int) or (OptionType.Long, long) => value,
        (OptionType.Float, _) when Number(value) is { } n => (float)n,
        (OptionType.Double, _) when Number(value) is { } n => n,
        (OptionType.Int, _) when Number(value) is { } n => n is >= int.MinValue and <= int.MaxValue ? (int)n : throw Overflow(),
        (OptionType.Long, _) when Number(value) is { } n => n is >= long.MinValue and < long.MaxValue ? (long)n : throw Overflow(),
        _ => value,
    };

    /// <summary>A number as C# widens it.</summary>
    public static double? Number(object? value) => value switch
    {
        int i => i,
        long l => l,
        float f => f,
        double d => d,
        _ => null,
    };

    public static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "True" : "False",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static object Integer(HostOperator op, long a, long b, int bits = 31)
    {
        try
        {
            return Checked(op, a, b, bits);
        }
        catch (OverflowException)
        {
            throw Overflow();
        }
    }

    private static object Checked(HostOperator op, long a, long b, int bits) => op switch
    {
        HostOperator.Add => checked(a + b),
        HostOperator.Subtract => checked(a - b),
        HostOperator.Multiply => checked(a * b),
        HostOperator.Divide => b != 0 ? checked(a / b) : throw new TensorException("a whole number is divided by 0"),
        HostOperator.Remainder => b == -1 ? 0L : b != 0 ? a % b : throw new TensorException("a whole number is divided by 0"),
        HostOperator.LeftShift => b >= 0 && b < bits && a << (int)b >> (int)b == a ? a << (int)b : throw Overflow(),
        HostOperator.RightShift => b >= 0 && b <= bits ? a >> (int)b : throw Overflow(),
        HostOperator.And => a & b,
        HostOperator.Or => a | b,
        HostOperator.Xor => a ^ b,
        HostOperator.Less => a < b,
        HostOperator.LessOrEqual => a <= b,
        HostOperator.Greater => a > b,
        HostOperator.GreaterOrEqual => a >= b,
        _ => throw Unknown(op),
    };

    private static object Floating(HostOperator op, double a, double b) => op switch
    {
        HostOperator.Add => a + b,
        HostOperator.Subtract => a - b,
        HostOperator.Multiply => a * b,
        HostOperator.Divide => a / b,
        HostOperator.Remainder => a % b,
        HostOperator.Less => a < b,
        HostOperator.LessOrEqual => a <= b,
        HostOperator.Greater => a > b,
        HostOperator.GreaterOrEqual => a >= b,
        _ => throw Unknown(op),
    };

    private static TensorException Unknown(HostOperator op) => new($"{op} can't be applied to these values");

    private static TensorException Overflow() => new("a whole number is too large for its type");
}
