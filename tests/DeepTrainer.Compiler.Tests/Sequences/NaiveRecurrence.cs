namespace DeepTrainer.Compiler.Tests.Sequences;

/// <summary>A recurrent layer as its formulas read, one sample and one step after another in float64.</summary>
/// <param name="weights">Its parameters by PyTorch's names.</param>
internal sealed record NaiveRecurrence(Func<string, float[]?> weights, string Kind, int Units, int Layers, int Directions)
{
    public Func<double, double> Activation { get; init; } = Math.Tanh;

    public Func<double, double> RecurrentActivation { get; init; } = Sigmoid;

    public bool ResetAfter { get; init; } = true;

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>All outputs [T][D·H] of x [T][F], and the final states [layers·directions][H].</summary>
    public (double[][] Output, double[][] H, double[][] C) Run(double[][] x, int length)
    {
        List<double[]> hs = [], cs = [];
        for (int layer = 0; layer < Layers; layer++)
        {
            double[][] y = [.. x.Select(_ => new double[Directions * Units])];
            for (int direction = 0; direction < Directions; direction++)
            {
                string suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                double[] h = new double[Units], c = new double[Units];
                for (int step = 0; step < length; step++)
                {
                    int t = direction == 0 ? step : length - 1 - step;
                    (h, c) = Step(x[t], h, c, suffix);
                    h.CopyTo(y[t], direction * Units);
                }
                hs.Add(h);
                cs.Add(c);
            }
            x = y;
        }
        return (x, [.. hs], [.. cs]);
    }

    private (double[] H, double[] C) Step(double[] x, double[] h, double[] c, string suffix)
    {
        double[] a = Affine("ih" + suffix, x), u = Affine("hh" + suffix, h);
        double Sum(int gate, int i) => a[(gate * Units) + i] + u[(gate * Units) + i];
        int[] all = [.. Enumerable.Range(0, Units)];
        switch (Kind)
        {
            case "Rnn":
                return ([.. all.Select(i => Activation(Sum(0, i)))], c);
            case "Lstm":
                double[] cell = [.. all.Select(i => (RecurrentActivation(Sum(1, i)) * c[i]) + (RecurrentActivation(Sum(0, i)) * Activation(Sum(2, i))))];
                return ([.. all.Select(i => RecurrentActivation(Sum(3, i)) * Activation(cell[i]))], cell);
            default:
                double[] r = [.. all.Select(i => RecurrentActivation(Sum(0, i)))], z = [.. all.Select(i => RecurrentActivation(Sum(1, i)))];
                double[] before = Affine("hh" + suffix, [.. all.Select(i => r[i] * h[i])]);
                double[] n = [.. all.Select(i => Activation(a[(2 * Units) + i] + (ResetAfter ? r[i] * u[(2 * Units) + i] : before[(2 * Units) + i])))];
                return ([.. all.Select(i => ((1 - z[i]) * n[i]) + (z[i] * h[i]))], c);
        }
    }

    private double[] Affine(string name, double[] x)
    {
        float[] weight = weights("weight_" + name)!;
        float[]? bias = weights("bias_" + name);
        return [.. Enumerable.Range(0, weight.Length / x.Length).Select(o => (bias?[o] ?? 0.0) + x.Select((v, i) => v * weight[(o * x.Length) + i]).Sum())];
    }
}
