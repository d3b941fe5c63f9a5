using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>That a NaN goes through everything it takes part in, in the engine and in generated code of each width.</summary>
public class NotANumberTests
{
    private const int Features = 37;

    private static readonly int[] Batches = [1, 7, 17, 100];

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> ElementWise = new()
    {
        ["Relu"] = n => n.Relu(),
        ["Relu6"] = n => n.Relu6(),
        ["LeakyRelu"] = n => n.LeakyRelu(),
        ["HardTanh"] = n => n.HardTanh(),
        ["HardSigmoid"] = n => n.HardSigmoid(),
        ["HardSwish"] = n => n.HardSwish(),
        ["Softshrink"] = n => n.Softshrink(),
        ["Hardshrink"] = n => n.Hardshrink(),
        ["Threshold"] = n => n.Threshold(0.1, 3),
        ["Elu"] = n => n.Elu(),
        ["Selu"] = n => n.Selu(),
        ["Celu"] = n => n.Celu(),
        ["Gelu"] = n => n.Gelu(),
        ["GeluTanh"] = n => n.Gelu(tanh: true),
        ["Silu"] = n => n.Silu(),
        ["Mish"] = n => n.Mish(),
        ["Softplus"] = n => n.Softplus(),
        ["Softsign"] = n => n.Softsign(),
        ["Tanh"] = n => n.Tanh(),
        ["Tanhshrink"] = n => n.Tanhshrink(),
        ["Sigmoid"] = n => n.Sigmoid(),
        ["LogSigmoid"] = n => n.LogSigmoid(),
        ["Prelu"] = n => n.Prelu(),
        ["max(x, 0)"] = n => n.Activation("f", x => Max(x, 0)),
        ["max(0, x)"] = n => n.Activation("f", x => Max(0, x)),
        ["min(x, 1)"] = n => n.Activation("f", x => Min(x, 1)),
        ["clamp"] = n => n.Activation("f", x => Clamp(x, -1, 1)),
        ["max(x, 2 - x)"] = n => n.Activation("f", x => Max(x * x, 2 - x)),
        ["max(0, x²) + min(x, 3)"] = n => n.Activation("f", x => Max(0, x * x) + Min(Sin(x), x)),
    };

    [Fact]
    public void EveryActivation_IsAmongThem() =>
        Assert.Empty(Compiler.Layers.Activation.All.Select(a => a.Kind).Except(ElementWise.Keys));

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ANaN_ComesOutOfEveryElementWiseLayer_WhereItWentIn(int bits)
    {
        string[] names = [.. ElementWise.Keys];
        ImmutableArray<NetworkModel> models = [.. names.Select((name, i) => ElementWise[name](new NetworkBuilder($"NaN{i}").Input(Features)).ToModel())];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
        for (int i = 0; i < names.Length; i++)
        {
            foreach (int batch in Batches)
            {
                ComesOut(networks[i](7), batch, $"{names[i]}, generated");
                ComesOut(new EngineNetwork(models[i], seed: 7), batch, $"{names[i]}, engine");
            }
        }
    }

    // What a network with one output does to single floats is spelled otherwise than what it does to vectors.
    [Fact]
    public void ANaN_ComesOutOfASingleOutput()
    {
        string[] names = [.. ElementWise.Keys];
        ImmutableArray<NetworkModel> models = [.. names.Select((name, i) => ElementWise[name](new NetworkBuilder($"One{i}").Input(9).Dense(1)).ToModel())];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [256]);
        float[] input = [1, 2, 3, float.NaN, 5, 6, 7, 8, 9], output = [0];
        for (int i = 0; i < names.Length; i++)
        {
            foreach (INetwork network in new[] { networks[i](7), new EngineNetwork(models[i], seed: 7) })
            {
                network.Predict(input, output);
                Assert.True(float.IsNaN(output[0]), $"{names[i]}: {output[0]}");
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void MaxPooling_GivesNaN_ForTheWindowsThatSeeOne(int bits)
    {
        NetworkModel[] models =
        [
            new NetworkBuilder("Pool1").Input(3, 20).MaxPool1D([2]).ToModel(), new NetworkBuilder("Pool2").Input(2, 12, 18).MaxPool2D([2]).ToModel(),
            new NetworkBuilder("Pool3").Input(2, 12, 17).MaxPool2D([3], stride: 3).ToModel(), new NetworkBuilder("Pool4").Input(5, 7, 7).GlobalMaxPool().ToModel(),
            new NetworkBuilder("Pool5").Input(3, 100).GlobalMaxPool().ToModel(),
        ];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([.. models], [bits]);
        for (int i = 0; i < models.Length; i++)
        {
            foreach (int batch in Batches)
            {
                OneIsNaN(networks[i](7), batch, $"{models[i].Spec.Name}, generated");
                OneIsNaN(new EngineNetwork(models[i], seed: 7), batch, $"{models[i].Spec.Name}, engine");
            }
        }
    }

    [Fact]
    public void TheLossIsNaN_AndSoAreTheWeights_AfterABatchWithANaN()
    {
        NetworkModel[] models =
        [
            new NetworkBuilder("Loss1").Input(9).Dense(16).Relu().Dense(3).CrossEntropy().Sgd(0.1).ToModel(),
            new NetworkBuilder("Loss2").Input(9).Dense(16).HardTanh().Dense(3).Mse().ClipGradientValue(0.5).Sgd(0.1).ToModel(),
            new NetworkBuilder("Loss3").Input(9).Dense(16).Relu6().Dense(3).Mse().ClipGradientNorm(0.5).Sgd(0.1).ToModel(),
            new NetworkBuilder("Loss4").Input(9).Dense(16).Hardshrink().Dense(3).Sigmoid().BinaryCrossEntropy().Sgd(0.1).ToModel(),
            new NetworkBuilder("Loss5").Input(9).Dense(16).Relu().Dense(3).KlDiv().Sgd(0.1).ToModel(),
            new NetworkBuilder("Loss6").Input(9).Dense(16).Softshrink().Dense(3).MultiMargin().Sgd(0.1).ToModel(),
            new NetworkBuilder("Loss7").Input(1, 8, 8).Conv2D(4, [3]).Relu().MaxPool2D([2]).Flatten().Dense(3).CrossEntropy().Sgd(0.1).ToModel(),
        ];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([.. models], [256]);
        for (int i = 0; i < models.Length; i++)
        {
            foreach (int batch in Batches)
            {
                Spoils(networks[i](7), models[i], batch, $"{models[i].Spec.Name}, generated, batch {batch}");
                Spoils(new EngineNetwork(models[i], seed: 7), models[i], batch, $"{models[i].Spec.Name}, engine, batch {batch}");
            }
        }
    }

    // The loss of the first layer's output is infinite for some elements, and so is its gradient; where ReLU gave 0, nothing of it gets through.
    [Fact]
    public void WhatABranchHolds_DoesNotGetOut_WhereItIsNotTaken()
    {
        NetworkModel model = new NetworkBuilder("Branch").Input(5).Prelu().Relu()
            .Loss("steep", (y, t) => (y <= 0).Then(0, Log(y)) + (t * y / y)).Sgd(0.1).ToModel();
        NetworkModel roots = new NetworkBuilder("Roots").Input(5).Prelu().Activation("root", x => (x > 0).Then(Sqrt(x), x)).Mse().Sgd(0.1).ToModel();
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([model, roots], [256]);
        float[] inputs = [-1, -2, 3, -4, 5], zeros = new float[5];

        foreach (INetwork network in new[] { networks[0](7), new EngineNetwork(model, seed: 7) })
        {
            network.TrainBatch(inputs, zeros);
            Assert.All(network.Parameters[0].ToArray(), w => Assert.True(float.IsFinite(w)));
        }
        foreach (INetwork network in new[] { networks[1](7), new EngineNetwork(roots, seed: 7) })
        {
            Assert.True(float.IsFinite(network.TrainBatch(inputs, zeros)));
            Assert.All(network.Parameters[0].ToArray(), w => Assert.True(float.IsFinite(w)));
        }
    }

    private static void Spoils(INetwork network, NetworkModel model, int batch, string what)
    {
        RandomSource random = new(batch);
        float[] inputs = AgainstEngine.Inputs(random, model, batch);
        bool labels = model.Target == Losses.TargetKind.ClassIndices;
        float[] targets = AgainstEngine.Targets(random, model, batch);
        int[] classes = [.. Enumerable.Range(0, batch).Select(_ => random.Next(3))];
        Assert.True(float.IsFinite(Loss()), what);
        inputs[(batch / 2 * network.Info.InputSize) + 4] = float.NaN;
        Assert.True(float.IsNaN(Loss()), what);
        Assert.True(network.Parameters[0].ToArray().Any(float.IsNaN), $"{what}: the first weights");

        float Loss() => labels ? network.TrainBatch(inputs, classes) : network.TrainBatch(inputs, targets);
    }

    private static void ComesOut(INetwork network, int batch, string what)
    {
        float[] inputs = AgainstEngine.Values(new RandomSource(batch), batch * Features), outputs = new float[inputs.Length];
        for (int n = 0; n < batch; n++)
            inputs[(n * Features) + (n * 5 % Features)] = float.NaN;
        network.PredictBatch(inputs, outputs);
        for (int i = 0; i < inputs.Length; i++)
            Assert.True(float.IsNaN(inputs[i]) == float.IsNaN(outputs[i]), $"{what}, batch {batch}: {inputs[i]} gives {outputs[i]}");
    }

    private static void OneIsNaN(INetwork network, int batch, string what)
    {
        int size = network.Info.InputSize, outputs = network.Info.OutputSize;
        float[] inputs = AgainstEngine.Values(new RandomSource(batch), batch * size), clean = new float[batch * outputs], spoiled = new float[batch * outputs];
        network.PredictBatch(inputs, clean);
        for (int place = 0; place < size; place += 23)
        {
            float[] changed = [.. inputs];
            for (int n = 0; n < batch; n++)
                changed[(n * size) + ((place + n) % size)] = float.NaN;
            network.PredictBatch(changed, spoiled);
            for (int n = 0; n < batch; n++)
            {
                int found = Enumerable.Range(n * outputs, outputs).Count(i => float.IsNaN(spoiled[i]));
                bool inNone = network.Info.Name == "Pool3" && (place + n) % size % 17 >= 15;
                Assert.True(found == (inNone ? 0 : 1), $"{what}, batch {batch}: {found} are NaN for one at {(place + n) % size}");
            }
            Assert.All(Enumerable.Range(0, clean.Length).Where(i => !float.IsNaN(spoiled[i])), i => Assert.Equal(clean[i], spoiled[i]));
        }
    }
}
