using System.Reflection;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Networks of several inputs, outputs and losses: generated code against the engine.</summary>
public class StructureTests
{
    private static NetworkBuilder TwoInputs => new NetworkBuilder("TwoInputs").InputNamed("image", 3).Dense(5, name: "a").Tanh(name: "t")
        .InputNamed("extra", 4).Dense(2, name: "b").Concat(from: "t, b, extra").Dense(3).CrossEntropy().Adam();

    [Fact]
    public void SeveralInputs_AreOneSample()
    {
        NetworkModel model = TwoInputs.ToModel();
        INetwork generated = CompiledNetwork.Create(model, 7);
        AgainstEngine.Compare(model, generated, 5);

        Assert.Equal(7, generated.Info.InputSize);
        Assert.Equal([7], generated.Info.InputShape);
        Assert.Equal([("image", 3, 0), ("extra", 4, 3)], generated.Info.Inputs.Select(i => (i.Name, i.Size, i.Offset)));
        Assert.Equal(model.Inputs.Select(i => (i.Name, i.Size, i.Offset)), new EngineNetwork(model, 1).Info.Inputs.Select(i => (i.Name, i.Size, i.Offset)));
        Assert.Equal(["image", "extra"], generated.Info.Layers.Take(2).Select(l => l.Name));
        Assert.Equal((3, 0, 4, 3), (Constant(generated, "ImageSize"), Constant(generated, "ImageOffset"), Constant(generated, "ExtraSize"), Constant(generated, "ExtraOffset")));
    }

    // Both parts are made element by element, but the first one needs the second, by way of a product.
    [Fact]
    public void AJoinedValuesFirstPart_MayNeedItsSecond()
    {
        NetworkModel model = new NetworkBuilder("Order").Input(6).Tanh(name: "early").Dense(12).Slice(3, 6).Sigmoid(name: "late")
            .Concat("late, early").Dense(2).Mse().Sgd(0.1).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
        // If they were made together, the product would have to compute its factor for itself.
        Kernel product = Planner.Run(model.Inference, new Persistent(model).Layouts).Kernels.Select(k => k.Kernel).First(k => k.Reduction is not null);
        Assert.Contains("early", product.Operands.OfType<Operand.Load>().Select(l => l.Access.Storage.Name));
    }

    // Eight outputs are one vector of 256 bits as well as of 512; seventeen are two of 512 and three of 256.
    [Fact]
    public void KernelsThatTakeNoMoreNarrowVectors_AreWrittenInThoseOnly()
    {
        ImmutableArray<GeneratedFile> files = Renderer.Run(new NetworkBuilder("Few").Input(4).Dense(8).Dense(17).Mse().Sgd(0.1).ToModel(), [512, 256, 128]);
        string[] texts = [.. new[] { "Vector512.", "Vector256.", "Graphs." }.Select(file => files.Single(f => f.HintName.Contains(file, StringComparison.Ordinal)).Text)];
        bool[] Have(string word) => [.. texts.Select(t => t.Contains(word, StringComparison.Ordinal))];
        Assert.Equal([false, true, true], Have("static void Dense1One("));
        Assert.Equal([false, false, true], Have("if (Vector256.IsHardwareAccelerated) Vector256Code.Dense1One("));
        Assert.Equal([false, false, false], Have("Vector512Code.Dense1One("));
        Assert.Equal([true, true, true], Have("static void Dense2One("));
    }

    // Each has another width, so that each has kernels of its own.
    [Fact]
    public void LayersMayHaveTheNamesOfWhatGeneratedCodeUses()
    {
        string[] names =
        [
            "v", "lanes", "counters", "kernel", "team", "math", "mathF", "vectorMath", "methodImpl", "methodImplOptions", "skipLocalsInit",
            "vector512Code", "graphs", "batchPadding", "description",
            "predict", "predictOne", "evaluate", "train", "predictPart1", "aFinish", "a", "aFinishFinish", "float", "arena", "rows", "sum", "time",
            "sums", "stack", "apart", "all0", "one",
        ];
        NetworkBuilder network = new NetworkBuilder("Names").Input(3);
        for (int i = 0; i < names.Length; i++)
            network.Dense(i + 2, name: names[i]);
        NetworkModel model = network.Mse().Sgd(0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    [Fact]
    public void EachInput_IsItsSliceOfTheSample()
    {
        NetworkModel model = new NetworkBuilder("Slices").InputNamed("a", 2).Relu(name: "ra").InputNamed("b", 3).Relu(name: "rb")
            .Concat(from: "rb, ra").ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            float[] output = new float[10];
            network.PredictBatch([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], output);
            Assert.Equal([3, 4, 5, 1, 2, 8, 9, 10, 6, 7], output);
        }
    }

    [Fact]
    public void ANamedInput_IsKnownByIt()
    {
        NetworkModel model = new NetworkBuilder("Named").InputNamed("pixels", 4).Dense(4).Add(from: "pixels, dense1").ToModel();
        Assert.Equal("pixels", model.Inputs.Single().Name);
        Assert.Equal("pixels", CompiledNetwork.Create(model, 1).Info.Inputs.Single().Name);
    }

    [Fact]
    public void SeveralLosses_ShareARowOfTargets()
    {
        NetworkModel model = TwoHeads.ToModel();
        INetwork generated = CompiledNetwork.Create(model, 7);
        AgainstEngine.Compare(model, generated, 6);

        foreach (NetworkInfo info in (NetworkInfo[])[generated.Info, new EngineNetwork(model, 1).Info])
        {
            Assert.Equal([("kind", 3, 0), ("box", 2, 3)], info.Outputs.Select(o => (o.Name, o.Size, o.Offset)));
            Assert.Equal(TargetKind.Values, info.TargetKind);
            Assert.Equal(
                [("crossEntropy1", TargetKind.ClassIndices, 1, 0, 3), ("place", TargetKind.Values, 2, 1, 0), ("place.weight", TargetKind.Values, 1, 3, 0)],
                info.Targets.Select(t => (t.Name, t.Kind, t.Size, t.Offset, t.Classes)));
            Assert.Equal((5, 4), (info.OutputSize, info.TargetSize));
        }
        Assert.Equal((3, 2), (Constant(generated, "BoxOffset"), Constant(generated, "BoxSize")));
        Assert.Equal((0, 1), (Constant(generated, "CrossEntropy1TargetOffset"), Constant(generated, "PlaceTargetOffset")));
    }

    [Fact]
    public void TheTotal_IsTheWeightedSum()
    {
        float[] inputs = [1, -2, 0.5f, 2, 1, -1], targets = [2, 0.3f, -0.2f, 1, 0, 1.5f, 0.7f, 1];
        float total = TwoHeads.Build(1).Evaluate(inputs, targets);
        NetworkBuilder trunk() => new NetworkBuilder("One").Input(3).Dense(4, name: "trunk").Tanh(name: "t").Dense(3, name: "kind").Dense(2, name: "box", from: "t")
            .Output("kind, box");
        float kind = trunk().CrossEntropy(from: "kind").Build(1).Evaluate(inputs, [2, 0]);
        float box = trunk().Mse(from: "box").Build(1).Evaluate(inputs, (ReadOnlySpan<float>)[0.3f, -0.2f, 1.5f, 0.7f]);
        Assert.Equal(kind + (0.25f * box), total, 1e-5f);
    }

    [Fact]
    public void SampleWeights_ScaleEachSamplesPart()
    {
        NetworkBuilder plain = new NetworkBuilder("Plain").Input(2).Dense(2).Mse(), weighted = new NetworkBuilder("Weighted").Input(2).Dense(2).Mse().Weighted(sampleWeights: true);
        float first = plain.Build(1).Evaluate([1, 2], [0.5f, 0]), second = plain.Build(1).Evaluate([3, -1], [1f, 2]);
        float both = weighted.Build(1).Evaluate([1, 2, 3, -1], [0.5f, 0, 3, 1, 2, 0.5f]);
        Assert.Equal(((3 * first) + (0.5f * second)) / 2, both, 1e-5f);
    }

    [Fact]
    public void ALossOnNoOutput_CountsWhereverLossesAreTold()
    {
        NetworkBuilder builder = new NetworkBuilder("Auxiliary").Input(3).Dense(4, name: "hidden").Tanh().Dense(2, name: "head").Output("head")
            .Mse(from: "head").Mse(from: "hidden").Sgd(learningRate: 0);
        NetworkModel model = builder.ToModel();
        INetwork generated = CompiledNetwork.Create(model, 7);
        AgainstEngine.Compare(model, generated, 4);
        float[] inputs = [1, 2, 3], targets = [0, 0, 5, 5, 5, 5];
        Assert.Equal(2, generated.Info.OutputSize);
        float[] output = new float[2];
        generated.Predict(inputs, output);
        Assert.True(generated.Evaluate(inputs, targets) > output.Average(y => y * y) + 1);
        Assert.Equal(generated.Evaluate(inputs, targets), generated.TrainBatch(inputs, targets), 1e-5f);
    }

    [Fact]
    public void AClassIndexAmongFloats_IsCheckedBeforeAnyWork()
    {
        NetworkModel model = TwoHeads.ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            ArgumentOutOfRangeException wrong = Assert.Throws<ArgumentOutOfRangeException>(() => network.TrainBatch(new float[6], new float[] { 2, 0, 0, 1, 1.5f, 0, 0, 1 }));
            Assert.Contains("'crossEntropy1' of 'TwoHeads' has 3 classes, 0 to 2, but the target of sample 1 is 1.5", wrong.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => network.TrainBatch(new float[6], new float[7]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void LabelsAtPositions_AreCheckedAndCounted(int axis)
    {
        NetworkBuilder builder = new NetworkBuilder("Positions").Input(2).Dense(12).Reshape(axis == 0 ? [3, 4] : [4, 3]).CrossEntropy(axis: axis, ignoreIndex: -1).Sgd();
        NetworkModel model = builder.ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            Assert.Equal((4, 3, axis == 0 ? 0 : 1, -1),
                (network.Info.TargetSize, network.Info.Targets[0].Classes, network.Info.Targets[0].ClassAxis, network.Info.Targets[0].Ignored));
            Assert.True(float.IsFinite(network.TrainBatch([1, 2], [0, 2, -1, 1])));
            Assert.Equal(0, network.Evaluate([1, 2], [-1, -1, -1, -1]));
            Assert.Throws<ArgumentException>(() => network.TrainBatch([1, 2], [0, 2, 1]));
            Assert.Contains("3 classes", Assert.Throws<ArgumentOutOfRangeException>(() => network.TrainBatch([1, 2], [0, 2, 3, -1])).Message, StringComparison.Ordinal);
        }
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void TripletsNeedNoTargets()
    {
        NetworkModel model = new NetworkBuilder("Triplets").InputNamed("a", 3).Dense(2, name: "da").InputNamed("p", 3).Dense(2, name: "dp").InputNamed("n", 3).Dense(2, name: "dn")
            .TripletMargin("da, dp, dn").Adam().ToModel();
        INetwork generated = CompiledNetwork.Create(model, 7);
        AgainstEngine.Compare(model, generated, 5);
        Assert.Equal(0, generated.Info.TargetSize);
        Assert.Throws<ArgumentException>(() => generated.TrainBatch(new float[9], new float[1]));
    }

    // torchvision's sigmoid_focal_loss, written out
    [Fact]
    public void Focal_IsItsFormula()
    {
        EngineNetwork network = new NetworkBuilder("Focal").Input(2).Dense(2, init: Init.Constant, initValue: 1, biasInit: Init.Zeros).Focal().Build(1);
        double expected = (Of(1.5, 1) + Of(1.5, 0)) / 2;
        Assert.Equal(expected, network.Evaluate([1, 0.5f], (ReadOnlySpan<float>)[1f, 0]), 1e-6);

        static double Of(double x, int t)
        {
            double p = 1 / (1 + Math.Exp(-x)), truth = t == 1 ? p : 1 - p;
            return (t == 1 ? 0.25 : 0.75) * Math.Pow(1 - truth, 2) * -Math.Log(truth);
        }
    }

    private static NetworkBuilder TwoHeads => new NetworkBuilder("TwoHeads").Input(3).Dense(4, name: "trunk").Tanh(name: "t").Dense(3, name: "kind")
        .Dense(2, name: "box", from: "t").CrossEntropy(from: "kind").Mse(from: "box", name: "place").Weighted(0.25, sampleWeights: true).Adam();

    private static int Constant(INetwork network, string name) =>
        (int)network.GetType().GetField(name, BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!;
}
