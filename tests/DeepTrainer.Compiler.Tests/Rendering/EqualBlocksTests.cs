using System.Text.RegularExpressions;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Equal blocks of a network are one method, which is given their tensors.</summary>
public class EqualBlocksTests
{
    private static NetworkModel Encoders(int count) => Repeated("Encoders", count, n => n.TransformerEncoder(2, 12));

    private static NetworkModel Recurrent(int count) => Repeated("Recurrent", count, n => n.Lstm(6));

    private static NetworkModel Residual(int count)
    {
        NetworkBuilder network = new NetworkBuilder("Residual").Input(5, 6).Dense(6, name: "a0");
        for (int i = 1; i <= count; i++)
            network = network.LayerNorm(name: "n" + i).Dropout(0.1, name: "r" + i).Dense(6, name: "d" + i).Gelu(name: "g" + i).Add(from: $"a{i - 1}, g{i}", name: "a" + i);
        return network.Flatten().Dense(3).CrossEntropy().Sgd(0.1, momentum: 0.9).ToModel();
    }

    private static NetworkModel Repeated(string name, int count, Func<NetworkBuilder, NetworkBuilder> block)
    {
        NetworkBuilder network = new NetworkBuilder(name).Input(5, 6);
        for (int i = 0; i < count; i++)
            network = block(network);
        return network.Flatten().Dense(3).CrossEntropy().Sgd(0.1, momentum: 0.9).ToModel();
    }

    private static string GraphsOf(NetworkModel model) => Renderer.Run(model).Single(f => f.HintName.EndsWith(".Graphs.g.cs", StringComparison.Ordinal)).Text;

    private static string GraphsInChunks(NetworkModel model) =>
        Renderer.TryRun(model, Compiler.Planning.Target.X86, sumRows: 16).Files!.Value.Single(f => f.HintName.EndsWith(".Graphs.g.cs", StringComparison.Ordinal)).Text;

    public static TheoryData<string> Kinds => ["Encoders", "Recurrent", "Residual"];

    private static NetworkModel Model(string kind, int count) => kind switch { "Encoders" => Encoders(count), "Recurrent" => Recurrent(count), _ => Residual(count) };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ABlock_IsWrittenOnce_AndCalledForEach(string kind)
    {
        string text = GraphsOf(Model(kind, 7));
        string[] blocks = [.. Regex.Matches(text, @"static void (\w+Block\d+)\(").Select(m => m.Groups[1].Value)];

        Assert.NotEmpty(blocks);
        Assert.Equal(blocks.Distinct(), blocks);
        // The first and the last may differ from the others: what is before and behind them does.
        Assert.All(blocks, b => Assert.InRange(Regex.Count(text, $@"\b{b}\("), 3, 50));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MoreBlocks_AreMoreCalls_ButNoMoreMethods(string kind)
    {
        // both are trained in chunks, which the larger ones would be anyway
        string few = GraphsInChunks(Model(kind, 8)), many = GraphsInChunks(Model(kind, 16));

        // Fewer, as what is before and behind the blocks takes a smaller part of the time: less of it is worth several widths of vectors.
        Assert.InRange(Regex.Count(many, "static void "), 1, Regex.Count(few, "static void "));
        Assert.Equal(Regex.Count(few, @"static void \w+Block\d+\("), Regex.Count(many, @"static void \w+Block\d+\("));
        Assert.InRange(many.Length, few.Length, few.Length * 1.6);
    }

    [Fact]
    public void Blocks_ComputeWhatTheEngineDoes()
    {
        ImmutableArray<NetworkModel> models = [Encoders(4), Recurrent(5), Residual(9)];
        foreach ((NetworkModel model, Func<int, INetwork> create) in models.Zip(CompiledNetwork.Compile(models, [256])))
            AgainstEngine.Compare(model, create(7), 5);
    }

    // Threads wait for each other within a block, too.
    [Fact]
    public void Blocks_AreSharedByThreads()
    {
        NetworkModel model = Repeated("Wide", 5, n => n.Dense(120).Relu());
        Func<int, INetwork> create = CompiledNetwork.Compile([model], [256])[0];
        INetwork one = create(7), two = create(7);
        two.GetType().GetProperty("Threads")!.SetValue(two, 2);
        float[] inputs = AgainstEngine.Values(new RandomSource(5), 50 * one.Info.InputSize);
        int[] labels = [.. Enumerable.Range(0, 50).Select(i => i % 3)];
        for (int step = 0; step < 3; step++)
            Assert.Equal(one.TrainBatch(inputs, labels), two.TrainBatch(inputs, labels));
        Assert.All(one.Parameters.Zip(two.Parameters), p => Assert.Equal(p.First.ToArray(), p.Second.ToArray()));
    }
}
