using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

/// <summary>Attention as its formula reads, one position after another in float64.</summary>
internal sealed class NaiveAttention(EngineNetwork network, string layer, int features, int heads, bool causal, bool rotary)
{
    /// <summary>y of one sample: query [Lq, E], keys [Lk, Dk], values [Lk, Dv].</summary>
    public double[,] Run(double[,] query, double[,] keys, double[,] values)
    {
        double[,] q = Project(query, "q", 0), k = Project(keys, "k", 1), v = Project(values, "v", 2);
        int size = features / heads;
        double[,] heard = new double[query.GetLength(0), features];
        for (int head = 0; head < heads; head++)
        {
            if (rotary)
            {
                Turn(q, head * size, size);
                Turn(k, head * size, size);
            }
            for (int i = 0; i < q.GetLength(0); i++)
                Attend(q, k, v, heard, i, head * size, size);
        }
        return Linear(heard, Weights("out_proj.weight")!, Weights("out_proj.bias"), 0);
    }

    private void Attend(double[,] q, double[,] k, double[,] v, double[,] heard, int i, int start, int size)
    {
        int last = causal ? Math.Min(i + 1, k.GetLength(0)) : k.GetLength(0);
        double[] weights = new double[last];
        for (int j = 0; j < last; j++)
        {
            double product = 0;
            for (int d = 0; d < size; d++)
                product += q[i, start + d] * k[j, start + d];
            weights[j] = Math.Exp(product / Math.Sqrt(size));
        }
        double sum = weights.Sum();
        for (int j = 0; j < last; j++)
        {
            for (int d = 0; d < size; d++)
                heard[i, start + d] += weights[j] / sum * v[j, start + d];
        }
    }

    // (a, b) → (a·cos - b·sin, a·sin + b·cos) for each pair
    private static void Turn(double[,] x, int start, int size)
    {
        for (int position = 0; position < x.GetLength(0); position++)
        {
            for (int i = 0; i < size / 2; i++)
            {
                double angle = position / Math.Pow(10_000, 2.0 * i / size);
                double a = x[position, start + (2 * i)], b = x[position, start + (2 * i) + 1];
                x[position, start + (2 * i)] = (a * Math.Cos(angle)) - (b * Math.Sin(angle));
                x[position, start + (2 * i) + 1] = (a * Math.Sin(angle)) + (b * Math.Cos(angle));
            }
        }
    }

    private double[,] Project(double[,] x, string letter, int part) => Weights("in_proj_weight") is { } packed
        ? Linear(x, packed, Weights("in_proj_bias"), part * features)
        : Linear(x, Weights($"{letter}_proj_weight")!, Weights("in_proj_bias"), part * features, ownRows: true);

    // y[l, o] = Σᵢ x[l, i]·W[first + o, i] + b[first + o]
    private double[,] Linear(double[,] x, float[] weight, float[]? bias, int first, bool ownRows = false)
    {
        int inputs = x.GetLength(1), start = ownRows ? 0 : first;
        double[,] y = new double[x.GetLength(0), features];
        for (int l = 0; l < x.GetLength(0); l++)
        {
            for (int o = 0; o < features; o++)
            {
                y[l, o] = bias is null ? 0 : bias[first + o];
                for (int i = 0; i < inputs; i++)
                    y[l, o] += x[l, i] * weight[((start + o) * inputs) + i];
            }
        }
        return y;
    }

    private float[]? Weights(string name) => network.Parameters.FirstOrDefault(p => p.Name == $"{layer}.{name}")?.ToArray();
}
