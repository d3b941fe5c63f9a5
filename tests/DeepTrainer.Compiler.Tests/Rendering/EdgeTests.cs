using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Losses and functions where numbers end: −∞, ties, probabilities of 0 and 1.</summary>
public class EdgeTests
{
    private const float Infinity = float.PositiveInfinity;

    [Fact]
    public void AClassWithLogitMinusInfinity_LeavesTheLossFinite_WhereAnotherIsTheLabel()
    {
        NetworkModel[] models =
        [
            new NetworkBuilder("Ce").Input(3).LeakyRelu().CrossEntropy().ToModel(),
            new NetworkBuilder("CeIgnore").Input(3).LeakyRelu().CrossEntropy(ignoreIndex: 1).ToModel(),
            new NetworkBuilder("CeWeights").Input(3).LeakyRelu().CrossEntropy(classWeights: [1, 2, 3]).ToModel(),
            new NetworkBuilder("Nll").Input(3).LeakyRelu().Nll().ToModel(),
            new NetworkBuilder("NllWeights").Input(3).LeakyRelu().Nll(classWeights: [1, 2, 3]).ToModel(),
            new NetworkBuilder("Margin").Input(3).LeakyRelu().MultiMargin().ToModel(),
        ];
        double crossEntropy = Math.Log(1 + Math.Exp(-1));
        double[] expected = [crossEntropy, crossEntropy, crossEntropy, -2, -2, 0];

        EachWay(models, (network, i) => Assert.Equal(expected[i], network.Evaluate([-Infinity, 1, 2], [2]), 1e-6));
    }

    [Fact]
    public void TheGradientOfBinaryCrossEntropy_IsPyTorchs_WhereTheLogarithmIsCutOff()
    {
        NetworkModel model = new NetworkBuilder("Bce").Input(1).Dense(1).BinaryCrossEntropy().Sgd(1e-12).ToModel();
        EachWay([model], (network, _) =>
        {
            // y = 0 and t = 1: the loss is 100, its gradient -1e12.
            network.Parameters[0].CopyFrom([0]);
            network.Parameters[1].CopyFrom([0]);
            Assert.Equal(100, network.TrainBatch([1], [1f]));
            Assert.Equal(1, network.Parameters[1].ToArray()[0], 1e-6f);
            // y = 0.25 and t = 1: (0.25 - 1) / (0.25 · 0.75) = -4
            network.Parameters[0].CopyFrom([0]);
            network.Parameters[1].CopyFrom([0.25f]);
            network.LearningRate = 0.01f;
            network.TrainBatch([1], [1f]);
            Assert.Equal(0.29f, network.Parameters[1].ToArray()[0], 1e-6f);
        });
    }

    [Fact]
    public void TheMarginOfATie_HasNoGradient()
    {
        NetworkModel model = new NetworkBuilder("Tie").Input(1).Dense(2).MultiMargin().Sgd(1).ToModel();
        EachWay([model], (network, _) =>
        {
            network.Parameters[0].CopyFrom([0, 0]);
            network.Parameters[1].CopyFrom([1, 0]);
            Assert.Equal(0, network.TrainBatch([1], [0]));
            Assert.Equal([1, 0], network.Parameters[1].ToArray());
        });
    }

    [Fact]
    public void Activations_AreRightFarOut_AndNextToZero()
    {
        (NetworkBuilder Network, float X, double Y)[] cases =
        [
            (new NetworkBuilder("A0").Input(1).Softplus(), -15, 3.059022737137205e-7), (new NetworkBuilder("A1").Input(1).Softplus(), -20, 2.061153620314381e-9),
            (new NetworkBuilder("A2").Input(1).LogSigmoid(), 20, -2.061153620314381e-9), (new NetworkBuilder("A3").Input(1).Mish(), -20, -4.122307240628762e-8),
            (new NetworkBuilder("A4").Input(1).Elu(), -1e-7f, -9.99999950e-8), (new NetworkBuilder("A5").Input(1).Celu(2), -1e-7f, -9.99999975e-8),
            (new NetworkBuilder("A6").Input(1).Selu(), -1e-7f, -1.75809925e-7), (new NetworkBuilder("A7").Input(1).Silu(), -1e30f, 0),
            (new NetworkBuilder("A8").Input(1).Sigmoid(), -95, 5.521082277028533e-42),
        ];
        EachWay([.. cases.Select(c => c.Network.ToModel())], (network, i) =>
        {
            float[] y = [0];
            network.Predict([cases[i].X], y);
            Assert.Equal(cases[i].Y, y[0], Math.Abs(cases[i].Y) * 1e-6 + 3e-45);
        });
        EachWay([new NetworkBuilder("A9").Input(1).Silu().ToModel()], (network, _) =>
        {
            float[] y = [0];
            network.Predict([-Infinity], y);
            Assert.True(float.IsNaN(y[0]));
        });
    }

    private static void EachWay(NetworkModel[] models, Action<INetwork, int> check)
    {
        foreach (int bits in new[] { 128, 512 })
        {
            ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([.. models], [bits]);
            for (int i = 0; i < models.Length; i++)
                check(networks[i](7), i);
        }
        for (int i = 0; i < models.Length; i++)
            check(new EngineNetwork(models[i], seed: 7), i);
    }
}
