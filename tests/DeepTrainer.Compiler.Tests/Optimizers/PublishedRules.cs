namespace DeepTrainer.Compiler.Tests.Optimizers;

/// <summary>One tensor's step: changes <paramref name="w"/> along its gradient. <paramref name="rows"/> is 0 for a vector.</summary>
internal delegate void Rule(double[] w, double[] g, int rows, int t, State state);

/// <summary>What a rule remembers of a tensor: arrays by name, zero at first.</summary>
internal sealed class State
{
    private readonly Dictionary<string, double[]> arrays = [];

    public double[] Of(string name, int length) => arrays.TryGetValue(name, out double[]? array) ? array : arrays[name] = new double[length];
}

/// <summary>The algorithms as their papers print them, element by element in float64.</summary>
internal static class PublishedRules
{
    // Chen et al., 2023, algorithm 2.
    public static Rule Lion(double lr, double beta1, double beta2, double decay) => (w, g, _, _, state) =>
    {
        double[] m = state.Of("m", w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            double c = (beta1 * m[i]) + ((1 - beta1) * g[i]);
            w[i] -= lr * (Math.Sign(c) + (decay * w[i]));
            m[i] = (beta2 * m[i]) + ((1 - beta2) * g[i]);
        }
    };

    // You et al., 2020, algorithm 2, with φ(z) = z.
    public static Rule Lamb(double lr, double beta1, double beta2, double epsilon, double decay) => (w, g, _, t, state) =>
    {
        double[] m = state.Of("m", w.Length), v = state.Of("v", w.Length), u = new double[w.Length];
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = (beta1 * m[i]) + ((1 - beta1) * g[i]);
            v[i] = (beta2 * v[i]) + ((1 - beta2) * g[i] * g[i]);
            double mean = m[i] / (1 - Math.Pow(beta1, t)), square = v[i] / (1 - Math.Pow(beta2, t));
            u[i] = (mean / (Math.Sqrt(square) + epsilon)) + (decay * w[i]);
        }
        double trust = Matrices.Norm(w) > 0 && Matrices.Norm(u) > 0 ? Matrices.Norm(w) / Matrices.Norm(u) : 1;
        for (int i = 0; i < w.Length; i++)
            w[i] -= lr * trust * u[i];
    };

    // Jordan et al., 2024: NewtonSchulz5 and the code next to it; scales as in PyTorch's documentation.
    public static Rule Muon(
        double lr, double momentum, bool nesterov, double decay, int steps, MuonAdjustment adjustment, Rule adamW,
        double epsilon = 1e-7) => (w, g, rows, t, state) =>
    {
        if (rows == 0)
        {
            adamW(w, g, rows, t, state);
            return;
        }
        double[] buffer = state.Of("buffer", w.Length), update = new double[w.Length];
        for (int i = 0; i < w.Length; i++)
        {
            buffer[i] += (1 - momentum) * (g[i] - buffer[i]);
            update[i] = nesterov ? g[i] + (momentum * (buffer[i] - g[i])) : buffer[i];
        }
        int columns = w.Length / rows;
        double[] orthogonal = Matrices.NewtonSchulz(update, rows, steps, epsilon);
        double scale = adjustment == MuonAdjustment.Original
            ? Math.Sqrt(Math.Max(1, (double)rows / columns))
            : 0.2 * Math.Sqrt(Math.Max(rows, columns));
        for (int i = 0; i < w.Length; i++)
            w[i] = (w[i] * (1 - (lr * decay))) - (lr * scale * orthogonal[i]);
    };

    // Loshchilov and Hutter, 2019, algorithm 2.
    public static Rule AdamW(double lr, double beta1, double beta2, double epsilon, double decay) => (w, g, _, t, state) =>
    {
        double[] m = state.Of("m", w.Length), v = state.Of("v", w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = (beta1 * m[i]) + ((1 - beta1) * g[i]);
            v[i] = (beta2 * v[i]) + ((1 - beta2) * g[i] * g[i]);
            w[i] -= lr * decay * w[i];
            w[i] -= lr * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, t))) + epsilon);
        }
    };

    // PyTorch's documentation of NAdam.
    public static Rule NAdam(
        double lr, double beta1, double beta2, double epsilon, double decay, double momentumDecay, bool decoupled) => (w, g, _, t, state) =>
    {
        double[] m = state.Of("m", w.Length), v = state.Of("v", w.Length);
        double mu = beta1 * (1 - (0.5 * Math.Pow(0.96, t * momentumDecay))), next = beta1 * (1 - (0.5 * Math.Pow(0.96, (t + 1) * momentumDecay)));
        double product = 1;
        for (int step = 1; step <= t; step++)
            product *= beta1 * (1 - (0.5 * Math.Pow(0.96, step * momentumDecay)));
        for (int i = 0; i < w.Length; i++)
        {
            double gradient = Decay(ref w[i], g[i], lr, decay, decoupled);
            m[i] = (beta1 * m[i]) + ((1 - beta1) * gradient);
            v[i] = (beta2 * v[i]) + ((1 - beta2) * gradient * gradient);
            double mean = (next * m[i] / (1 - (product * next))) + ((1 - mu) * gradient / (1 - product));
            w[i] -= lr * mean / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, t))) + epsilon);
        }
    };

    // PyTorch's documentation of RAdam.
    public static Rule RAdam(double lr, double beta1, double beta2, double epsilon, double decay, bool decoupled) => (w, g, _, t, state) =>
    {
        double[] m = state.Of("m", w.Length), v = state.Of("v", w.Length);
        double limit = (2 / (1 - beta2)) - 1, length = limit - (2 * t * Math.Pow(beta2, t) / (1 - Math.Pow(beta2, t)));
        for (int i = 0; i < w.Length; i++)
        {
            double gradient = Decay(ref w[i], g[i], lr, decay, decoupled);
            m[i] = (beta1 * m[i]) + ((1 - beta1) * gradient);
            v[i] = (beta2 * v[i]) + ((1 - beta2) * gradient * gradient);
            double mean = m[i] / (1 - Math.Pow(beta1, t));
            if (length > 5)
            {
                double r = Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
                w[i] -= lr * mean * r * Math.Sqrt(1 - Math.Pow(beta2, t)) / (Math.Sqrt(v[i]) + epsilon);
            }
            else
            {
                w[i] -= lr * mean;
            }
        }
    };

    // PyTorch's documentation of Rprop.
    public static Rule Rprop(double lr, double minus, double plus, double min, double max) => (w, g, _, t, state) =>
    {
        double[] last = state.Of("last", w.Length), size = state.Of("size", w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            if (t == 1)
                size[i] = lr;
            double gradient = g[i];
            if (gradient * last[i] > 0)
                size[i] = Math.Min(size[i] * plus, max);
            else if (gradient * last[i] < 0)
                (size[i], gradient) = (Math.Max(size[i] * minus, min), 0);
            w[i] -= size[i] * Math.Sign(gradient);
            last[i] = gradient;
        }
    };

    // PyTorch's documentation of Adamax, and of Adadelta.
    public static Rule Adamax(double lr, double beta1, double beta2, double epsilon, double decay) => (w, g, _, t, state) =>
    {
        double[] m = state.Of("m", w.Length), u = state.Of("u", w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            double gradient = g[i] + (decay * w[i]);
            m[i] = (beta1 * m[i]) + ((1 - beta1) * gradient);
            u[i] = Math.Max(beta2 * u[i], Math.Abs(gradient) + epsilon);
            w[i] -= lr * m[i] / ((1 - Math.Pow(beta1, t)) * u[i]);
        }
    };

    public static Rule Adadelta(double lr, double rho, double epsilon, double decay) => (w, g, _, _, state) =>
    {
        double[] v = state.Of("v", w.Length), u = state.Of("u", w.Length);
        for (int i = 0; i < w.Length; i++)
        {
            double gradient = g[i] + (decay * w[i]);
            v[i] = (v[i] * rho) + (gradient * gradient * (1 - rho));
            double delta = Math.Sqrt(u[i] + epsilon) / Math.Sqrt(v[i] + epsilon) * gradient;
            u[i] = (u[i] * rho) + (delta * delta * (1 - rho));
            w[i] -= lr * delta;
        }
    };

    private static double Decay(ref double w, double g, double lr, double decay, bool decoupled)
    {
        if (!decoupled)
            return g + (decay * w);
        w -= lr * decay * w;
        return g;
    }
}
