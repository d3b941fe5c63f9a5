using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Sequences;

/// <summary>CTC against its definition: the sum over every alignment there is.</summary>
public class CtcTests
{
    private const int Steps = 5, Classes = 4, MaxLength = 3;

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(1, 1, -1)]
    [InlineData(2, 2, 2)]
    [InlineData(3, -1, -1)]
    [InlineData(-1, -1, -1)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 1, -1)]
    public void LossAndGradients_AreThoseOfAllAlignments(params int[] labels)
    {
        foreach (int blank in (int[])[0, 3])
        {
            int[] spelled = [.. labels.Select(l => l < 0 ? l : (l + blank) % Classes)];
            double[,] x = Random(7 + blank);
            EngineNetwork engine = Network(blank, zeroInfinity: false).Build(1);
            float[] input = [.. x.Cast<double>().Select(v => (float)v)];
            double expected = Mean(x, spelled, blank);
            Near(expected, engine.Evaluate(input, spelled), 1e-5);
            float[] gradient = engine.Gradients(input, spelled)["input"];
            for (int i = 0; i < gradient.Length; i++)
            {
                double[,] above = (double[,])x.Clone(), below = (double[,])x.Clone();
                above[i / Classes, i % Classes] += 1e-5;
                below[i / Classes, i % Classes] -= 1e-5;
                double numeric = double.IsInfinity(expected) ? 0 : (Mean(above, spelled, blank) - Mean(below, spelled, blank)) / 2e-5;
                Assert.Equal(numeric, gradient[i], 1e-4);
            }
        }
    }

    [Fact]
    public void MeanIsOverSamples_EachDividedByItsLabels()
    {
        double[,] first = Random(1), second = Random(2);
        float[] inputs = [.. first.Cast<double>().Concat(second.Cast<double>()).Select(v => (float)v)];
        double expected = (Mean(first, [1, 2, 3], 0) + Mean(second, [2, -1, -1], 0)) / 2;
        Near(expected, Network(0, false).Build(1).Evaluate(inputs, [1, 2, 3, 2, -1, -1]), 1e-5);
    }

    [Fact]
    public void LabelsThatDoNotFit_AreRefused_OrNothing()
    {
        // three equal labels need five steps; here are four
        NetworkBuilder Short(bool zero) => new NetworkBuilder("Short").Input(4, Classes).LogSoftmax().Ctc(MaxLength, zeroInfinity: zero).Sgd();
        float[] inputs = [.. Enumerable.Range(0, 2 * 4 * Classes).Select(i => MathF.Sin(i))];
        int[] labels = [2, 2, 2, 1, 2, -1];
        foreach (INetwork network in Both(Short(false).ToModel()))
        {
            string message = Assert.Throws<ArgumentException>("labels", () => network.TrainBatch(inputs, labels)).Message;
            Assert.Contains("The 3 labels of sample 0 need 5 steps", message, StringComparison.Ordinal);
            Assert.Contains("has 4", message, StringComparison.Ordinal);
            Assert.Equal(0, network.Steps);
        }
        EngineNetwork zero = Short(true).Build(1), alone = Short(false).Build(1);
        Near(alone.Evaluate(inputs.AsSpan(16), labels.AsSpan(3)) / 2, zero.Evaluate(inputs, labels), 1e-6);
        float[] gradient = zero.Gradients(inputs, labels)["input"];
        Assert.All(gradient[..16], g => Assert.Equal(0, g));
        Assert.Contains(gradient[16..], g => g != 0);
    }

    [Theory]
    [InlineData(0, new[] { 1, 0, 2 }, "the label at index 2 of 'Checked' is 2, but 0 at index 1 is the blank")]
    [InlineData(3, new[] { 3, 1, -1 }, "the label at index 1 of 'Checked' is 1, but 3 at index 0 is the blank")]
    [InlineData(0, new[] { 1, -1, 2 }, "the label at index 2 of 'Checked' is 2, but -1 at index 1 says that the labels end there")]
    [InlineData(0, new[] { -1, -1, 2 }, "the label at index 2 of 'Checked' is 2, but -1 at index 0 says that the labels end there")]
    public void RowsThatAreNoSequences_AreRefusedBeforeAnyWork(int blank, int[] row, string expected)
    {
        float[] inputs = [.. Enumerable.Range(0, 2 * Steps * Classes).Select(i => MathF.Sin(i))];
        int[] labels = [1, 2, -1, .. row];
        NetworkBuilder network = new NetworkBuilder("Checked").Input(Steps, Classes).LogSoftmax().Ctc(MaxLength, blank).Sgd();
        foreach (INetwork net in Both(network.ToModel()))
        {
            if (blank == 3)
                labels[0] = 2;
            string message = Assert.Throws<ArgumentException>("labels", () => net.TrainBatch(inputs, labels)).Message;
            Assert.Contains("In sample 1, " + expected, message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>("labels", () => net.Evaluate(inputs, labels));
            Dataset data = Dataset.FromLabels(inputs, [Steps, Classes], labels, [MaxLength], Classes, ignored: -1);
            Assert.Contains("In sample 1, ", Assert.Throws<ArgumentException>(() => new Trainer<INetwork>(net).Fit(data, batchSize: 1)).Message, StringComparison.Ordinal);
            Assert.Equal(0, net.Steps);
        }
    }

    [Fact]
    public void BlanksFillARowAsMinusOneDoes()
    {
        float[] inputs = [.. Enumerable.Range(0, 2 * Steps * Classes).Select(i => MathF.Sin(i))];
        foreach (int blank in (int[])[0, 2])
        {
            foreach (INetwork net in Both(new NetworkBuilder("Filled").Input(Steps, Classes).LogSoftmax().Ctc(MaxLength, blank).Sgd().ToModel()))
            {
                float expected = net.Evaluate(inputs, [1, 3, -1, 3, -1, -1]);
                Assert.True(expected > 0);
                Assert.Equal(expected, net.Evaluate(inputs, [1, 3, blank, 3, blank, -1]));
            }
        }
    }

    [Fact]
    public void SequencesAmongTheFloatsOfSeveralLosses_AreCheckedToo()
    {
        NetworkBuilder network = new NetworkBuilder("Row").Input(Steps, Classes).LogSoftmax(name: "l").Flatten().Dense(1, name: "d").Mse(from: "d").Ctc(MaxLength, from: "l").Sgd();
        foreach (INetwork net in Both(network.ToModel()))
        {
            float[] inputs = new float[Steps * Classes];
            Assert.True(net.Evaluate(inputs, (float[])[0.5f, 1, 0, 0]) > 0);
            Assert.Contains("In sample 0, the label at index 2",
                Assert.Throws<ArgumentException>("targets", () => net.Evaluate(inputs, (float[])[0.5f, 1, 0, 2])).Message, StringComparison.Ordinal);
        }
    }

    private static INetwork[] Both(NetworkModel model) => [new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)];

    [Fact]
    public void CertainClasses_HaveALogarithmOfZero()
    {
        // the classes at each step are certain: -∞ for all others
        float[] inputs = [.. new[] { 1, 1, 0, 2, 2 }.SelectMany(c => Enumerable.Range(0, Classes).Select(k => k == c ? 0 : float.NegativeInfinity))];
        EngineNetwork network = new NetworkBuilder("Certain").Input(Steps, Classes).Relu6(name: "unused").Dropout(from: "input").Ctc(MaxLength).Sgd().Build(1);
        Near(0, network.Evaluate(inputs, [1, 2, -1]), 1e-6);
        Assert.Equal(float.PositiveInfinity, network.Evaluate(inputs, [1, 3, -1]));
    }

    [Fact]
    public void GeneratedCode_TrainsAsTheEngineDoes()
    {
        NetworkModel model = new NetworkBuilder("Spelling").Input(Steps, 3).Gru(8).Flatten().Dense(Steps * Classes).Reshape([Steps, Classes]).LogSoftmax()
            .Ctc(MaxLength).Adam(learningRate: 0.01).ToModel();
        INetwork engine = new EngineNetwork(model, 3), generated = CompiledNetwork.Create(model, 3);
        float[] inputs = AgainstEngine.Values(new RandomSource(5), 3 * Steps * 3);
        int[] labels = [1, 2, 3, 2, 2, -1, 3, -1, -1];
        float first = engine.Evaluate(inputs, labels);
        for (int step = 0; step < 40; step++)
            Near(engine.TrainBatch(inputs, labels), generated.TrainBatch(inputs, labels), 2e-4);
        Near(engine.Evaluate(inputs, labels), generated.Evaluate(inputs, labels), 2e-4);
        Assert.True(engine.Evaluate(inputs, labels) < first / 2);
    }

    [Fact]
    public void WrongDeclarations_AreTold()
    {
        Told("[LogSoftmax]", new NetworkBuilder("Net").Input(4).Dense(3).Ctc(2));
        Told("at most 5", new NetworkBuilder("Net").Input(5, 3).LogSoftmax().Ctc(6));
        Told("from 0 to 2", new NetworkBuilder("Net").Input(5, 3).LogSoftmax().Ctc(2, blank: 3));
        Told("1 or more", new NetworkBuilder("Net").Input(5, 3).LogSoftmax().Ctc(0));

        static void Told(string words, NetworkBuilder network) =>
            Assert.Contains(words, Assert.Throws<NetworkDefinitionException>(network.Sgd().ToModel).Message, StringComparison.Ordinal);
    }

    private static NetworkBuilder Network(int blank, bool zeroInfinity) =>
        new NetworkBuilder("Net").Input(Steps, Classes).LogSoftmax().Ctc(MaxLength, blank, zeroInfinity).Sgd();

    private static double[,] Random(int seed)
    {
        RandomSource random = new(seed);
        double[,] x = new double[Steps, Classes];
        for (int t = 0; t < Steps; t++)
        {
            for (int k = 0; k < Classes; k++)
                x[t, k] = (float)random.NextGaussian();
        }
        return x;
    }

    // every sequence of one class a step, kept if it spells the labels
    private static double Mean(double[,] x, int[] row, int blank)
    {
        int[] labels = [.. row.Where(l => l >= 0)];
        double probability = 0;
        for (int code = 0; code < Math.Pow(Classes, Steps); code++)
        {
            int[] path = [.. Enumerable.Range(0, Steps).Select(t => code / (int)Math.Pow(Classes, t) % Classes)];
            IEnumerable<int> merged = path.Where((k, t) => t == 0 || path[t - 1] != k).Where(k => k != blank);
            if (merged.SequenceEqual(labels))
                probability += path.Select((k, t) => Math.Exp(x[t, k]) / Enumerable.Range(0, Classes).Sum(j => Math.Exp(x[t, j]))).Aggregate((a, b) => a * b);
        }
        return -Math.Log(probability) / Math.Max(1, labels.Length);
    }

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{actual} should be {expected}.");
}
