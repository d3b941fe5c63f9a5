using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>
/// One run of an experiment: one variant with one seed, and where its result is kept. Runs know nothing of each other, so that any process can do any of
/// them.
/// </summary>
public sealed class ExperimentRun
{
    private readonly ExperimentData _data;
    private readonly ExperimentOptions _options;
    private readonly Objective _objective;
    private readonly Lazy<ImmutableSortedDictionary<string, string>> _configuration;
    private RunResult? _kept;

    internal ExperimentRun(ExperimentData data, Variant variant, int seed, ExperimentOptions options, Objective objective)
    {
        (_data, Variant, Seed, _options, _objective) = (data, variant, seed, options, objective);
        Path = options.Folder is { } folder ? System.IO.Path.Combine(folder, FileNames.Of(variant.Name), FormattableString.Invariant($"seed-{seed:000}.json")) : null;
        _configuration = new(() => RunConfiguration.Of(data, variant, seed, options, objective));
    }

    /// <summary>The variant.</summary>
    public Variant Variant { get; }

    /// <summary>The seed.</summary>
    public int Seed { get; }

    /// <summary>The file of the result; null if nothing is kept.</summary>
    public string? Path { get; }

    /// <summary>The result if the run has been done, by this process or another one; null if it is missing.</summary>
    /// <exception cref="ExperimentChangedException">There is a result of other settings, and <see cref="ExperimentOptions.Changed"/> is
    /// <see cref="ChangedRuns.Refuse"/>.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public RunResult? Load()
    {
        if (_kept is not null || Path is null || RunFile.Read(Path) is not { } result)
            return _kept;
        string[] changes = RunConfiguration.Changes(result.Configuration, _configuration.Value);
        if (changes.Length == 0)
            return _kept = result;
        return _options.Changed == ChangedRuns.Replace ? null : throw new ExperimentChangedException(Path, changes);
    }

    /// <summary>The result; the run is done if it is missing, and its file written.</summary>
    /// <param name="cancellationToken">Interrupts training; nothing is written then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RunResult Execute(CancellationToken cancellationToken = default)
    {
        if (Load() is { } done)
            return done;
        Training training = new(this, _data.For(Seed), _options, _objective);
        RunResult result = Keep(training.Run(_configuration.Value, cancellationToken));
        // Beside the result it is small, and lost with nothing else.
        return !result.HasDiverged && training.Portrait() is { } portrait ? Keep(result with { Portrait = portrait }) : result;
    }

    private RunResult Keep(RunResult result)
    {
        if (Path is not null)
            RunFile.Write(Path, result);
        return _kept = result;
    }

    /// <summary>Variant and seed.</summary>
    public override string ToString() => FormattableString.Invariant($"{Variant}, seed {Seed}");
}
