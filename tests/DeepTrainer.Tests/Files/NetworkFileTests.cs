namespace DeepTrainer.Tests;

public class NetworkFileTests
{
    private static readonly float[] Inputs = [1, 2, 3, 4, 5, 6];
    private static readonly int[] Labels = [0, 1];

    [Fact]
    public void SavedWeights_AreLoadedBitForBit()
    {
        using var temporary = new Temporary();
        SoftmaxRegression saved = new(3, 2, seed: 1);
        SoftmaxRegression loaded = new(3, 2, seed: 2);
        saved.Save(temporary["net.safetensors"]);
        loaded.Load(temporary["net.safetensors"]);
        Assert.Equal(Weights(saved), Weights(loaded));
        Assert.Equal(["net.safetensors"], Directory.GetFiles(temporary.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void TrainingFromACheckpoint_GoesOnAsIfNotInterrupted()
    {
        SoftmaxRegression straight = new(3, 2, seed: 1);
        straight.TrainBatch(Inputs, Labels);
        straight.LearningRate = 0.05f;
        var stream = new MemoryStream();
        straight.SaveCheckpoint(stream);
        straight.TrainBatch(Inputs, Labels);

        SoftmaxRegression resumed = new(3, 2, seed: 2);
        stream.Position = 0;
        resumed.LoadCheckpoint(stream);
        Assert.Equal(1, resumed.Steps);
        Assert.Equal(0.05f, resumed.LearningRate);
        resumed.TrainBatch(Inputs, Labels);
        Assert.Equal(Weights(straight), Weights(resumed));
    }

    [Fact]
    public void TheWeightsOfACheckpoint_CanBeLoadedAlone()
    {
        SoftmaxRegression saved = new(3, 2, seed: 1);
        saved.TrainBatch(Inputs, Labels);
        var stream = new MemoryStream();
        saved.SaveCheckpoint(stream);
        stream.Position = 0;
        SoftmaxRegression loaded = new(3, 2, seed: 2);
        loaded.Load(stream);
        Assert.Equal(Weights(saved), Weights(loaded));
        Assert.Equal(0, loaded.Steps);
    }

    [Fact]
    public void WeightsWithoutOptimizerState_AreNoCheckpoint()
    {
        SoftmaxRegression network = new(3, 2, seed: 1);
        var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        Assert.Contains(
            "is no checkpoint", Assert.Throws<InvalidDataException>(() => network.LoadCheckpoint(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfAnotherNetwork_IsRefusedWithAllDifferences_AndChangesNothing()
    {
        SoftmaxRegression network = new(3, 2, seed: 1);
        float[] before = Weights(network);
        var stream = new MemoryStream();
        new TensorFile([new FileTensor("dense1.weight", [3, 2], new float[6]), new FileTensor("extra", [1], [1f])]).Write(stream);
        stream.Position = 0;
        var error = Assert.Throws<InvalidDataException>(() => network.Load(stream, "other.safetensors"));
        Assert.Equal(
            """
            'other.safetensors' doesn't fit 'Softmax'; it was saved by another network, or the layers have changed since:
              'dense1.weight' is [3, 2] but should be [2, 3]
              'dense1.bias' [2] is missing
              extra F32 [1] is unknown to the network
            If only the names differ, map the file's to the network's with LoadOptions.Prefixes or Rename.
            """, error.Message);
        Assert.Equal(before, Weights(network));
    }

    [Theory]
    [InlineData("-1", "0.1")]
    [InlineData("many", "0.1")]
    [InlineData("1", "NaN")]
    [InlineData("1", "-0.1")]
    public void ACheckpointWithImpossibleFigures_IsRefused_AndChangesNothing(string steps, string rate)
    {
        SoftmaxRegression network = new(3, 2, seed: 1);
        var stream = new MemoryStream();
        network.SaveCheckpoint(stream);
        stream.Position = 0;
        TensorFile file = TensorFile.Read(stream);
        var changed = new MemoryStream();
        new TensorFile(file.Tensors.Values, new Dictionary<string, string> { ["steps"] = steps, ["learning_rate"] = rate }).Write(changed);
        changed.Position = 0;
        SoftmaxRegression other = new(3, 2, seed: 2);
        float[] before = Weights(other);
        Assert.Throws<InvalidDataException>(() => other.LoadCheckpoint(changed));
        Assert.Equal(before, Weights(other));
    }

    [Fact]
    public void AWriteThatFails_LeavesTheOldFileWhole_AndNothingBeside()
    {
        using var temporary = new Temporary();
        string path = temporary["net.safetensors"];
        File.WriteAllText(path, "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1000]);
            throw new IOException("disk full");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(temporary.Folder));
    }

    [Fact]
    public void AFolderThatIsNotThere_IsAnIOException()
    {
        using var temporary = new Temporary();
        Assert.ThrowsAny<IOException>(() => new SoftmaxRegression(3, 2, 1).Save(temporary["missing/net.safetensors"]));
    }

    private static float[] Weights(SoftmaxRegression network) => [.. network.Parameters.SelectMany(parameter => parameter.ToArray())];
}
