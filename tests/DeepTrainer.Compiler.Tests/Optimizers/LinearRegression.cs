namespace DeepTrainer.Compiler.Tests.Optimizers;

/// <summary>
/// y = x·Wᵀ + b under the mean squared error, in float64 with plain loops: the reference for optimizers of which there are no numbers
/// from PyTorch.
/// </summary>
internal sealed class LinearRegression(double[] inputs, double[] targets, double[] weight, double[] bias)
{
    private readonly int outputs = bias.Length;
    private readonly int features = weight.Length / bias.Length;

    public double[] Weight => weight;

    public double[] Bias => bias;

    public double Loss { get; private set; }

    public double[] WeightGradient { get; } = new double[weight.Length];

    public double[] BiasGradient { get; } = new double[bias.Length];

    // x: [N, I]   W: [O, I]   b: [O]   t: [N, O]
    public void Differentiate()
    {
        int samples = inputs.Length / features;
        Loss = 0;
        Array.Clear(WeightGradient);
        Array.Clear(BiasGradient);
        for (int n = 0; n < samples; n++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double y = bias[o];
                for (int i = 0; i < features; i++)
                    y += weight[(o * features) + i] * inputs[(n * features) + i];
                double difference = y - targets[(n * outputs) + o];
                Loss += difference * difference / targets.Length;
                BiasGradient[o] += 2 * difference / targets.Length;
                for (int i = 0; i < features; i++)
                    WeightGradient[(o * features) + i] += 2 * difference / targets.Length * inputs[(n * features) + i];
            }
        }
    }
}
