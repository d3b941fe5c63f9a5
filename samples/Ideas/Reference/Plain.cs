namespace Samples.Reference;

/// <summary>The dumbest way to compute what the references need: loops over numbers of 64 bits, and nothing of the library.</summary>
internal static class Plain
{
    public static Grid New(int n, Func<int, double> f)
    {
        Grid y = new(n);
        for (int i = 0; i < n; i++)
            y[i] = f(i);
        return y;
    }

    public static Grid New(int n, int m, Func<int, int, double> f)
    {
        Grid y = new(n, m);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                y[i, j] = f(i, j);
        return y;
    }

    public static Grid New(int n, int m, int o, Func<int, int, int, double> f)
    {
        Grid y = new(n, m, o);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                for (int k = 0; k < o; k++)
                    y[i, j, k] = f(i, j, k);
        return y;
    }

    public static double Sum(int n, Func<int, double> f)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += f(i);
        return sum;
    }

    public static double Sum(int n, int m, Func<int, int, double> f) => Sum(n, i => Sum(m, j => f(i, j)));

    public static double Mean(int n, Func<int, double> f) => Sum(n, f) / n;

    public static double Mean(int n, int m, Func<int, int, double> f) => Sum(n, m, f) / (n * m);

    public static double Max(int n, Func<int, double> f) => Enumerable.Range(0, n).Max(f);

    public static double Product(int n, Func<int, double> f) => Enumerable.Range(0, n).Aggregate(1.0, (p, i) => p * f(i));

    public static double Square(double x) => x * x;

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Relu(double x) => x > 0 ? x : 0;

    public static double Silu(double x) => x * Sigmoid(x);

    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    public static double Gelu(double x) => x / 2 * (1 + Erf(x / Math.Sqrt(2)));

    // 2/√π · Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), whose terms stay small enough up to 5
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    public static double Dot(Grid a, Grid b) => Sum(a.Data.Length, i => a.Data[i] * b.Data[i]);

    public static double Norm(Grid a) => Math.Sqrt(Dot(a, a));

    public static double Cosine(Grid a, Grid b) => Dot(a, b) / (Norm(a) * Norm(b));

    /// <summary>Along the one axis.</summary>
    public static Grid Softmax(Grid x)
    {
        double max = x.Data.Max(), sum = x.Data.Sum(v => Math.Exp(v - max));
        return x.Select(v => Math.Exp(v - max) / sum);
    }

    /// <summary>Each row for itself.</summary>
    public static Grid Rows(Grid x, Func<Grid, Grid> f)
    {
        Grid[] rows = [.. Enumerable.Range(0, x.Shape[0]).Select(i => f(x.Row(i)))];
        return new([x.Shape[0], .. rows[0].Shape], [.. rows.SelectMany(r => r.Data)]);
    }

    /// <summary>x [I], w [O, I], b [O].</summary>
    public static Grid Dense(Grid x, Grid w, Grid? b = null) => New(w.Shape[0], o => (b?[o] ?? 0) + Sum(w.Shape[1], i => w[o, i] * x[i]));

    /// <summary>x [L, I], w [O, I], b [O].</summary>
    public static Grid DenseRows(Grid x, Grid w, Grid? b = null) => Rows(x, r => Dense(r, w, b));

    /// <summary>a [I, K], b [K, J].</summary>
    public static Grid MatMul(Grid a, Grid b) => New(a.Shape[0], b.Shape[1], (i, j) => Sum(b.Shape[0], k => a[i, k] * b[k, j]));

    public static Grid Transpose(Grid a) => New(a.Shape[1], a.Shape[0], (i, j) => a[j, i]);

    /// <summary>x [D] → (x - mean) / √(variance + ε) · weight + bias</summary>
    public static Grid LayerNorm(Grid x, Grid? weight = null, Grid? bias = null, double epsilon = 1e-5)
    {
        int n = x.Shape[0];
        double mean = Mean(n, i => x[i]), variance = Mean(n, i => Square(x[i] - mean));
        return New(n, i => ((x[i] - mean) / Math.Sqrt(variance + epsilon) * (weight?[i] ?? 1)) + (bias?[i] ?? 0));
    }

    /// <summary>x [C, H, W], w [O, C / groups, K, K], b [O]</summary>
    public static Grid Conv2D(Grid x, Grid w, Grid? b = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        int kernelHeight = w.Shape[2], kernelWidth = w.Shape[3], perGroup = w.Shape[1], outputsPerGroup = w.Shape[0] / groups;
        int height = ((x.Shape[1] + (2 * padding) - (dilation * (kernelHeight - 1)) - 1) / stride) + 1,
            width = ((x.Shape[2] + (2 * padding) - (dilation * (kernelWidth - 1)) - 1) / stride) + 1;
        return New(w.Shape[0], height, width, (o, i, j) => (b?[o] ?? 0) + Sum(perGroup, c => Sum(kernelHeight, kernelWidth, (u, v) =>
            w[o, c, u, v] * At(x, (o / outputsPerGroup * perGroup) + c, (i * stride) + (u * dilation) - padding, (j * stride) + (v * dilation) - padding))));
    }

    /// <summary>x [C, L], w [O, C / groups, K], b [O]; zeros in front.</summary>
    public static Grid CausalConv1D(Grid x, Grid w, Grid? b = null, int dilation = 1)
    {
        int kernel = w.Shape[2];
        return New(w.Shape[0], x.Shape[1], (o, t) => (b?[o] ?? 0)
            + Sum(w.Shape[1], kernel, (c, k) => t - ((kernel - 1 - k) * dilation) is >= 0 and int at ? w[o, c, k] * x[c, at] : 0));
    }

    /// <summary>An element, 0 outside.</summary>
    public static double At(Grid x, int c, int i, int j) => i >= 0 && j >= 0 && i < x.Shape[1] && j < x.Shape[2] ? x[c, i, j] : 0;

    /// <summary>The mean of each channel: x [C, H, W] → [C].</summary>
    public static Grid ChannelMeans(Grid x) => New(x.Shape[0], c => Mean(x.Shape[1], x.Shape[2], (i, j) => x[c, i, j]));

    /// <summary>One head of attention: q [L, d], k [M, d], v [M, e], and what is added to the scores.</summary>
    public static Grid Attend(Grid q, Grid k, Grid v, Func<int, int, double>? bias = null)
    {
        Grid weights = Rows(New(q.Shape[0], k.Shape[0], (i, j) => (Dot(q.Row(i), k.Row(j)) / Math.Sqrt(q.Shape[1])) + (bias?.Invoke(i, j) ?? 0)), Softmax);
        return MatMul(weights, v);
    }

    /// <summary>Some columns of a matrix: [L, D] → [L, count].</summary>
    public static Grid Columns(Grid x, int start, int count) => New(x.Shape[0], count, (i, j) => x[i, start + j]);

    /// <summary>Matrices side by side.</summary>
    public static Grid Beside(params Grid[] parts)
    {
        Grid y = new(parts[0].Shape[0], parts.Sum(p => p.Shape[1]));
        for (int i = 0; i < y.Shape[0]; i++)
        {
            double[] row = [.. parts.SelectMany(p => p.Row(i).Data)];
            row.CopyTo(y.Data, i * y.Shape[1]);
        }
        return y;
    }

    /// <summary>One after another along the first axis.</summary>
    public static Grid Join(params Grid[] parts) => new([parts.Sum(p => p.Shape[0]), .. parts[0].Shape[1..]], [.. parts.SelectMany(p => p.Data)]);
}
