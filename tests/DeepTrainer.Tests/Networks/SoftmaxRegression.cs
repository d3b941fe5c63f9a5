using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>The plainest network there is: dense and cross-entropy, trained by gradient descent with momentum, in loops.</summary>
internal sealed class SoftmaxRegression : INetwork
{
    private readonly int _inputs;
    private readonly int _classes;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Parameter _weightMomentum;
    private readonly Parameter _biasMomentum;

    public SoftmaxRegression(int inputs, int classes, int seed)
    {
        (_inputs, _classes) = (inputs, classes);
        // Transposed in memory, as generated networks have it.
        _weight = new Parameter("dense1.weight", [classes, inputs], new AlignedBuffer(classes * inputs), 0, [1, classes]);
        _bias = new Parameter("dense1.bias", [classes], new AlignedBuffer(classes), 0, [1]);
        _weightMomentum = new Parameter("dense1.weight.momentum_buffer", [classes, inputs], new AlignedBuffer(classes * inputs), 0, [1, classes]);
        _biasMomentum = new Parameter("dense1.bias.momentum_buffer", [classes], new AlignedBuffer(classes), 0, [1]);
        var random = new RandomSource(seed);
        Initializer.Initialize(_weight, Init.PyTorch, 0, inputs, classes, random);
        Initializer.Initialize(_bias, Init.PyTorch, 0, inputs, classes, random);
        Info = new NetworkInfo("Softmax", [inputs], [classes], TargetKind.ClassIndices, 1,
        [
            new LayerInfo("input", $"Input({inputs})", [], [inputs], 0),
            new LayerInfo("dense1", $"Dense({classes})", ["input"], [classes], classes * inputs + classes),
        ]);
    }

    public NetworkInfo Info { get; }

    public IReadOnlyList<Parameter> Parameters => [_weight, _bias];

    public IReadOnlyList<Parameter> OptimizerState => [_weightMomentum, _biasMomentum];

    public float LearningRate { get; set; } = 0.1f;

    public int Seed { get; set; }

    public long Steps { get; set; }

    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        for (int c = 0; c < _classes; c++)
        {
            output[c] = _bias[c];
            for (int k = 0; k < _inputs; k++)
                output[c] += _weight[c, k] * input[k];
        }
    }

    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int count = Check.PredictBatch(inputs.Length, _inputs, outputs.Length, _classes, Info.Name);
        for (int i = 0; i < count; i++)
            Predict(inputs.Slice(i * _inputs, _inputs), outputs.Slice(i * _classes, _classes));
    }

    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels)
    {
        float loss = Run(inputs, labels, train: true);
        Steps++;
        return loss;
    }

    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Run(inputs, labels, train: false);

    private float Run(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, bool train)
    {
        int count = Check.Batch(inputs.Length, _inputs, labels.Length, 1, Info.Name, nameof(labels));
        Check.Labels(labels, _classes, Info.Name);
        float[,] weightGradient = new float[_classes, _inputs];
        float[] biasGradient = new float[_classes];
        float[] p = new float[_classes];
        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> x = inputs.Slice(i * _inputs, _inputs);
            Predict(x, p);
            float max = p.Max();
            float sum = p.Sum(value => MathF.Exp(value - max));
            loss += MathF.Log(sum) + max - p[labels[i]];
            for (int c = 0; c < _classes; c++)
            {
                float gradient = (MathF.Exp(p[c] - max) / sum - (c == labels[i] ? 1 : 0)) / count;
                biasGradient[c] += gradient;
                for (int k = 0; k < _inputs; k++)
                    weightGradient[c, k] += gradient * x[k];
            }
        }
        for (int c = 0; train && c < _classes; c++)
        {
            _biasMomentum[c] = 0.9f * _biasMomentum[c] + biasGradient[c];
            _bias[c] -= LearningRate * _biasMomentum[c];
            for (int k = 0; k < _inputs; k++)
            {
                _weightMomentum[c, k] = 0.9f * _weightMomentum[c, k] + weightGradient[c, k];
                _weight[c, k] -= LearningRate * _weightMomentum[c, k];
            }
        }
        return (float)(loss / count);
    }
}
