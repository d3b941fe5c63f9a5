using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>A network that learns nothing, notes what it is trained on, and has the losses it is told; every step adds 1 to its weight.</summary>
internal sealed class Spy(Dataset data) : INetwork
{
    private readonly Parameter _weight = new("w", [1], new AlignedBuffer(1), 0, [1]);

    public Func<int, int, float> Loss { get; init; } = (_, _) => 1;

    public List<int> Seen { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<float> Rates { get; } = [];

    public NetworkInfo Info { get; } =
        new("Spy", data.InputShape, [data.Classes], TargetKind.ClassIndices, 1, [new LayerInfo("input", "Input", [], data.InputShape, 0)]);

    public IReadOnlyList<Parameter> Parameters => [_weight];

    public IReadOnlyList<Parameter> OptimizerState => [];

    public float LearningRate { get; set; } = 0.1f;

    public int Seed { get; set; }

    public long Steps { get; set; }

    public float[] Weights() => _weight.ToArray();

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => output.Clear();

    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs) => outputs.Clear();

    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        for (int i = 0; i < labels.Length; i++)
            Seen.Add(IndexOf(inputs.Slice(i * data.InputSize, data.InputSize)));
        float loss = Loss(BatchSizes.Count, labels.Length);
        BatchSizes.Add(labels.Length);
        Rates.Add(LearningRate);
        _weight[0]++;
        Steps++;
        return loss;
    }

    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => 1;

    private int IndexOf(ReadOnlySpan<float> input)
    {
        for (int i = 0; i < data.Count; i++)
        {
            if (data.Input(i).SequenceEqual(input))
                return i;
        }
        return -1;
    }
}
