namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>
/// The calls that are timed. Implemented by structs: the JIT compiles generic code once for each struct, so that every network's
/// methods are called directly, as an application calls them, and not through an interface that several classes share.
/// </summary>
internal interface ICalls
{
    INetwork Network { get; }

    void Predict(ReadOnlySpan<float> input, Span<float> output);

    void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs);

    float TrainBatch(TrainingBatch batch);
}
