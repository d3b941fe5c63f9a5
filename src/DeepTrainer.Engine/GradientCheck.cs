using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Declarations;
using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine;

/// <summary>
/// Compares gradients with central differences (f(x + h) - f(x - h)) / 2h, all in float64. The step is h = ∛ε · max(1, |x|) ≈ 6e-6:
/// there the error of truncation, h²·f‴/6, and that of rounding, ε·f/h, are both near 1e-11. A kink within h of a sample shows
/// as an error that is none; another seed moves the samples.
/// </summary>
public static class GradientCheck
{
    private static readonly double StepSize = Math.Cbrt(double.BitIncrement(1) - 1);

    /// <summary>Checks a network built at run time, at random weights, on random samples.</summary>
    /// <param name="network">The network; it needs a loss.</param>
    /// <param name="seed">Of weights and samples.</param>
    /// <param name="samples">How many samples.</param>
    /// <exception cref="NetworkDefinitionException">The definition has mistakes.</exception>
    public static GradientCheckResult Run(NetworkBuilder network, int seed = 1, int samples = 3)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Run(network.ToModel(), seed, samples);
    }

    /// <summary>Checks a declared network, at random weights, on random samples.</summary>
    /// <typeparam name="T">The class with <see cref="NetworkAttribute"/>.</typeparam>
    /// <param name="seed">Of weights and samples.</param>
    /// <param name="samples">How many samples.</param>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public static GradientCheckResult Run<T>(int seed = 1, int samples = 3) =>
        Run(NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(typeof(T))), seed, samples);

    /// <summary>Checks a network built at run time, at random weights, on samples of a domain.</summary>
    /// <param name="network">The network; it needs a loss.</param>
    /// <param name="domain">The samples.</param>
    /// <param name="seed">Of weights and samples.</param>
    /// <param name="samples">How many samples.</param>
    /// <exception cref="NetworkDefinitionException">The definition has mistakes.</exception>
    public static GradientCheckResult Run(NetworkBuilder network, CheckedSamples domain, int seed = 1, int samples = 3)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(domain);
        return Run(network.ToModel(), seed, samples, domain: domain);
    }

    /// <summary>Checks a declared network, at random weights, on samples of a domain.</summary>
    /// <typeparam name="T">The class with <see cref="NetworkAttribute"/>.</typeparam>
    /// <param name="domain">The samples.</param>
    /// <param name="seed">Of weights and samples.</param>
    /// <param name="samples">How many samples.</param>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public static GradientCheckResult Run<T>(CheckedSamples domain, int seed = 1, int samples = 3)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Run(NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(typeof(T))), seed, samples, domain: domain);
    }

    /// <summary>Checks a model, at random weights, on random samples; dropout takes part as in training.</summary>
    /// <param name="model">The model; it needs a loss.</param>
    /// <param name="seed">Of weights and samples.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="elements">How many elements of each tensor are measured at most; which ones is random.</param>
    /// <param name="domain">The samples; random ones if there is none.</param>
    public static GradientCheckResult Run(NetworkModel model, int seed = 1, int samples = 3, int elements = int.MaxValue, CheckedSamples? domain = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(elements, 1);
        if (!model.HasLoss)
            throw new NotSupportedException($"'{model.Spec.Name}' has no loss whose gradient could be checked; add one, such as [Mse].");
        Dictionary<string, Storage<double>> weights = new TensorStore(model, seed).Storages.ToDictionary(s => s.Key, s => Widen(s.Value));
        Executor<double> executor = new(Gradients.Run(model.Spec, training: true), weights);
        executor.Resize(samples);
        FillSamples(executor, model, new RandomSource(seed), domain);

        StepContext step = new(samples, unchecked((ulong)seed), 1, model.LearningRate) { Options = EngineNetwork.OptionsOf(model) };
        executor.Run(step);
        List<(string Name, Memory<double> Values, double[] Analytic)> tensors = [];
        if (executor.Source(SourceKind.Input) is { } input)
            tensors.Add((Gradients.Input, input.Storage.Data[..input.Length], executor.GradientOf(Gradients.Input, input.Length)));
        foreach (var parameter in model.Parameters.Where(p => p.IsTrained))
        {
            Memory<double> values = weights[parameter.Name].Data;
            tensors.Add((parameter.Name, values, executor.GradientOf(parameter.Name, values.Length)));
        }
        // What numbers rows changes by whole steps: there is no slope to measure.
        HashSet<int> indices = [.. model.Indices.SelectMany(range => range.Positions)];
        int inputSize = (int)model.InputShape.SampleSize;
        RandomSource chosen = new(seed);
        return new([.. tensors.Select(t => Compare(t.Name, t.Values, t.Analytic, Measured(t.Name, t.Analytic.Length), Loss))]);

        int[] Measured(string tensor, int length)
        {
            int[] all = [.. Enumerable.Range(0, length).Where(i => tensor != Gradients.Input || !indices.Contains(i % inputSize))];
            if (elements < all.Length)
                chosen.Shuffle(all);
            return [.. all.Take(elements)];
        }

        double Loss()
        {
            executor.Run(step);
            return executor.Output(Graph.Loss).Span[0];
        }
    }

    /// <summary>Checks a scalar function's derivatives: the largest |analytic - numeric| / max(1, |numeric|) over its inputs.</summary>
    /// <param name="function">The function.</param>
    /// <param name="at">The inputs' values, away from kinks.</param>
    public static double Run(Expr function, params double[] at)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        double worst = 0;
        for (int i = 0; i < at.Length; i++)
        {
            double numeric = Numeric(at.AsMemory(i, 1), () => function.Evaluate(at));
            double analytic = Derivative.Of(function, i).Evaluate(at);
            worst = Math.Max(worst, Math.Abs(analytic - numeric) / Math.Max(1, Math.Abs(numeric)));
        }
        return worst;
    }

    private static GradientError Compare(string name, Memory<double> values, double[] analytic, int[] measured, Func<double> loss)
    {
        double[] numeric = [.. analytic];
        foreach (int i in measured)
            numeric[i] = Numeric(values.Slice(i, 1), loss);
        int worst = Enumerable.Range(0, numeric.Length).MaxBy(i => Math.Abs(analytic[i] - numeric[i]));
        double scale = Math.Max(1e-3, Math.Max(analytic.Max(Math.Abs), numeric.Max(Math.Abs)));
        return new(name, Math.Abs(analytic[worst] - numeric[worst]) / scale, worst, analytic[worst], numeric[worst]);
    }

    private static double Numeric(Memory<double> element, Func<double> value)
    {
        double x = element.Span[0], h = StepSize * Math.Max(1, Math.Abs(x));
        element.Span[0] = x + h;
        double above = value();
        element.Span[0] = x - h;
        double below = value();
        element.Span[0] = x;
        return (above - below) / (2 * h);
    }

    private static Storage<double> Widen(Storage<float> storage)
    {
        double[] wide = new double[storage.Data.Length];
        TensorPrimitives.ConvertTruncating<float, double>(storage.Data.Span, wide);
        return new(wide);
    }

    private static void FillSamples(Executor<double> executor, NetworkModel model, RandomSource random, CheckedSamples? domain)
    {
        if (executor.Source(SourceKind.Input) is { } input)
            FillInputs(input.Span, model, random, domain?.Inputs);
        if (executor.Source(SourceKind.Labels) is { } labels && !Given(labels.Span))
            Fill(labels.Span, () => random.Next(model.Targets[0].Form.Classes));
        if (executor.Source(SourceKind.Targets) is not { } targets || Given(targets.Span))
            return;
        for (int row = 0; row < targets.Length; row += model.TargetSize)
        {
            foreach (TargetSpec target in model.Targets)
                Fill(targets.Span.Slice(row + target.Offset, target.Size), Random(target));
        }

        bool Given(Span<double> rows)
        {
            for (int row = 0; domain?.Targets is { } fill && row < rows.Length; row += model.TargetSize)
                fill(rows.Slice(row, model.TargetSize), random);
            return domain?.Targets is not null;
        }

        Func<double> Random(TargetSpec target) => target.Form.Kind switch
        {
            Compiler.Losses.TargetKind.ClassIndices => () => random.Next(target.Form.Classes),
            Compiler.Losses.TargetKind.Probabilities => () => 0.1 + (0.8 * random.NextDouble()),
            _ => random.NextGaussian,
        };
    }

    private static void FillInputs(Span<double> inputs, NetworkModel model, RandomSource random, Action<Span<double>, RandomSource>? fill)
    {
        Fill(inputs, random.NextGaussian);
        int size = (int)model.InputShape.SampleSize;
        for (int sample = 0; sample < inputs.Length; sample += size)
        {
            fill?.Invoke(inputs.Slice(sample, size), random);
            foreach (IndexRange range in model.Indices)
            {
                foreach (int position in range.Positions)
                {
                    // Beside a range of all inputs, these are numbers of rows.
                    ref double index = ref inputs[sample + position];
                    if (fill is null || index < 0 || index >= range.Rows || index != Math.Floor(index))
                        index = random.Next(range.Rows);
                }
            }
        }
    }

    private static void Fill(Span<double> values, Func<double> next)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = next();
    }
}
