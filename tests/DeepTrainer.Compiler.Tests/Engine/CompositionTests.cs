using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Ideas that put much together: recurrences within layers, gradients of gradients, several losses, odd sizes.</summary>
public class CompositionTests
{
    // Steps of gradient descent within the prediction (Finn et al., 2017): the first half of the samples' points are learned from, the others predicted.
    private static Tensor Adapted(Tensor x)
    {
        Tensor support = x[..5], query = x[5..], shared = Weight("fast", [3, 2]) + (0 * x[0, 0]), b = Weight("offset", [3], fanIn: 2);
        Tensor w = WithGradientOf(shared, shared); // each sample's own
        for (int step = 0; step < 2; step++)
        {
            Tensor inner = Mean(Square(Tanh(MatMul(support[.., ..2], w.Transpose()) + b) - support[.., 2..]));
            w -= 0.3 * Gradient(inner, w);
        }
        return Tanh(MatMul(query[.., ..2], w.Transpose()) + b).Flatten();
    }

    // A recurrence's last state by its input, as part of a loss.
    private static Tensor Sensitive(Tensor x, Tensor last) => Mean(Square(Norm(Gradient(Sum(Square(last)), x), 1, 2) - 1));

    // Runge and Kutta's fourth-order steps of a flow, with the trace of its Jacobian (Chen et al., 2018; Grathwohl et al., 2019).
    private static Tensor Flowing(Tensor x)
    {
        Tensor trace = 0 * x[..1];
        Tensor Slope(Tensor z, double t) => Linear(Tanh(Linear(Concat(0, z, (0 * z[..1]) + t), Weight("in", [7, 4]))), Weight("out", [3, 7]), Weight("bias", [3], fanIn: 7));
        for (int step = 0; step < 2; step++)
        {
            double t = 0.5 * step;
            Tensor a = Slope(x, t), b = Slope(x + (0.25 * a), t + 0.25), c = Slope(x + (0.25 * b), t + 0.25), d = Slope(x + (0.5 * c), t + 0.5);
            Tensor divergence = Gradient(a[0], x)[..1] + Gradient(a[1], x)[1..2] + Gradient(a[2], x)[2..];
            trace += 0.5 * divergence;
            x += 0.5 / 6 * (a + (2 * b) + (2 * c) + d);
        }
        return Concat(0, x, trace);
    }

    // Third derivatives: a Hessian times a vector, whose loss is learned by gradients once more.
    private static Tensor Curvature(Tensor x)
    {
        Tensor y = Sum(Softplus(Dense(x, 5, name: "in")) * Weight("out", [5], Init.Constant, 0.3)), v = Constant([1, -2, 0.5f, 1]);
        Tensor product = Gradient(Sum(Gradient(y, x) * v), x);
        return Concat(0, product, Gradient(Sum(product * v), x), y.Unsqueeze(0));
    }

    // Attention of 5 heads over what a recurrence gives, pooled by the elements that count most.
    private static Tensor Ranked(Tensor x)
    {
        Tensor h = Gru(x, 10, name: "gru") + Lstm(Flip(x, 0), 10, name: "lstm");
        Tensor y = LayerNorm(h + MultiHeadAttention(h, 5, causal: true, name: "mha"));
        (Tensor values, Tensor numbers) = TopK(Sum(Square(y), 1), 3);
        return Concat(0, Gather(y, numbers).Flatten(), Softmax(values), CumulativeSum(values, 0));
    }

    // A convolution whose filters each sample makes for itself (Jia et al., 2016).
    private static Tensor Dynamic(Tensor image)
    {
        Tensor filters = Softmax(Dense(Mean(image, 1, 2), 27, name: "filters").Reshape(3, 9), 1);
        Tensor windows = Windows(Windows(Pad(Pad(image, 1, 1, 1), 2, 1, 1), 1, 3), 2, 3).Reshape(3, 5, 7, 9);
        return Contract("chwk,ck->chw", windows, filters) * Sigmoid(Conv2D(image, 3, [1], name: "gate"));
    }

    // Contrasts samples by what a recurrence ends in, beside what it says.
    private static Tensor Contrast(Tensor h)
    {
        Tensor z = h / Sqrt(Sum(Square(h), [1], keepDims: true) + 0.1), others = 1 - Equal(SampleNumber.Unsqueeze(1), AllSamples(SampleNumber));
        return Log(1 + Sum(others * Exp(Contract("nd,md->nm", z, AllSamples(z))), 1));
    }

    // A mixture of experts that share a stem, each a product of low rank, weighed by a gate with a straight-through choice.
    private static Tensor Experts(Tensor x)
    {
        Tensor gate = Softmax(Dense(x, 3, name: "gate")), y = Zeros(5) + (0 * x[..1]);
        for (int i = 0; i < 3; i++)
        {
            Tensor low = MatMul(Weight($"a{i}", [5, 2]), MatMul(Weight($"b{i}", [2, 6]), x));
            y += gate[i] * (i % 2 == 0 ? Gelu(low) : Sin(low));
        }
        return y * (1 + (0.1 * LogSumExp(gate, 0)));
    }

    // A log-determinant by eliminating: a volume that is learned (Dinh et al., 2016, with full matrices).
    private static Tensor Volume(Tensor x)
    {
        Tensor m = MatMul(x.Reshape(3, 3), x.Reshape(3, 3).Transpose()) + (2 * Identity(3)), sum = 0 * x[0];
        for (int i = 0; i < 3; i++)
        {
            Tensor pivot = m[i, i];
            sum += Log(pivot);
            m -= m[.., i].Unsqueeze(1) * m[i].Unsqueeze(0) / pivot * (1 - OneHot(i, 3).Unsqueeze(1));
        }
        return Concat(0, sum.Unsqueeze(0), Linear(x, Weight("mix", [4, 9])));
    }

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Cases = new()
    {
        ["adapted"] = n => n.Input(9, 5).Layer(Adapted).Dense(3).Mse(),
        ["sensitive"] = n => n.Input(5, 3).Gru(7, returnSequence: false, name: "gru").Dense(2, name: "y").Mse(from: "y", name: "near")
            .Loss(Sensitive, from: "input, gru", name: "slope").Weighted(0.3),
        ["flowing"] = n => n.Input(3).Layer(Flowing).Dense(2).Mse(),
        ["curvature"] = n => n.Input(4).Layer(Curvature).Dense(3).Mse(),
        ["ranked"] = n => n.Input(7, 3).Layer(Ranked).Dense(3).CrossEntropy(),
        ["dynamic"] = n => n.Input(3, 5, 7).Layer(Dynamic).Relu().Flatten().Dense(2).Mse(),
        ["contrast"] = n => n.Input(4, 3).Recurrent(Cells.MinGru, [6], returnSequence: false, name: "h").Dense(3, name: "y").CrossEntropy(from: "y")
            .Loss(Contrast, from: "h").Weighted(0.5),
        ["experts"] = n => n.Input(6).Layer(Experts).Dense(4, name: "y").L1(from: "y").Weighted(0.2).Mse(from: "y"),
        ["volume"] = n => n.Input(9).Prelu(initialSlope: 0.7).Layer(Volume).Dense(2).Mse(),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static NetworkBuilder Network(string name) => Cases[name](new NetworkBuilder(char.ToUpperInvariant(name[0]) + name[1..]));

    [Theory, MemberData(nameof(Names))]
    public void GradientsAreRight(string name)
    {
        GradientCheckResult result = GradientCheck.Run(Network(name).Sgd(), seed: 5, samples: 3);
        Assert.True(result.Worst.Relative < 2e-5, $"{result}");
    }

    private static readonly Lazy<Dictionary<string, (NetworkModel Model, Func<int, INetwork> Create)>> Generated = new(() =>
    {
        NetworkModel[] models = [.. Cases.Keys.Select(name => Network(name).Sgd(0.02).ToModel())];
        return Cases.Keys.Zip(models, CompiledNetwork.Compile([.. models], [256])).ToDictionary(p => p.First, p => (p.Second, p.Third));
    });

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeAgreesWithTheEngine(string name)
    {
        foreach (int batch in new[] { 1, 3, 7, 17 })
            AgainstEngine.Compare(Generated.Value[name].Model, Generated.Value[name].Create(7), batch, tolerance: 1e-3);
    }
}
