using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <content>Functions of single numbers beside those of Math and MathF, for activations, losses and update rules over numbers.</content>
public static partial class Functional
{
    /// <summary>1 / (1 + e⁻ˣ)</summary>
    /// <param name="x">Any number.</param>
    public static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    /// <summary>ln(1 + eˣ), which never overflows.</summary>
    /// <param name="x">Any number.</param>
    public static float Softplus(float x) => MathF.Max(x, 0) + (float)double.LogP1(Math.Exp(-Math.Abs((double)x)));

    /// <summary>The error function.</summary>
    /// <param name="x">Any number.</param>
    public static float Erf(float x) => VectorMath.Erf(x);

    /// <summary>x²</summary>
    /// <param name="x">Any number.</param>
    public static float Square(float x) => x * x;

    /// <summary>1 / √x</summary>
    /// <param name="x">A positive number.</param>
    public static float Rsqrt(float x) => 1 / MathF.Sqrt(x);

    /// <summary>The inverse of sinh.</summary>
    /// <param name="x">Any number.</param>
    public static float Asinh(float x) => MathF.Asinh(x);

    /// <summary>The inverse of cosh.</summary>
    /// <param name="x">1 or more.</param>
    public static float Acosh(float x) => MathF.Acosh(x);

    /// <summary>The inverse of tanh.</summary>
    /// <param name="x">Between −1 and 1.</param>
    public static float Atanh(float x) => MathF.Atanh(x);

    /// <summary>1, 0 or -1: the sign of x, with a slope of 0.</summary>
    /// <param name="x">Any number.</param>
    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x;

    /// <summary>The largest whole number that is not above x, with a slope of 0.</summary>
    /// <param name="x">Any number.</param>
    public static float Floor(float x) => MathF.Floor(x);

    /// <summary>The smallest whole number that is not below x, with a slope of 0.</summary>
    /// <param name="x">Any number.</param>
    public static float Ceiling(float x) => MathF.Ceiling(x);

    /// <summary>The nearest whole number, of two the even one, with a slope of 0.</summary>
    /// <param name="x">Any number.</param>
    public static float Round(float x) => MathF.Round(x);
}
