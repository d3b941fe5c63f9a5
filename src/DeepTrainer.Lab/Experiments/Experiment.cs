namespace DeepTrainer.Lab;

/// <summary>
/// Variants of a network, each trained with the same seeds on the same samples in the same order, and compared. Runs are independent of each other, on
/// one thread each, and give the same numbers however many go on at once; each that is done is a file, so that a rerun does what is missing.
/// </summary>
/// <example><code>Comparison result = Experiment.Compare&lt;WithRelu, WithGelu, WithSnake&gt;((train, test), new() { Seeds = 10, Epochs = 20, Folder = "runs/activations" });
/// result.Print();</code></example>
public sealed class Experiment
{
    /// <summary>Plans the runs; nothing is trained.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="variants">What is compared; at least one.</param>
    /// <param name="options">How; all defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, two variants have one name, or the baseline is none of them.</exception>
    public Experiment(ExperimentData data, IReadOnlyList<Variant> variants, ExperimentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(variants);
        Options = options ?? new();
        Options.Check();
        if (variants.Count == 0)
            throw new ArgumentException("There must be at least one variant.", nameof(variants));
        if (variants.GroupBy(v => FileNames.Of(v.Name), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new ArgumentException($"Two variants are called '{same.First()}'; give one of them another name with Named.", nameof(variants));
        Baseline = variants.FirstOrDefault(v => v.Name == (Options.Baseline ?? v.Name)) ?? throw new ArgumentException(
            $"The baseline '{Options.Baseline}' is none of the variants {string.Join(", ", variants.Select(v => $"'{v}'"))}.", nameof(options));
        (Data, Variants) = (data, variants);
        Objective = Options.Objective ?? (ClassMeasure.HasClasses(data.For(Options.FirstSeed).Train) ? Objective.Accuracy : Objective.Loss);
        // Seed after seed, so that what is interrupted has about as many of each variant.
        Runs = [.. from seed in Enumerable.Range(Options.FirstSeed, Options.Seeds) from variant in variants select new ExperimentRun(data, variant, seed, Options, Objective)];
    }

    /// <summary>The samples.</summary>
    public ExperimentData Data { get; }

    /// <summary>What is compared.</summary>
    public IReadOnlyList<Variant> Variants { get; }

    /// <summary>The variant with which the others are compared.</summary>
    public Variant Baseline { get; }

    /// <summary>How it is trained and compared.</summary>
    public ExperimentOptions Options { get; }

    /// <summary>The number that variants are compared by.</summary>
    public Objective Objective { get; }

    /// <summary>
    /// All runs, seed after seed. To spread them over machines with a common folder, each executes its share (<see cref="ExperimentRun.Execute"/>);
    /// <see cref="Run"/> does what is missing then, and compares.
    /// </summary>
    public IReadOnlyList<ExperimentRun> Runs { get; }

    /// <summary>Compares declared networks, by their names: see <see cref="Run"/>.</summary>
    /// <typeparam name="TBaseline">The network with which the other is compared.</typeparam>
    /// <typeparam name="T1">The other.</typeparam>
    /// <param name="data">The samples.</param>
    /// <param name="options">How; all defaults if null.</param>
    /// <param name="cancellationToken">Interrupts it; what is done stays done.</param>
    public static Comparison Compare<TBaseline, T1>(ExperimentData data, ExperimentOptions? options = null, CancellationToken cancellationToken = default)
        where TBaseline : class, INetwork<TBaseline>
        where T1 : class, INetwork<T1> => Compare(data, [Variant.Of<TBaseline>(), Variant.Of<T1>()], options, cancellationToken);

    /// <inheritdoc cref="Compare{TBaseline, T1}"/>
    /// <typeparam name="TBaseline">The network with which the others are compared.</typeparam>
    /// <typeparam name="T1">Another.</typeparam>
    /// <typeparam name="T2">Another.</typeparam>
    public static Comparison Compare<TBaseline, T1, T2>(ExperimentData data, ExperimentOptions? options = null, CancellationToken cancellationToken = default)
        where TBaseline : class, INetwork<TBaseline>
        where T1 : class, INetwork<T1>
        where T2 : class, INetwork<T2> => Compare(data, [Variant.Of<TBaseline>(), Variant.Of<T1>(), Variant.Of<T2>()], options, cancellationToken);

    /// <inheritdoc cref="Compare{TBaseline, T1}"/>
    /// <typeparam name="TBaseline">The network with which the others are compared.</typeparam>
    /// <typeparam name="T1">Another.</typeparam>
    /// <typeparam name="T2">Another.</typeparam>
    /// <typeparam name="T3">Another.</typeparam>
    public static Comparison Compare<TBaseline, T1, T2, T3>(ExperimentData data, ExperimentOptions? options = null, CancellationToken cancellationToken = default)
        where TBaseline : class, INetwork<TBaseline>
        where T1 : class, INetwork<T1>
        where T2 : class, INetwork<T2>
        where T3 : class, INetwork<T3> => Compare(data, [Variant.Of<TBaseline>(), Variant.Of<T1>(), Variant.Of<T2>(), Variant.Of<T3>()], options, cancellationToken);

    /// <summary>Compares any variants: see <see cref="Run"/>.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="variants">What is compared; the first is the baseline unless options say otherwise.</param>
    /// <param name="options">How; all defaults if null.</param>
    /// <param name="cancellationToken">Interrupts it; what is done stays done.</param>
    /// <exception cref="ArgumentException">An option is out of range, two variants have one name, the baseline is none of them, or samples don't fit a network.</exception>
    /// <exception cref="ExperimentChangedException">The folder has results of other settings; nothing has been trained.</exception>
    /// <exception cref="InvalidOperationException">There are no validation samples, and a callback or schedule goes by the numbers of epochs.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Comparison Compare(ExperimentData data, IReadOnlyList<Variant> variants, ExperimentOptions? options = null, CancellationToken cancellationToken = default) =>
        new Experiment(data, variants, options).Run(cancellationToken);

    /// <summary>Does the runs that are missing, on several threads, compares the variants, and writes the report if there is a folder.</summary>
    /// <param name="cancellationToken">Interrupts it; what is done stays done.</param>
    /// <exception cref="ExperimentChangedException">The folder has results of other settings; nothing has been trained.</exception>
    /// <exception cref="InvalidOperationException">There are no validation samples, and a callback or schedule goes by the numbers of epochs.</exception>
    /// <exception cref="InvalidDataException">A file in the folder is damaged; nothing has been trained.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Comparison Run(CancellationToken cancellationToken = default)
    {
        RunResult?[] results = [.. Runs.Select(run => run.Load())];
        Options.Progress?.OnStart(this, [.. results.OfType<RunResult>()]);
        bool completed = false;
        try
        {
            new RunQueue([.. Runs.Where((_, i) => results[i] is null)], (_, result) => Options.Progress?.OnRun(result)).Run(Options.Parallelism, cancellationToken);
            completed = true;
        }
        finally
        {
            Options.Progress?.OnEnd(completed);
        }
        Comparison comparison = new(this, [.. Runs.Select(run => run.Load()!)]);
        if (Options.Folder is not null)
            comparison.SaveReport(Path.Combine(Options.Folder, Comparison.ReportName));
        return comparison;
    }
}
