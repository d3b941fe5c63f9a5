using DeepTrainer.Engine;

namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>The calls of the generic engine's network.</summary>
internal readonly struct EngineCalls(EngineNetwork network) : ICalls
{
    private readonly bool takesLabels = network.Info.TargetKind == TargetKind.ClassIndices;

    public INetwork Network => network;

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => network.Predict(input, output);

    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs) => network.PredictBatch(inputs, outputs);

    public float TrainBatch(TrainingBatch batch) => takesLabels
        ? network.TrainBatch(batch.Inputs, batch.Labels)
        : network.TrainBatch(batch.Inputs, batch.Targets);
}
