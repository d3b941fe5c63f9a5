using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>A model's open first axis is the network's batch.</summary>
public sealed class BatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    public void BatchesOfAnySize_GiveWhatOnnxRuntimeGives(int samples)
    {
        Case model = new(9, 17, c =>
        {
            string x = c.Builder.Input("x", [-1, 3, 8]), mixed = c.N("Softmax", [c.N("MatMul", [c.N("Conv", [x, c.W(5, 3, 3), c.W(5)]), c.W(6, 4)])], ("axis", 1));
            string flat = c.N("Reshape", [mixed, c.N("Concat", [c.N("Slice", [c.N("Shape", [mixed]), c.Ints(0), c.Ints(1)]), c.Ints(-1)], ("axis", 0))]);
            return [c.N("Gemm", [flat, c.W(7, 20), c.W(7)], ("transB", 1)), c.N("ReduceMean", [mixed], ("axes", new[] { 2 }))];
        });
        Random random = new(samples);
        float[] inputs = [.. Enumerable.Range(0, samples * 24).Select(_ => (random.NextSingle() * 2) - 1)];
        float[] expected = Witness.Run(model.Model, new Dictionary<string, TensorData> { ["x"] = new(ElementType.Float, [samples, 3, 8], inputs) });
        ImportedNetwork imported = OnnxImporter.Import(model.Model, "batch.onnx");
        Assert.Equal([1, 3, 8], imported.Inputs[0].Shape);
        INetwork network = GeneratedNetworks.Of(imported);
        float[] actual = new float[samples * 12];
        network.PredictBatch(inputs, actual);
        // each sample has both outputs; the model has all of one, then all of the other
        float[] inOrder = [.. Enumerable.Range(0, samples).SelectMany(i => actual[(i * 12)..((i * 12) + 7)]), .. Enumerable.Range(0, samples)
            .SelectMany(i => actual[((i * 12) + 7)..((i + 1) * 12)])];
        Assert.Null(Agreement.Difference(expected, inOrder, 1e-4, 1e-5));
    }
}
