using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Networks that are compiled at run time.</summary>
public class CompileTests
{
    private static NetworkBuilder Classifier(int width) => new NetworkBuilder("Classifier").Input(5).Dense(width).Relu().Dense(3).CrossEntropy().Adam();

    [Fact]
    public void EachTopology_IsCompiledWithTheWeightsThatTheEngineHas()
    {
        foreach (int width in new[] { 1, 7, 33 })
            AgainstEngine.Compare(Classifier(width).ToModel(), Classifier(width).Compile().Create(seed: 7), batch: 17);
    }

    [Fact]
    public void ACompiledNetwork_IsTrainedAsOthersAre()
    {
        INetwork network = Classifier(8).Compile().Create(1);
        float[] inputs = [.. Enumerable.Range(0, 50).Select(i => (float)Math.Sin(i))];
        int[] labels = [.. Enumerable.Range(0, 10).Select(i => i % 3)];
        Dataset data = Dataset.FromLabels(inputs, [5], labels, 3);
        History history = new Trainer<INetwork>(network).Fit(data, epochs: 60, batchSize: 4);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss);
    }

    [Fact]
    public void ItsSources_AreThere()
    {
        CompiledTopology topology = Classifier(4).Compile();
        Assert.Equal("Classifier", topology.Type.Name);
        Assert.Contains(topology.Sources, s => s.Key == "Classifier.Graphs.g.cs" && s.Value.Contains("Dense1", StringComparison.Ordinal));
    }

    [Fact]
    public void ItsCode_IsCollected()
    {
        WeakReference code = Forgotten();
        for (int i = 0; code.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(code.IsAlive);
    }

    [Fact]
    public void Mistakes_AreThoseOfTheDeclaration() =>
        Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Wrong").Input(5).Dense(0).Compile());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forgotten()
    {
        INetwork network = Classifier(4).Compile().Create(1);
        network.Predict(new float[5], new float[3]);
        return new(network.GetType().Assembly);
    }
}
