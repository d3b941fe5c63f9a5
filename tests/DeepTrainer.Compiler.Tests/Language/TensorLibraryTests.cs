using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Language;

/// <summary>Single functions of tensors where they are easily got wrong.</summary>
public class TensorLibraryTests
{
    private static readonly float[] Two = [-2, 3];

    [Fact]
    public void ANormOfANumber_IsItsSize() => Assert.Equal([2f], Layer(x => Norm(x[0]), Two));

    [Fact]
    public void AVarianceOfANumber_IsZero() => Assert.Equal([0f, 0f], Layer(x => Stack(0, Variance(x[0]), StandardDeviation(x[1], [], keepDims: true)), Two));

    [Fact]
    public void ASoftmaxOfOneElement_LeavesTheGradientOfWhatItReads()
    {
        NetworkBuilder network = new NetworkBuilder("Single").Input(1, 3).Prelu().Layer((Tensor x) => Softmax(x, 0) + LogSoftmax(x, 0) + Square(x)).Flatten().Dense(2).Mse().Sgd();
        GradientCheckResult result = GradientCheck.Run(network);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
        result = GradientCheck.Run(new NetworkBuilder("Residual").Input(1, 3).Prelu(name: "stem").Softmax(axis: 0).Add("stem, softmax1").Flatten().Dense(2).Mse().Sgd());
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
    }

    [Fact]
    public void AMatrixProduct_StretchesAxesInFront() =>
        Assert.Equal([1, 4, 3, 2, 2], ShapeOf(x => MatMul(Ones(1, 4, 3, 2, 5) * x[0], Ones(1, 4, 3, 5, 2))));

    [Fact]
    public void AMatrixProduct_OfAxesThatOneSideLacks_Works() => Assert.Equal([1, 3, 4, 2, 2], ShapeOf(x => MatMul(Ones(3, 4, 2, 5) * x[0], Ones(1, 3, 4, 5, 2))));

    [Fact]
    public void ALossesMatrixProduct_KeepsTheBatchInFront() => Fails(
        new NetworkBuilder("Net").Input(3).Dense(3).Loss((Tensor a) => MatMul(a, Ones(1, 3, 2))).Sgd(),
        "MatMul of [N, 3] and [3, 2]: the batch must be the first axis of the result");

    [Fact]
    public void ALayerSeesNoOtherSamples() => Fails(
        new NetworkBuilder("Net").Input(3).Layer((Tensor x) => Sum(AllSamples(x), 0)).Mse().Sgd(),
        "AllSamples: only losses compare samples; a layer's prediction for one can't depend on others (BatchMean takes a mean while training)");

    [Fact]
    public void AngleAndGamma_AreRightAtTheirLimits()
    {
        Assert.Equal([0f, MathF.PI, MathF.PI / 2, -MathF.PI / 2], Layer(x => Atan2(x[..4], x[4..]), [0, 0, 2, -3, 1, -1, 0, 0]));
        float[] gammas = Layer(x => LogGamma(x), [1, 2, 7, 8, 1e6f]);
        foreach ((double expected, float actual) in new[] { 0, 0, Math.Log(720), Math.Log(5040), 12815504.569 }.Zip(gammas))
            Assert.Equal(expected, actual, 3e-6 * Math.Max(1, expected));
    }

    [Fact]
    public void PairsOfSamples_HaveNoNoise() => Fails(
        new NetworkBuilder("Net").Input(3).Dense(3).Loss((Tensor a) => Sum(Bernoulli(Contract("nd,md->nm", a, AllSamples(a))), 1)).Sgd(),
        "Bernoulli: random numbers are drawn for each sample, so their shape is that of a value of each sample");

    [Fact]
    public void TheAxisOfAllSamples_StaysAsItIs() => Fails(
        new NetworkBuilder("Net").Input(3).Dense(3).Loss((Tensor a) => AllSamples(a).Flatten()).Sgd(),
        "Flatten of [M, 3]: the axis of all samples stays as it is; Squeeze, Unsqueeze and Permute change what is around it");

    [Fact]
    public void TopK_OfMaskedElements_TakesEachOnce()
    {
        float[] numbers = Layer(x => TopK(Where(x > 0, x, double.NegativeInfinity), 3).Numbers, [-1, 5, -3]);
        Assert.Equal([1f, 0f, 2f], numbers);
        Assert.Equal([5f, float.NegativeInfinity], Layer(x => TopK(Where(x > 0, x, double.NegativeInfinity), 2).Values, [-1, 5, -3]));
    }

    [Fact]
    public void AnActivation_OfWhatAllSamplesShare_IsShared()
    {
        NetworkBuilder network = new NetworkBuilder("Net").Input(2).Dense(2).Loss((Tensor a, Tensor target) => Mean(a - target) * Relu(Ones(1, 2)).Reshape(2)).Sgd();
        Assert.True(float.IsFinite(new EngineNetwork(network.ToModel(), 1).Evaluate([1, 2], new float[] { 1, 2 })));
        Assert.Equal([1f, 1f], Layer(x => Gather(Gelu(Zeros(2, 2)), Floor(Abs(x)))[0] + 1, Two));
    }

    [Fact]
    public void ElementsOfASharedTensor_AreTakenByEachSamplesNumbers() =>
        Assert.Equal([3f, 1f, 2f], Layer(x => TakeAlong(Constant([1, 2, 3]), 0, x), [2, 0, 1]));

    // What is known while compiling lies nowhere in memory.
    [Fact]
    public void RowsByNumbersThatAreKnown_AreGathered()
    {
        NetworkModel model = new NetworkBuilder("Known").Input(2).Layer((Tensor x) =>
        {
            Tensor table = Weight("table", [3, 2]);
            return Concat(0, Gather(table, 2), Gather(table, Range(4) - 1).Flatten(), Gather(table, Zeros(1))[0]) * x[0];
        }).Dense(1).Mse().Sgd().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
        Assert.Equal([7f, 5f, 5f, 7f], Layer(x => Gather(Constant([5, 7]), Concat(0, (1 + (0 * x))[..1], Constant([-3, 0, 9]))), Two));
    }

    [Fact]
    public void RowsOfEachSamplesOwn_AreGathered()
    {
        NetworkBuilder network = new NetworkBuilder("Own").InputNamed("rows", 4, 3).InputNamed("numbers", 2)
            .Layer((Tensor rows, Tensor numbers) => Gather(Square(rows), numbers * 5), from: "rows, numbers").Flatten().Dense(2).Mse().Sgd();
        Assert.True(GradientCheck.Run(network).Worst.Relative < 1e-6);
        AgainstEngine.Compare(network.ToModel(), CompiledNetwork.Create(network.ToModel(), 7), 3);
        Assert.Equal([3f, 4f, 1f, 2f, 3f, 4f], Layer(x => Gather(x[..4].Reshape(2, 2), x[4..]).Flatten(), [1, 2, 3, 4, 1.5f, -2, 9]));
        Fails(new NetworkBuilder("Net").Input(3).Dense(3).Loss((Tensor a, Tensor target) => Gather(a, target)).Sgd(), "Gather: the table is rows, "
            + "not [N, 3]; in a loss Contract with OneHot(numbers, rows) takes rows of each sample's own, TakeAlong takes elements");
    }

    // Neither values nor gradients of rows that have another number, were they infinite; NaN is number 0.
    [Fact]
    public void RowsThatAreNotTaken_NeverCount()
    {
        const float Inf = float.PositiveInfinity;
        Assert.Equal([3f, 4f, 7f, 8f, 7f, 8f], Layer(x => Gather(x[..8].Reshape(4, 2), x[8..]).Flatten(), [Inf, float.NaN, 3, 4, -Inf, Inf, 7, 8, 1, 3, 9]));
        Assert.Equal([1f, 2f], Layer(x => Gather(x[..4].Reshape(2, 2), x[4..]).Flatten(), [1, 2, Inf, float.NaN, float.NaN]));
        Assert.Equal([Inf, 5f, 7f, 0f], Layer(x => ScatterAdd(Constant([0, 1, 2]), x.Reshape(3, 1), 4).Flatten(), [Inf, 5, 7]));
        NetworkModel model = new NetworkBuilder("Untaken").InputNamed("rows", 4, 3).InputNamed("numbers", 2)
            .Layer((Tensor rows, Tensor numbers) => Gather(2 * rows, numbers), from: "rows, numbers")
            .Flatten().Dense(2).Mse().Sgd().WithGradients().ToModel();
        float[] inputs = [Inf, float.NaN, -Inf, 1, 2, 3, 4, 5, 6, float.NaN, Inf, Inf, 1, 2], gradients = new float[14];
        foreach (IGradientNetwork network in new[] { new EngineNetwork(model, 7), (IGradientNetwork)CompiledNetwork.Create(model, 7) })
        {
            float[] ofWeights = new float[network.GradientSize];
            Assert.True(float.IsFinite(network.Gradients(inputs, [0.5f, 1], ofWeights, gradients)));
            Assert.All(ofWeights.Concat(gradients), g => Assert.True(float.IsFinite(g)));
            Assert.All(gradients.AsSpan(0, 3).ToArray().Concat(gradients.AsSpan(9, 5).ToArray()), g => Assert.Equal(0, g));
            Assert.NotEqual(0, gradients[3]);
        }
    }

    // Once a step it is computed in C#'s numbers, where 3 / 2 is 1.
    [Fact]
    public void NumbersThatAreKnown_AreComputedAsInTheEngine()
    {
        Tensor Known(Tensor x) => x * (3 / (Ones(1) + 1)) + Floor(Zeros(1) + 2.5) + Where(Ones(1) > 2, 1, 7) / (Ones(1) + 1);
        NetworkModel model = new NetworkBuilder("Halves").Input(2).Layer(Known).Dense(1).Mse().Sgd().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
        Assert.Equal([7f, 10f], Layer(Known, [1, 3]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void WindowsOfADiagonal_HaveGradients(int size)
    {
        NetworkBuilder network = new NetworkBuilder("Net").Input(size, size).Prelu()
            .Layer((Tensor x) => Windows(Diagonal(x), 0, 1 + (size / 2)) + Sum(Windows(Diagonal(Flip(x, 0)), 0, 1))).Flatten().Dense(2).Mse().Sgd();
        GradientCheckResult result = GradientCheck.Run(network);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
    }

    // The graph builder looks through views and sums; a gradient with respect to them would be 0 without a word.
    [Fact]
    public void AGradientByWhatWasSeenThrough_IsRefused()
    {
        Fails(new NetworkBuilder("Net").Input(4).Layer((Tensor x) =>
        {
            Tensor part = x[1..3];
            return Gradient(Square(part[0]), part);
        }), "Gradient with respect to [2]: what was made of it has been made of what it shows instead; take a copy, Tensor copy = WithGradientOf(t, t), and make the rest of that");
        Assert.Equal([8f, 0f], Layer(x =>
        {
            Tensor part = WithGradientOf(x[1..3], x[1..3]);
            return Gradient(Square(part[0]), part);
        }, [1, 4, 5]));
    }

    // Summed over the batch, samples would see each other.
    [Fact]
    public void AGradientByWhatAllSamplesShare_IsRefused_AndTakenOfEachSamplesOwn()
    {
        Fails(new NetworkBuilder("Net").Input(2).Layer((Tensor x) => Weight("w", [2], Init.Constant, 3) is var w ? x + Gradient(Sum(x * Square(w)), w) : x),
            "Gradient with respect to [2], which all samples share: it would be that of all samples together, of which a layer sees one; give each sample a copy of its own, "
            + "Tensor own = WithGradientOf(w + 0 * Sum(x), w + 0 * Sum(x)) with a value x of each sample, and make the rest of that");
        NetworkModel model = new NetworkBuilder("Net").Input(2).Layer((Tensor x) =>
        {
            Tensor w = Weight("w", [2], Init.Constant, 3) + (0 * Sum(x)), own = WithGradientOf(w, w);
            return Gradient(Sum(x * Square(own)), own);
        }).ToModel();
        foreach (INetwork network in new[] { new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1) })
        {
            float[] outputs = new float[6];
            network.PredictBatch([1, 2, 3, 4, 5, 6], outputs);
            Assert.Equal([6f, 12f, 18f, 24f, 30f, 36f], outputs);
        }
        Assert.Equal([6f, 6f], Layer(x => Gradient(Sum(Square(Weight("w", [2], Init.Constant, 3))), Weight("w", [2], Init.Constant, 3)) + (0 * x), Two));
    }

    [Fact]
    public void APredictionThatDependsOnOtherSamples_IsRefused()
    {
        const string Why = "what it predicts for one sample would depend on the others of its batch; BatchMean and BatchSize are for training, "
            + "within if (IsTraining), and for what Update notes";
        Fails(new NetworkBuilder("Net").Input(2).Layer((Tensor x) => x - BatchMean(x)), Why);
        Fails(new NetworkBuilder("Net").Input(2).Layer((Tensor x) => x / BatchSize), Why);
        Assert.NotNull(new NetworkBuilder("Net").Input(2).Layer((Tensor x) => IsTraining ? x - BatchMean(x) : x).Dense(2).Mse().Sgd().ToModel());
    }

    [Fact]
    public void ABufferAskedForAgain_IsTheSame()
    {
        Tensor Twice(Tensor x) => x + Buffer("kept", [2], 1) + Buffer("kept", [2], 1);
        Assert.Equal(["twice1.kept"], new EngineNetwork(Net(Twice).ToModel(), 1).Parameters.Select(p => p.Name));
        Fails(Net((Tensor x) => x + Buffer("kept", [2], 1) + Buffer("kept", [2], 2)), "\"kept\" is a buffer of [2] that starts with 1 already; give one of them another name");
    }

    [Fact]
    public void WhatTheUsersCodeThrows_IsToldAsAMistake() => Fails(Net(x => throw new ArgumentException("no such kind")), "no such kind");

    [Theory]
    [InlineData("null")]
    [InlineData("1e999")]
    public void AnOptionThatIsNoNumber_IsRefused(string value) =>
        Fails(new NetworkBuilder("Net").Input(2).Layer((Tensor x, double n) => x * n, $"n = {value}"), $"option 'n' is \"{value}\", but must be a number");

    [Fact]
    public void WhatIsTooLarge_IsRefused()
    {
        Fails(Net(x => Repeat(x, int.MaxValue, 0)), "Repeat gives 4,294,967,294 elements along an axis: that is more than 100,000,000 values");
        Fails(Net(x => Windows(x, 0, 100000, dilation: 100000)), "Windows of 100000 elements, 100000 apart, along axis 0 of [2]: there is no room");
        Fails(Net(x => Identity(100000)), "Identity gives [100000, 100000]: that is more than 100,000,000 values");
        Fails(Net(x => x.Unsqueeze(0).BroadcastTo(-5, 2)), "BroadcastTo of [1, 2] to [-5, 2]: only extents of 1 can be stretched");
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Fails(Net(x => Stack(2, x.Unsqueeze(0), x)), "Stack of [1, 2] and [2]: all must have one shape");
        Fails(Net(x => Relu(null!)), "Relu: one of its tensors is null");
        Fails(Net(x => Dense(Sum(x), 3)), "Dense of []: layers take tensors with an axis or more; x.Unsqueeze(0) has one");
        Fails(Net(x => Split(x, [int.MaxValue, 5], 0)[0]), "Split of [2] along axis 0 into [2147483647, 5]: the parts must have 2 elements together");
        Fails(Net(x => Variance(x, [0], false, correction: 2)), "Variance of 2 elements with a correction of 2: there must be more elements");
        Fails(Net(x => x * Weight("w", null!)), "Weight: argument 2 must be an array of whole numbers");
    }

    private static NetworkBuilder Net(Func<Tensor, Tensor> function) => new NetworkBuilder("Net").Input(2).Layer(function);

    private static float[] Layer(Func<Tensor, Tensor> function, float[] input)
    {
        EngineNetwork network = new(new NetworkBuilder("Net").Input(input.Length).Layer(function).ToModel(), 1);
        float[] output = new float[network.Info.OutputSize];
        network.PredictBatch(input, output);
        return output;
    }

    private static int[] ShapeOf(Func<Tensor, Tensor> function) =>
        [.. new NetworkBuilder("Net").Input(1).Layer(function).ToModel().Inference.Outputs[0].Value.Shape.PerSample];

    private static void Fails(NetworkBuilder network, string message) =>
        Assert.EndsWith(message, Assert.Throws<NetworkDefinitionException>(network.ToModel).Message, StringComparison.Ordinal);
}
