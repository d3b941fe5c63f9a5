namespace DeepTrainer;

/// <summary>
/// Functions of tensors, for methods that <see cref="LayerAttribute"/>, <see cref="LossAttribute"/> and <see cref="UpdateRuleAttribute"/> name;
/// write <c>using static DeepTrainer.Functional;</c>. All of them have gradients unless they say otherwise. PyTorch: torch and torch.nn.functional.
/// </summary>
public static partial class Functional
{
    /// <summary>|x|</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Abs(Tensor x) => Tensor.Call(nameof(Abs), x);

    /// <summary>1, 0 or -1: the sign of x. Its gradient is 0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sign(Tensor x) => Tensor.Call(nameof(Sign), x);

    /// <summary>The largest whole number that is not above x. Its gradient is 0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Floor(Tensor x) => Tensor.Call(nameof(Floor), x);

    /// <summary>The smallest whole number that is not below x. Its gradient is 0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Ceiling(Tensor x) => Tensor.Call(nameof(Ceiling), x);

    /// <summary>The nearest whole number; of two, the even one. Its gradient is 0; see <see cref="WithGradientOf"/>.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Round(Tensor x) => Tensor.Call(nameof(Round), x);

    /// <summary>x without its fraction. Its gradient is 0.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Truncate(Tensor x) => Tensor.Call(nameof(Truncate), x);

    /// <summary>x²</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Square(Tensor x) => Tensor.Call(nameof(Square), x);

    /// <summary>√x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sqrt(Tensor x) => Tensor.Call(nameof(Sqrt), x);

    /// <summary>1 / √x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Rsqrt(Tensor x) => Tensor.Call(nameof(Rsqrt), x);

    /// <summary>1 / x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Reciprocal(Tensor x) => Tensor.Call(nameof(Reciprocal), x);

    /// <summary>eˣ</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Exp(Tensor x) => Tensor.Call(nameof(Exp), x);

    /// <summary>2ˣ</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Exp2(Tensor x) => Tensor.Call(nameof(Exp2), x);

    /// <summary>eˣ − 1, exact for small x, too.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Expm1(Tensor x) => Tensor.Call(nameof(Expm1), x);

    /// <summary>ln x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log(Tensor x) => Tensor.Call(nameof(Log), x);

    /// <summary>ln(1 + x), exact for small x, too.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log1P(Tensor x) => Tensor.Call(nameof(Log1P), x);

    /// <summary>log₂ x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log2(Tensor x) => Tensor.Call(nameof(Log2), x);

    /// <summary>log₁₀ x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log10(Tensor x) => Tensor.Call(nameof(Log10), x);

    /// <summary>sin x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sin(Tensor x) => Tensor.Call(nameof(Sin), x);

    /// <summary>cos x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Cos(Tensor x) => Tensor.Call(nameof(Cos), x);

    /// <summary>tan x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Tan(Tensor x) => Tensor.Call(nameof(Tan), x);

    /// <summary>sinh x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sinh(Tensor x) => Tensor.Call(nameof(Sinh), x);

    /// <summary>cosh x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Cosh(Tensor x) => Tensor.Call(nameof(Cosh), x);

    /// <summary>tanh x</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Tanh(Tensor x) => Tensor.Call(nameof(Tanh), x);

    /// <summary>The inverse of sinh.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Asinh(Tensor x) => Tensor.Call(nameof(Asinh), x);

    /// <summary>The inverse of cosh, for x of 1 or more.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Acosh(Tensor x) => Tensor.Call(nameof(Acosh), x);

    /// <summary>The inverse of tanh, for x between −1 and 1.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Atanh(Tensor x) => Tensor.Call(nameof(Atanh), x);

    /// <summary>The inverse of sin, from −π/2 to π/2.</summary>
    /// <param name="x">From −1 to 1; NaN outside.</param>
    public static Tensor Asin(Tensor x) => Tensor.Call(nameof(Asin), x);

    /// <summary>The inverse of cos, from 0 to π.</summary>
    /// <param name="x">From −1 to 1; NaN outside.</param>
    public static Tensor Acos(Tensor x) => Tensor.Call(nameof(Acos), x);

    /// <summary>The inverse of tan, from −π/2 to π/2.</summary>
    /// <param name="x">Any number.</param>
    public static Tensor Atan(Tensor x) => Tensor.Call(nameof(Atan), x);

    /// <summary>The angle of the point (x, y), from −π to π; 0 for that of the origin.</summary>
    /// <param name="y">How far up.</param>
    /// <param name="x">How far to the right.</param>
    public static Tensor Atan2(Tensor y, Tensor x) => Tensor.Call(nameof(Atan2), y, x);

    /// <summary>ln Γ(x), within 2e-6 or a few units in the last place.</summary>
    /// <param name="x">A positive number.</param>
    public static Tensor LogGamma(Tensor x) => Tensor.Call(nameof(LogGamma), x);

    /// <summary>ψ(x), the derivative of ln Γ(x).</summary>
    /// <param name="x">A positive number.</param>
    public static Tensor Digamma(Tensor x) => Tensor.Call(nameof(Digamma), x);

    /// <summary>The error function.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Erf(Tensor x) => Tensor.Call(nameof(Erf), x);

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sigmoid(Tensor x) => Tensor.Call(nameof(Sigmoid), x);

    /// <summary>ln(1 + eˣ), which never overflows.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Softplus(Tensor x) => Tensor.Call(nameof(Softplus), x);

    /// <summary>The smaller of both, element by element.</summary>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other one, broadcast against it.</param>
    public static Tensor Minimum(Tensor a, Tensor b) => Tensor.Call(nameof(Minimum), a, b);

    /// <summary>The larger of both, element by element.</summary>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other one, broadcast against it.</param>
    public static Tensor Maximum(Tensor a, Tensor b) => Tensor.Call(nameof(Maximum), a, b);

    /// <summary>xᵖ</summary>
    /// <param name="x">One of them.</param>
    /// <param name="exponent">The other one, broadcast against it.</param>
    public static Tensor Pow(Tensor x, Tensor exponent) => Tensor.Call(nameof(Pow), x, exponent);

    /// <summary>√(a² + b²), without overflow in between.</summary>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other one, broadcast against it.</param>
    public static Tensor Hypot(Tensor a, Tensor b) => Tensor.Call(nameof(Hypot), a, b);

    /// <summary>1 where both are equal, else 0.</summary>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other one, broadcast against it.</param>
    public static Tensor Equal(Tensor a, Tensor b) => Tensor.Call(nameof(Equal), a, b);

    /// <summary>0 where both are equal, else 1.</summary>
    /// <param name="a">One of them.</param>
    /// <param name="b">The other one, broadcast against it.</param>
    public static Tensor NotEqual(Tensor a, Tensor b) => Tensor.Call(nameof(NotEqual), a, b);

    /// <summary>a where the condition is not 0, else b; nothing flows back through the condition.</summary>
    /// <param name="condition">Numbers, such as a comparison gives.</param>
    /// <param name="a">What is taken where it is true.</param>
    /// <param name="b">What is taken elsewhere.</param>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b) => Tensor.Call(nameof(Where), condition, a, b);

    /// <summary>x, or the limit that it is beyond.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="min">The lower limit.</param>
    /// <param name="max">The upper limit.</param>
    public static Tensor Clamp(Tensor x, Tensor min, Tensor max) => Tensor.Call(nameof(Clamp), x, min, max);

    /// <summary>a · (1 − share) + b · share</summary>
    /// <param name="a">The value for a share of 0.</param>
    /// <param name="b">The value for a share of 1.</param>
    /// <param name="share">The share of b.</param>
    public static Tensor Lerp(Tensor a, Tensor b, Tensor share) => Tensor.Call(nameof(Lerp), a, b, share);
}
