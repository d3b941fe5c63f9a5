using static DeepTrainer.Functional;

namespace DeepTrainer.Tests.Tensors;

/// <summary>The shape of a sample that a construct is tried with.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SampleAttribute(params int[] shape) : Attribute
{
    public int[] Shape => shape;
}

/// <summary>
/// What can be written in functions of tensors, a method each. The compiler's tests call them, check their gradients and compare the engine with
/// generated code; the generator's tests read their syntax and compare the graphs.
/// </summary>
internal static class Constructs
{
    private static readonly float[] Kernel = [0.25f, 0.5f, -0.25f];

    private const float Half = 0.5f;

    // Elementwise
    [Sample(5)]
    public static Tensor Arithmetic(Tensor x) => (((x + 1) * (2 - x)) / (3 + Square(x))) - -x;

    [Sample(3, 5)]
    public static Tensor Broadcasting(Tensor x) => (x * Constant([1, 2, 3], 3, 1)) + (x[0] * 0.5f) + Mean(x, [1], keepDims: true);

    [Sample(7)]
    public static Tensor Masks(Tensor x) => Where((x > 0.1) & !(x > 1), x * x, -0.5 * x) + Where((x < -1) | (x >= 2), 1, x) + ((x <= 0) * x);

    [Sample(7)]
    public static Tensor Remainders(Tensor x) => (x % 0.7) + NotEqual(Sign(x), 1) + Equal(Floor(x), 0);

    [Sample(6)]
    public static Tensor Rounding(Tensor x) => Round(x * 3) + Ceiling(x) + Truncate(2 * x) + x;

    [Sample(6)]
    public static Tensor Logarithms(Tensor x)
    {
        Tensor positive = Square(x) + Half;
        return Log(positive) + Log2(positive) + Log10(positive) + Log1P(positive) + Sqrt(positive) + Rsqrt(positive) + Reciprocal(positive);
    }

    [Sample(6)]
    public static Tensor Exponentials(Tensor x) => Exp(0.3 * x) + Exp2(0.2 * x) + Expm1(0.1 * x) + Pow(Square(x) + 0.1, 1.5) + Softplus(x) + Sigmoid(x);

    [Sample(6)]
    public static Tensor Trigonometry(Tensor x) => Sin(x) + Cos(2 * x) + Tan(0.2 * x) + Tanh(x) + Sinh(0.5 * x) + Cosh(0.5 * x);

    [Sample(6)]
    public static Tensor Inverses(Tensor x) => Asinh(x) + Acosh(1.5 + Square(x)) + Atanh(0.9 * Tanh(x)) + Erf(x) + Asin(0.9 * Sin(x)) + Acos(0.9 * Cos(x)) + Atan(3 * x);

    [Sample(6)]
    public static Tensor Angles(Tensor x) => Atan2(1 + Square(x), x) + Atan2(-1 - Square(x), x) + Atan2(x, 1 + Square(x)) + Atan2(1 + Square(x), Relu(x));

    [Sample(6)]
    public static Tensor Gammas(Tensor x) => LogGamma(Square(x) + 0.1) + (1e-7 * LogGamma(1e6 * Exp(0.1 * x))) + Digamma(Exp(x));

    /// <summary>Tables that are seen otherwise than they lie.</summary>
    [Sample(4, 3)]
    public static Tensor Tables(Tensor x)
    {
        Tensor numbers = Clamp(Floor(2 * x[0]), 0, 3), table = Weight("table", [5, 4]), pairs = Square(table.Unsqueeze(2) - Weight("other", [4, 3]));
        Tensor summed = Sum(pairs, [0], keepDims: true); // [1, 4, 3], summed along what lies in front
        Tensor single = Gather(Weight("single", [1, 16]), numbers)[.., 13..] + Gather(Square(Weight("squared", [1, 3])), numbers);
        return single + Gather(table.Transpose(), numbers)[.., ..3] + Gather(summed[0], numbers) + Gather(summed.Transpose(1, 2)[0], Minimum(numbers, 2))[.., 1..];
    }

    [Sample(6)]
    public static Tensor Limits(Tensor x) => Minimum(x, 0.5) + Maximum(-x, 0.2 * x) + Clamp(3 * x, -1, 1) + Lerp(x, 1, Sigmoid(x)) + Hypot(x, 1) + Abs(x);

    // Along axes
    [Sample(3, 4)]
    public static Tensor Sums(Tensor x) => Sum(x, 0) + Mean(x) + Sum(x);

    [Sample(3, 4)]
    public static Tensor Extremes(Tensor x) => Max(x, 1) - Min(x, 1) + Max(x, [0, 1], keepDims: false);

    [Sample(2, 3, 5)]
    public static Tensor Statistics(Tensor x) => Variance(x, 1, 2) + StandardDeviation(x, [-1], keepDims: true)[.., 0, 0] + Variance(x, [1, 2], keepDims: false, correction: 1);

    [Sample(3, 5)]
    public static Tensor Norms(Tensor x) => (x / Norm(x, [1], keepDims: true)) + LogSumExp(x, [0], keepDims: true);

    [Sample(2, 5)]
    public static Tensor Products(Tensor x) => Product(x, 1);

    [Sample(3, 7)]
    public static Tensor Cumulated(Tensor x) => CumulativeSum(x, 1) + CumulativeSum(x, 0);

    [Sample(3, 6)]
    public static Tensor Largest(Tensor x)
    {
        (Tensor values, Tensor numbers) = TopK(x, 2);
        return values + (0.01 * numbers) + Unsqueezed(ArgMax(x, 1));

        static Tensor Unsqueezed(Tensor t) => t.Unsqueeze(-1);
    }

    [Sample(3, 4)]
    public static Tensor Softmaxes(Tensor x) => Softmax(x) + LogSoftmax(x, 0);

    // Products
    [Sample(4, 5)]
    public static Tensor Einsum(Tensor x) => Contract("ij,jk->ki", x, Weight("w", [5, 3]));

    [Sample(3, 4)]
    public static Tensor EinsumOfThree(Tensor x) => Contract("ij,kj,k->ik", x, x, Weight("v", [3]));

    [Sample(3, 3)]
    public static Tensor Traces(Tensor x) => Contract("ii->", x) + Contract("ii->i", x) + Contract("ij->j", x) + Diagonal(x);

    [Sample(3, 4)]
    public static Tensor Outer(Tensor x) => Contract("i,j->ij", x[0], x[.., 1]);

    [Sample(2, 3, 4)]
    public static Tensor Matrices(Tensor x) => MatMul(x, x.Transpose()) + MatMul(MatMul(x, Weight("a", [4, 5])), Weight("b", [2, 5, 3]));

    [Sample(3, 4)]
    public static Tensor MatrixAndVector(Tensor x) => MatMul(x, x[1]) + MatMul(Weight("r", [4]), x.Transpose());

    [Sample(4, 3, 5)]
    public static Tensor BroadcastMatrices(Tensor x) => MatMul(x[..1], Weight("m", [4, 5, 2]));

    [Sample(3, 4)]
    public static Tensor LinearLayers(Tensor x) =>
        Linear(Relu(Linear(x, Weight("first.weight", [6, 4]), Weight("first.bias", [6], fanIn: 4))), Weight("second.weight", [2, 6]));

    [Sample(5)]
    public static Tensor LowRank(Tensor x) => Linear(x, MatMul(Weight("up", [5, 2]), Weight("down", [2, 5])));

    // Shapes
    [Sample(2, 3, 4)]
    public static Tensor Reshaped(Tensor x) => x.Reshape(4, -1) + x.Permute(2, 0, 1).Reshape(4, 6) + x.Flatten().Reshape(4, 6);

    [Sample(4, 5)]
    public static Tensor Slices(Tensor x) => x[1..3, ^2..] + x[^1, ..2] + x[0, 3..].Unsqueeze(0) + x[2][1];

    [Sample(3, 1, 4)]
    public static Tensor Squeezed(Tensor x) => x.Squeeze() + x.Squeeze(1).Unsqueeze(0).BroadcastTo(2, 3, 4)[1];

    [Sample(3, 4)]
    public static Tensor Padded(Tensor x) => Pad(x, 1, 2, 1) * Pad(x, -1, 0, 3, value: 0.5);

    [Sample(3, 4)]
    public static Tensor Joined(Tensor x) => Concat(0, x, Weight("token", [1, 4]), x * 2);

    [Sample(3, 4)]
    public static Tensor Stacked(Tensor x) => Stack(1, x, Square(x), Ones(3, 4))[.., 1..];

    [Sample(6, 3)]
    public static Tensor Taken(Tensor x)
    {
        Tensor[] halves = Split(x, 2, 0);
        Tensor[] parts = Split(x, [1, 2], 1);
        return (halves[0] * halves[1]) + Sum(parts[0]) + Sum(parts[^1], 1)[..3].Unsqueeze(1);
    }

    [Sample(3, 4)]
    public static Tensor Turned(Tensor x) => Flip(x, 1) + Roll(x, 1, 0) + Roll(x, -3, 1) + Repeat(x[..1], 3, 0);

    [Sample(3, 9)]
    public static Tensor Filtered(Tensor x) => Contract("ctk,k->ct", Windows(x, 1, 3, stride: 2), Constant(Kernel));

    [Sample(2, 9)]
    public static Tensor DilatedWindows(Tensor x) => Max(Windows(x, 1, 3, dilation: 2), -1);

    // Indices
    [Sample(4)]
    public static Tensor Rows(Tensor x) => Gather(Weight("table", [5, 3]), Clamp(Floor(Abs(x) * 2), 0, 4));

    [Sample(4)]
    public static Tensor Picked(Tensor x) => TakeAlong(x, 0, Constant([3, 0, 0])) + Sum(OneHot(Clamp(Floor(Abs(x)), 0, 2), 3), 0);

    [Sample(5, 2)]
    public static Tensor Scattered(Tensor x) => ScatterAdd(Constant([0, 2, 1, 2, 7]), x, 3);

    [Sample(4)]
    public static Tensor Numbers(Tensor x) => (x * Range(4)) + MatMul(Identity(4), x) + MatMul(CausalMask(4), x) + Zeros(4);

    // Weights
    [Sample(3)]
    public static Tensor Initialized(Tensor x) => (x * Weight("gain", [3], Init.Constant, 0.5)) + Weight("shift", [3], Init.Uniform, 0.1)
        + MatMul(Weight("q", [3, 3], Init.Orthogonal), x);

    [Sample(6, 4)]
    public static Tensor Standardized(Tensor x)
    {
        Tensor weight = Weight("weight", [3, 4]);
        Tensor centered = weight - Mean(weight, [1], keepDims: true);
        return Linear(x, centered / (StandardDeviation(weight, [1], keepDims: true) + 1e-5));
    }

    [Sample(4)]
    public static Tensor Noted(Tensor x)
    {
        Tensor mean = Buffer("mean", [4]);
        if (IsTraining)
            Update(mean, (0.9 * mean) + (0.1 * BatchMean(x)));
        return x - mean;
    }

    // Random numbers
    [Sample(5)]
    public static Tensor Noisy(Tensor x) => x + Normal(x, 0.1) + (Uniform(x, -1, 1) * 0.1) + (x * Bernoulli(x, 0.7)) + (0.1 * Gumbel(x));

    // Gradients
    [Sample(4)]
    public static Tensor Stopped(Tensor x) => x * StopGradient(x) * 0 + Square(x);

    [Sample(4)]
    public static Tensor Surrogate(Tensor x) => WithGradientOf(x * 1, x);

    [Sample(4)]
    public static Tensor Derivative(Tensor x)
    {
        Tensor y = Sum(Sin(Linear(x, Weight("w", [3, 4]))));
        return Gradient(y, x) + x;
    }

    /// <summary>Its gradient is summed along axes of one shape beside maps of another, which has an axis of extent 1 less.</summary>
    [Sample(1, 2, 17, 2)]
    public static Tensor SumsBesideReshapes(Tensor x)
    {
        Tensor p = Pow(1 + Square(Concat(-1, x, Cosh(Sin(x)), x)), Tanh(Mean(x[0..1, 0..1, 12..16, 1..2])));
        Tensor c = WithGradientOf(p, p);
        return Gradient(Sum(Sin(c)), c).Reshape(2, -1, 6);
    }

    // C#
    [Sample(6, 5)]
    public static Tensor Loops(Tensor x)
    {
        int rows = x.Shape[0];
        Tensor sum = x[0];
        for (int i = 1; i < rows; i++)
        {
            if (i % 3 == 0)
                continue;
            sum += x[i] * i;
            if (i == 4)
                break;
        }
        foreach (float factor in Kernel)
            sum = (sum * 0.5) + factor;
        int n = 0;
        while (n < 2)
            n++;
        do
            sum -= n--;
        while (n > 0);
        return sum;
    }

    [Sample(4)]
    public static Tensor Conditions(Tensor x)
    {
        string kind = x.Rank switch
        {
            1 when x.Shape[0] > 3 => "long",
            1 => "short",
            _ => "other",
        };
        switch (kind)
        {
            case "long":
                x *= 2;
                break;
            case "short" or "other":
                x *= 3;
                break;
            default:
                throw new ArgumentException($"no such kind as {kind}");
        }
        return x.Shape is [var length] && length is > 2 and not 7 ? x + length : x;
    }

    [Sample(4)]
    public static Tensor Functions(Tensor x)
    {
        Func<Tensor, Tensor> twice = t => t * 2;
        Tensor Thrice(Tensor t) => (t + x) * 3;
        (Tensor low, Tensor high) = Halves(twice(x));
        List<Tensor> parts = [low];
        parts.Add(high);
        Tensor[] squares = [.. parts.Select(p => Square(p)), low];
        return Concat(0, squares) + Sum(Thrice(x)) + Enumerable.Range(1, 3).Sum() + Powers.Cube(Powers<int>.Square(low))[0];

        static (Tensor Low, Tensor High) Halves(Tensor t)
        {
            var halves = (t[..2], t[2..]);
            return (halves.Item1, halves.Item2);
        }
    }

    [Sample(4)]
    public static Tensor Arrays(Tensor x)
    {
        float[] numbers = new float[4];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (i / 2) + (i * Half) + (float)Math.Sqrt(i);
        int[] shape = [.. x.Shape];
        int total = shape.Aggregate(1, (a, b) => a * b);
        Refill(numbers, out float first, ref total);
        return (x * Constant(numbers, shape)) + first + total;

        static void Refill(float[] values, out float first, ref int count)
        {
            first = values[0] + 1;
            values[^1] = 3;
            count += 2;
        }
    }

    [Sample(6)]
    public static Tensor Lists(Tensor x)
    {
        List<Tensor> parts = new(), others = new List<Tensor>(4) { x[..2], x[2..4] };
        parts.Add(x[4..]);
        parts.AddRange(others);
        int[] numbers = [4, 1, 7, 2];
        float mean = Kernel.Average() * 2f;
        if (numbers.Any(n => n > 6) && numbers.All(n => n > 0) && parts.Skip(1).Any())
            x *= numbers.First(n => n > 4) + numbers.Last(n => n < 4) + numbers.Count(n => n % 2 == 0) + Enumerable.Empty<int>().Sum();
        Halved(numbers[1..3].Length, out _, out int half);
        return Concat(0, [.. parts]) * mean + x + half;

        static void Halved(int value, out int rest, out int half) => (half, rest) = (value / 2, value % 2);
    }

    [Sample(4)]
    public static Tensor MethodGroups(Tensor x)
    {
        Func<Tensor, Tensor> activation = Relu;
        Func<Tensor, Tensor, Tensor> both = Maximum;
        Tensor[] all = [.. new[] { x, 2 * x }.Select(Square)];
        return activation(x) + both(all[0], all[1]);
    }

    // Layers that take further tensors beside their inputs
    [Sample(5, 4)]
    public static Tensor MaskedAttention(Tensor x)
    {
        Tensor y = MultiHeadAttention(x, 2, mask: MatMul(x, x.Transpose()), keyPaddingMask: Constant([0, 0, 0, 1, 0]), bias: false, scale: 0.5);
        return MultiHeadAttention(y, 4, booleanMask: true, mask: 1 - CausalMask(5), bias: false, keyValueHeads: 2, headSize: 3);
    }

    [Sample(5, 4)]
    public static Tensor RecurrenceOfSomeSteps(Tensor x) =>
        Gru(x, 3, lengths: Constant([3]), activation: ActivationKind.Softsign, resetAfter: false) + Lstm(x, 3, lengths: 1 + Sum(Square(x[0])), returnSequence: false);

    // A tuple's parts are the layer's results; the first one is its output.
    [Sample(6)]
    public static (Tensor Mean, Tensor LogVariance) Encoded(Tensor x) => (Dense(x, 4, name: "mean"), Tanh(Dense(x, 4, name: "spread")));

    [Sample(3)]
    public static Tensor Recursive(Tensor x) => Folded(x, 3);

    [Sample(3, 5)]
    public static Tensor Scaled(Tensor x, [Adjustable(1.5)] Tensor scale) => Tanh(scale * x) + Square(scale);

    private static Tensor Folded(Tensor x, int depth) => depth == 0 ? x : Tanh(Folded(x, depth - 1) + (0.1 * depth));

    internal static class Powers
    {
        public static Tensor Cube(Tensor x) => x * Square(x);
    }

    internal static class Powers<T>
    {
        public static Tensor Square(Tensor x) => Functional.Square(x);
    }
}
