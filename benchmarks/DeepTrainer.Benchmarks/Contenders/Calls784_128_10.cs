namespace DeepTrainer.Benchmarks.Contenders;

/// <inheritdoc cref="ICalls"/>
internal readonly struct Calls784_128_10(int seed) : IGeneratedCalls<Calls784_128_10>
{
    private readonly Network784_128_10 network = new(seed);

    public INetwork Network => network;

    public static Calls784_128_10 Create(int seed) => new(seed);

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => network.Predict(input, output);

    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs) => network.PredictBatch(inputs, outputs);

    public float TrainBatch(TrainingBatch batch) => network.TrainBatch(batch.Inputs, batch.Labels);
}
