namespace DeepTrainer.Tests;

/// <summary>
/// A network whose outputs are its inputs, so that metrics of it are metrics of the samples. It counts what is allocated between predictions.
/// </summary>
internal sealed class Echo(int[] shape, TargetKind kind, int targetSize) : INetwork
{
    private long _before = -1;

    public int Predictions { get; private set; }

    public List<long> Allocated { get; } = new(1000);

    public NetworkInfo Info { get; } = new("Echo", [.. shape], [.. shape], kind, targetSize, [new LayerInfo("input", "Input", [], [.. shape], 0)]);

    public IReadOnlyList<Parameter> Parameters => [];

    public IReadOnlyList<Parameter> OptimizerState => [];

    public float LearningRate { get; set; }

    public int Seed { get; set; }

    public long Steps { get; set; }

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => input.CopyTo(output);

    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        if (_before >= 0)
            Allocated.Add(GC.GetAllocatedBytesForCurrentThread() - _before);
        Predictions += outputs.Length / Info.OutputSize;
        inputs.CopyTo(outputs);
        _before = GC.GetAllocatedBytesForCurrentThread();
    }

    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => 1;

    // A new epoch's measuring begins after its training, and what happens before it may allocate.
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        _before = -1;
        return 1;
    }

    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => 1;

    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => 1;
}
