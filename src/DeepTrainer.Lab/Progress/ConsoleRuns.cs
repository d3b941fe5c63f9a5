using System.Diagnostics;
using Spectre.Console;

namespace DeepTrainer.Lab;

/// <summary>
/// Shows how an experiment goes: in a terminal a bar for each variant, with the mean of its results so far, and one for all runs with the time left; in a
/// file, a pipe or on a build server a line a run.
/// </summary>
/// <param name="console">Which console; the usual one if null.</param>
public sealed class ConsoleRuns(IAnsiConsole? console = null) : RunObserver, IDisposable
{
    // With more variants than fit a screen, only the bar of all runs is shown.
    private const int MostBars = 20;

    private readonly IAnsiConsole _console = console ?? AnsiConsole.Console;
    private readonly Dictionary<string, (ProgressTask? Bar, List<double> Values)> _variants = new(StringComparer.Ordinal);
    private Experiment? _experiment;
    private ProgressDisplay? _display;
    private ProgressTask? _all;
    private long _start;
    private int _done, _missing;

    /// <inheritdoc/>
    public override void OnStart(Experiment experiment, IReadOnlyList<RunResult> done)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(done);
        Dispose();
        _variants.Clear();
        (_experiment, _start, _done, _missing) = (experiment, Stopwatch.GetTimestamp(), 0, experiment.Runs.Count - done.Count);
        if (done.Count > 0)
            _console.WriteLine(Numbers.Text($"{experiment.Options.Name}: {done.Count} of {experiment.Runs.Count} runs are done already"));
        if (_missing > 0 && ProgressDisplay.IsPossible(_console))
        {
            _display = new(_console, descriptionFirst: true);
            _all = _display.Add("all runs", experiment.Runs.Count);
            _all.Value = done.Count;
        }
        foreach (Variant variant in experiment.Variants)
            _variants[variant.Name] = (experiment.Variants.Count <= MostBars ? _display?.Add(variant.Name, experiment.Options.Seeds) : null, []);
        foreach (RunResult result in done)
            Note(result);
    }

    /// <inheritdoc/>
    public override void OnRun(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_experiment is null)
            return;
        _done++;
        Note(result);
        if (_all is not null)
        {
            _all.Value++;
            return;
        }
        TimeSpan left = Stopwatch.GetElapsedTime(_start) * ((double)(_missing - _done) / _done);
        string gave = result.HasDiverged ? "diverged" : $"{_experiment.Objective.Name} {Numbers.Value(_experiment.Objective, result.Value)}";
        string rest = _done < _missing ? $"; {Numbers.Seconds(left.TotalSeconds)} left" : "";
        _console.Profile.Out.Writer.WriteLine(Numbers.Text($"[{_done}/{_missing}] {result.Variant}, seed {result.Seed}: {gave}, {Numbers.Seconds(result.Seconds)}{rest}"));
    }

    /// <inheritdoc/>
    public override void OnEnd(bool completed) => Dispose();

    /// <summary>Closes the bars; the experiment does it when it ends.</summary>
    public void Dispose()
    {
        _display?.Dispose();
        (_display, _all) = (null, null);
    }

    private void Note(RunResult result)
    {
        (ProgressTask? bar, List<double> values) = _variants[result.Variant];
        if (double.IsFinite(result.Value))
            values.Add(result.Value);
        if (bar is null || _display is null)
            return;
        bar.Value++;
        string mean = values.Count == 0 ? "" : $" {Numbers.Value(_experiment!.Objective, values.Average())}";
        _display.Describe(bar, result.Variant, mean);
    }
}
