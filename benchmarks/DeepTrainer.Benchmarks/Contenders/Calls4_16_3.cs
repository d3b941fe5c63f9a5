namespace DeepTrainer.Benchmarks.Contenders;

/// <inheritdoc cref="ICalls"/>
internal readonly struct Calls4_16_3(int seed) : IGeneratedCalls<Calls4_16_3>
{
    private readonly Network4_16_3 network = new(seed);

    public INetwork Network => network;

    public static Calls4_16_3 Create(int seed) => new(seed);

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => network.Predict(input, output);

    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs) => network.PredictBatch(inputs, outputs);

    public float TrainBatch(TrainingBatch batch) => network.TrainBatch(batch.Inputs, batch.Labels);
}
