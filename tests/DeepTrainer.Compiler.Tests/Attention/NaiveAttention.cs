using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

/// <summary>Attention as its formula reads, one position after another in float64.</summary>
internal sealed class NaiveAttention(EngineNetwork network, string layer, int features, int heads, bool causal, bool rotary)
{
    /// <summary>How many heads have keys and values; all if null.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>The features of a head; its share of all if null.</summary>
    public int? HeadSize { get; init; }

    public double RotaryBase { get; init; } = 10_000;

    public double? Scale { get; init; }

    /// <summary>What becomes of a score of head, query and key; nothing may be looked at where it is null.</summary>
    public Func<int, int, int, double, double?> Masked { get; init; } = (_, _, _, score) => score;

    private int Size => HeadSize ?? features / heads;

    private int Shared => KeyValueHeads ?? heads;

    private int[] Rows => [heads * Size, Shared * Size, Shared * Size];

    /// <summary>y of one sample: query [Lq, E], keys [Lk, Dk], values [Lk, Dv].</summary>
    public double[,] Run(double[,] query, double[,] keys, double[,] values)
    {
        double[,] q = Project(query, "q", 0), k = Project(keys, "k", 1), v = Project(values, "v", 2);
        double[,] heard = new double[query.GetLength(0), heads * Size];
        for (int head = 0; head < heads && rotary; head++)
            Turn(q, head * Size);
        for (int head = 0; head < Shared && rotary; head++)
            Turn(k, head * Size);
        for (int head = 0; head < heads; head++)
        {
            for (int i = 0; i < q.GetLength(0); i++)
                Attend(q, k, v, heard, i, head);
        }
        return Linear(heard, Weights("out_proj.weight")!, Weights("out_proj.bias"), 0, features);
    }

    private void Attend(double[,] q, double[,] k, double[,] v, double[,] heard, int i, int head)
    {
        int start = head * Size, shared = head / (heads / Shared) * Size;
        double[] weights = new double[causal ? Math.Min(i + 1, k.GetLength(0)) : k.GetLength(0)];
        for (int j = 0; j < weights.Length; j++)
        {
            double product = 0;
            for (int d = 0; d < Size; d++)
                product += q[i, start + d] * k[j, shared + d];
            weights[j] = Masked(head, i, j, product * (Scale ?? 1 / Math.Sqrt(Size))) is { } score ? Math.Exp(score) : 0;
        }
        double sum = weights.Sum();
        for (int j = 0; j < weights.Length && sum > 0; j++)
        {
            for (int d = 0; d < Size; d++)
                heard[i, start + d] += weights[j] / sum * v[j, shared + d];
        }
    }

    // (a, b) → (a·cos - b·sin, a·sin + b·cos) for each pair
    private void Turn(double[,] x, int start)
    {
        for (int position = 0; position < x.GetLength(0); position++)
        {
            for (int i = 0; i < Size / 2; i++)
            {
                double angle = position / Math.Pow(RotaryBase, 2.0 * i / Size);
                double a = x[position, start + (2 * i)], b = x[position, start + (2 * i) + 1];
                x[position, start + (2 * i)] = (a * Math.Cos(angle)) - (b * Math.Sin(angle));
                x[position, start + (2 * i) + 1] = (a * Math.Sin(angle)) + (b * Math.Cos(angle));
            }
        }
    }

    private double[,] Project(double[,] x, string letter, int part)
    {
        int first = Rows.Take(part).Sum();
        return Weights("in_proj_weight") is { } packed ? Linear(x, packed, Weights("in_proj_bias"), first, Rows[part])
            : Linear(x, Weights($"{letter}_proj_weight")!, Weights("in_proj_bias"), first, Rows[part], ownRows: true);
    }

    // y[l, o] = Σᵢ x[l, i]·W[first + o, i] + b[first + o]
    private static double[,] Linear(double[,] x, float[] weight, float[]? bias, int first, int outputs, bool ownRows = false)
    {
        int inputs = x.GetLength(1), start = ownRows ? 0 : first;
        double[,] y = new double[x.GetLength(0), outputs];
        for (int l = 0; l < x.GetLength(0); l++)
        {
            for (int o = 0; o < outputs; o++)
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
