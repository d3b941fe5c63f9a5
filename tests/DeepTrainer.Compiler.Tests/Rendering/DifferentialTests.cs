using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Generated code against the engine, which shares no code with the lowering.</summary>
public class DifferentialTests
{
    public const int RandomNetworkCount = 96;
    private const int Chunk = 12;

    private static readonly int[] Batches = [1, 2, 7, 16, 33];

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, RandomNetworkCount / Chunk)];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(32)]
    public void Perceptron_TrainsAsTheEngineDoes_AtEveryWidth(int batch)
    {
        NetworkModel model = new NetworkBuilder("Digits").Input(64).Dense(32).Relu().Dense(10).CrossEntropy().Adam().ToModel();
        foreach (int bits in (int[])[128, 256, 512])
            AgainstEngine.Compare(model, CompiledNetwork.Compile([model], [bits])[0](7), batch);
    }

    // Kernels for Arm are vectors of 128 bits in larger tiles: where there are fewer registers, the same numbers come out.
    [Theory, MemberData(nameof(Chunks))]
    public void RandomNetworks_TrainAsTheEngineDoes(int chunk)
    {
        ImmutableArray<Target> targets = [Target.All[chunk % Target.All.Length]];
        ImmutableArray<NetworkModel> models = [.. Enumerable.Range(chunk * Chunk, Chunk).Select(RandomNetworks.Generate)];
        Assert.All(models, m => Assert.Empty(Verifier.Violations(m.Training!)));
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, targets);
        for (int i = 0; i < models.Length; i++)
            AgainstEngine.Compare(models[i], networks[i](7), Batches[(chunk + i) % Batches.Length]);
    }

    // Products of a matrix with its own transpose, wide and tall.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Muon_TrainsAsTheEngineDoes_AtEveryWidth(int bits)
    {
        NetworkModel model = new NetworkBuilder("Orthogonal").Input(19).Dense(37).Tanh().Dense(5).Dense(1).Mse().Muon(adamWEpsilon: 0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Compile([model], [bits])[0](7), 16);
    }

    // A step so long that it is written in parts, each of which places the tensors that it uses.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Muon_OfWeightsOfOneElement_TrainsAsTheEngineDoes(int bits)
    {
        NetworkModel model = new NetworkBuilder("Single").Input([1, 4]).Rnn(1, layers: 2, bias: false, nonlinearity: ActivationKind.Relu).Flatten().Dense(2).Mse()
            .Muon(0.00003, epsilon: 1, adamWEpsilon: 0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Compile([model], [bits])[0](7), 2);
    }

    [Fact]
    public void ARuleThatReadsTheStepItself_Works()
    {
        NetworkModel model = new NetworkBuilder("Counted").Input(3).Dense(4).Mse().UpdateRule("slower", "w, g, t => w = w - 0.1 * g / t").ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void WithAllWidths_TheMachinesOwnIsTaken()
    {
        NetworkModel model = new NetworkBuilder("All").Input(9).Dense(17).Gelu().Dense(3).CrossEntropy().AdamW().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Compile([model], [512, 256, 128])[0](7), 19);
    }

    [Fact]
    public void OneOutput_AndOneInput_Work()
    {
        NetworkModel model = new NetworkBuilder("Narrow").Input(1).Dense(1).Tanh().Dense(3).Dense(1).Mse().Adam().ToModel();
        Func<int, INetwork> generated = CompiledNetwork.Compile([model], [256])[0];
        foreach (int batch in Batches)
            AgainstEngine.Compare(model, generated(7), batch);
    }

    [Fact]
    public void ANetworkOfOneActivation_PredictsIntoTheCallersMemory()
    {
        NetworkModel model = new NetworkBuilder("Only").Input(2, 3).Softplus().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void NetworksThatOnlyMoveData_Work()
    {
        NetworkModel flat = new NetworkBuilder("Flat").Input(2, 3).Flatten().ToModel();
        NetworkModel joined = new NetworkBuilder("Joined").Input(5).Dropout(name: "left").Dropout(name: "right", from: "input").Concat("left, right").ToModel();
        AgainstEngine.Compare(flat, CompiledNetwork.Create(flat, 7), 4);
        AgainstEngine.Compare(joined, CompiledNetwork.Create(joined, 7), 4);
    }
}
