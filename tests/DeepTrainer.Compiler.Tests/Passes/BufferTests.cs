using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Tensors that layers keep and change while training, without training them.</summary>
public class BufferTests
{
    [Fact]
    public void ABufferFollowsItsUpdate_InTrainingOnly()
    {
        NetworkModel model = RunningMean();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            Parameter mean = network.Parameters.Single(p => p.Name == "norm1.running_mean"), count = network.Parameters.Single(p => p.Name == "norm1.num_batches_tracked");
            Assert.Equal([0.5f, 0.5f], mean.ToArray());
            network.Evaluate([1, 2, 3, 4], new float[4]);
            Assert.Equal([0.5f, 0.5f], mean.ToArray());
            network.TrainBatch([1, 2, 3, 4], new float[4]);
            network.TrainBatch([1, 2, 3, 4], new float[4]);
            Assert.Equal([0.81f * 0.5f + 0.19f * 2, 0.81f * 0.5f + 0.19f * 3], mean.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal([2f], count.ToArray());
            Assert.Equal((false, true), (mean.IsTrained, network.Parameters[0].IsTrained));
        }
    }

    [Fact]
    public void GeneratedCodeKeepsBuffersAsTheEngineDoes()
    {
        NetworkModel model = RunningMean();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void ABufferIsNoWeight()
    {
        NetworkModel model = RunningMean();
        INetwork network = CompiledNetwork.Create(model, 1);
        Assert.Equal(6, model.ParameterCount);
        Assert.DoesNotContain(network.OptimizerState, s => s.Name.StartsWith("norm1", StringComparison.Ordinal));
    }

    [Fact]
    public void PyTorchsCountsLoad_AndOthersOfItsIntegersDoNot()
    {
        EngineNetwork network = new(RunningMean(), 1);
        using MemoryStream stream = new();
        network.Save(stream);
        TensorFile saved = TensorFile.Read(new MemoryStream(stream.ToArray()), "saved");
        Assert.Equal(["dense1.weight", "dense1.bias", "norm1.running_mean", "norm1.num_batches_tracked"], network.Parameters.Select(p => p.Name));
        Assert.Equal(network.Parameters.Select(p => p.Name).Order(), saved.Tensors.Keys.Order());

        network.Load(new MemoryStream(WithInt64(stream.ToArray(), "norm1.num_batches_tracked", 42)));
        Assert.Equal([42f], network.Parameters[3].ToArray());
    }

    [Fact]
    public void WhoSharesABuffer_GoesOnFromTheLastValue()
    {
        GraphBuilder g = new();
        LayerTensors tensors = new();
        Node buffer = tensors.Add(g, new("a.n", "a", Shape.Scalar, new("Zeros", 0, 1, 1), IsBuffer: true));
        Node once = g.Map(n => n + 1, buffer);
        tensors.Update(buffer, once);
        Node twice = g.Map(n => n + 1, once);
        tensors.Update(once, twice);
        Assert.Equal([(buffer, twice)], tensors.Updates);
    }

    // y = dense(x) + mean, where mean ← 0.9·mean + 0.1·(the batch's mean of x), and a count of batches
    private static NetworkModel RunningMean()
    {
        NetworkModel model = new NetworkBuilder("Running").Input(2).Dense(2).Mse().Sgd(learningRate: 0.01, momentum: 0.9).ToModel();
        Node old = model.Training!.Output(Graph.Loss);
        GraphBuilder g = new();
        LayerTensors tensors = new();
        Dictionary<Node, Node> copies = [];
        ImmutableArray<(Node, Node)> updates = [.. model.Training.Updates.Select(u => (Copied(u.Target), Copied(u.Value)))];
        Node loss = Copied(old), input = g.Source(SourceKind.Input, "input", Shape.Batched(2));
        LayerContext c = new(g, Names.DeclarationOf(model.Spec), 1, "norm1", [], [input], ["input"], training: true, tensors);
        Node mean = c.Buffer("running_mean", Shape.Of(2), 0.5), count = c.Buffer("num_batches_tracked", Shape.Scalar, 0);
        Node sum = g.Reshape(g.Reduce(Reduction.Sum, input, 0), Shape.Of(2));
        Node batchMean = g.Map((s, n) => s / n, sum, g.HostScalar(Source.BatchSize));
        c.Update(mean, g.Map((m, x) => (0.9 * m) + (0.1 * x), mean, batchMean));
        c.Update(count, g.Map(n => n + 1, count));
        return model with
        {
            Parameters = [.. model.Parameters, .. tensors.Specs],
            Training = new Graph([(Graph.Loss, loss)], [.. updates, .. tensors.Updates]),
        };

        Node Copied(Node node)
        {
            if (copies.TryGetValue(node, out Node? known))
                return known;
            Node[] inputs = [.. node.Inputs.Select(Copied)];
            g.Scope = node.Name;
            return copies[node] = g.Make(node.Primitive, inputs);
        }
    }

    // The same file with one F32 number as an I64.
    private static byte[] WithInt64(byte[] file, string tensor, long value)
    {
        TensorFile read = TensorFile.Read(new MemoryStream(file), "file");
        List<byte> data = [];
        List<string> entries = [];
        foreach (FileTensor t in read.Tensors.Values)
        {
            byte[] bytes = t.Name == tensor ? BitConverter.GetBytes(value) : [.. t.ToFloats().SelectMany(BitConverter.GetBytes)];
            string type = t.Name == tensor ? "I64" : "F32";
            entries.Add($"\"{t.Name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(",", t.Shape)}],\"data_offsets\":[{data.Count},{data.Count + bytes.Length}]}}");
            data.AddRange(bytes);
        }
        byte[] header = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(",", entries)}}}");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. data];
    }
}
