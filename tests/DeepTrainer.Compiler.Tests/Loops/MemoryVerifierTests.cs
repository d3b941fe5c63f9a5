using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Loops;

/// <summary>No kernel reads or writes beside its tensors, proved for all batch sizes.</summary>
public class MemoryVerifierTests
{
    private const int Networks = 40, Chunks = 4;

    public static TheoryData<int> EachChunk => [.. Enumerable.Range(0, Chunks)];

    [Theory, MemberData(nameof(EachChunk))]
    public void RandomNetworks_StayInTheirMemory(int chunk)
    {
        for (int seed = chunk; seed < Networks; seed += Chunks)
        {
            IsEmpty(RandomNetworks.Generate(seed));
            IsEmpty(RandomImageNetworks.Generate(seed));
            IsEmpty(RandomNormalizedNetworks.Generate(seed));
        }
    }

    // Sums in parts, tables of many rows, panels of weights, rings of a stream, reflected borders, strides.
    [Fact]
    public void LargeAndOddNetworks_StayInTheirMemory()
    {
        IsEmpty(new NetworkBuilder("Long").Input(60, 61).Conv1D(3, [5], padding: 2).GlobalAvgPool().Dense(1).Mse().Adam().ToModel());
        IsEmpty(new NetworkBuilder("Language").Input(7).Embedding(30_522, 20).Lstm(5).Dense(30_522).CrossEntropy().AdamW().ToModel());
        IsEmpty(new NetworkBuilder("Panels").Input(700).Dense(512).Gelu().Dense(384).Dense(10).CrossEntropy().Sgd(0.1).ToModel());
        IsEmpty(new NetworkBuilder("Audio").Input([2, 37], time: 1).Conv1D(6, [3], dilation: 4, paddings: [8, 0]).Tanh().Conv1D(1, [1]).Mse().Adam().ToModel());
        IsEmpty(new NetworkBuilder("Positions").Input([6, 5], time: 0).PositionalEmbedding().Dense(3).Mse().Sgd(0.1).ToModel());
        IsEmpty(new NetworkBuilder("Distances").Input([6, 5], time: 0).MultiHeadAttention(1, causal: true, relativeBuckets: 8).PositionalEmbedding().Mse().Sgd(0.1).ToModel());
        IsEmpty(new NetworkBuilder("Chosen").Input(3, 4)
            .Layer((Tensor x) => MatMul(x, Weight("a", [4, 4])) + Gather(Weight("table", [5, 4]), Clamp(Floor(Abs(x[.., 0]) * 2), 0, 4))).Dense(2).Mse().Sgd(0.1).ToModel());
        IsEmpty(new NetworkBuilder("Twins").Input([20, 8], time: 0).TransformerEncoder(2, 16, causal: true).TransformerEncoder(2, 16, causal: true).ToModel());
        IsEmpty(new NetworkBuilder("Image").Input(3, 31, 17).Conv2D(7, [5], stride: 2, padding: 2).Relu().MaxPool2D([3], stride: 2)
            .Conv2D(5, [3], padding: 1).BatchNorm().Flatten().Dense(3).CrossEntropy().Adam().ToModel());
    }

    // Twice a kernel was given another one's method, which wrote on into what that one's tensor had behind its end: room for whole vectors.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void AMethodForPaddedMemory_IsNoneForTheCallers(int bits)
    {
        Target target = Target.X86.Single(w => w.Bits == bits);
        KernelPlan last = LastOf(new NetworkBuilder("Exact").Input(6).Dense(9).ToModel());
        Assert.Empty(MemoryVerifier.ProblemsOf(last.Kernel, target, KernelLoops.Of(last, target, "Last")));
        KernelPlan padded = last with
        {
            Kernel = last.Kernel.With(a => a.Storage.Name == "prediction"
                ? a with { Storage = new Storage("prediction", "", a.Storage.Shape, StorageKind.Temporary) } : a)
        };
        Assert.Contains(MemoryVerifier.ProblemsOf(last.Kernel, target, KernelLoops.Of(padded, target, "Last")),
            p => p.StartsWith("a store to 'prediction' may end behind it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void AMethodForMorePlaces_IsNoneForFewer(int bits)
    {
        Target target = Target.X86.Single(w => w.Bits == bits);
        KernelPlan nine = LastOf(new NetworkBuilder("Nine").Input(6).Dense(9).ToModel()), ten = LastOf(new NetworkBuilder("Ten").Input(6).Dense(10).ToModel());
        Assert.Contains(MemoryVerifier.ProblemsOf(nine.Kernel, target, KernelLoops.Of(ten, target, "Last")),
            p => p.Contains("'prediction' may end behind it", StringComparison.Ordinal));
        Assert.Empty(MemoryVerifier.ProblemsOf(ten.Kernel, target, KernelLoops.Of(nine, target, "Last")).Where(p => p.Contains("prediction", StringComparison.Ordinal)));
    }

    // What a method of the runtime does in memory is proved as what loops do.
    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void MorePartialSumsThanThereIsRoomFor_AreFound(int bits)
    {
        Target target = Target.X86.Single(w => w.Bits == bits);
        NetworkModel model = new NetworkBuilder("Sums").Input(70).Dense(9).Mse().Adam().ToModel();
        KernelPlan[] plans = [.. Planner.Run(model.Training!, new Persistent(model).Layouts).Kernels];
        (KernelPlan plan, ImmutableArray<Method> methods) = plans.Select(p => (p, KernelLoops.Of(p, target, "Update")))
            .First(p => Walk.Statements(p.Item2[0].Body).OfType<Stmt.AddUp>().Any());
        Assert.Empty(MemoryVerifier.ProblemsOf(plan.Kernel, target, methods));
        ImmutableArray<Method> wrong = methods.SetItem(0, methods[0] with { Body = More(methods[0].Body) });
        Assert.Contains(MemoryVerifier.ProblemsOf(plan.Kernel, target, wrong), p => p.StartsWith("a store to 'sums' may end behind it", StringComparison.Ordinal));

        static EquatableArray<Stmt> More(EquatableArray<Stmt> body) => body.Select(s => s switch
        {
            Stmt.For loop => loop with { Body = More(loop.Body) },
            Stmt.If test => test with { Body = More(test.Body) },
            Stmt.Block block => block with { Body = More(block.Body) },
            Stmt.AddUp add => add with { Count = add.Count + 1 },
            _ => s,
        }).ToEquatableArray();
    }

    private static KernelPlan LastOf(NetworkModel model) => Planner.Run(model.Inference, new Persistent(model).Layouts, oneSample: true).Kernels.Last();

    private static void IsEmpty(NetworkModel model)
    {
        string[] problems = [.. ProblemsOf(model).Take(4)];
        Assert.True(problems.Length == 0, string.Join("\n", problems));
    }

    private static IEnumerable<string> ProblemsOf(NetworkModel model)
    {
        GradientGraphs gradients = GradientGraphs.Of(model);
        StepInChunks? step = model.Training is null ? null : StepInChunks.Of(model.Training);
        WeightLayouts layouts = new Persistent(model, gradients, step).Layouts;
        Graph?[] batches = [model.Inference, model.Training, step?.After, .. gradients.All], samples = [model.Inference, model.Streaming?.Graph];
        IEnumerable<GraphPlan?> chunks = new[] { step?.Before, step?.Chunk }.OfType<Graph>().Select(g => Planner.InChunks(g, layouts));
        GraphPlan[] plans = [.. chunks.OfType<GraphPlan>(), .. batches.OfType<Graph>().Select(g => Planner.Run(g, layouts)),
            .. samples.OfType<Graph>().Select(g => Planner.Run(g, layouts, oneSample: true))];
        return from plan in plans
               from kernel in plan.Kernels
               from target in Target.All
               from problem in MemoryVerifier.ProblemsOf(kernel.Kernel, target, KernelLoops.Of(kernel, target, kernel.Name))
               select $"{model.Spec.Name} {kernel.Name} at {target.Bits} bits: {problem}";
    }
}
