using Spectre.Console;

namespace DeepTrainer.Lab;

/// <summary>
/// Shows how training goes: in a terminal a bar over all epochs with the time left, samples a second, loss and metrics; in a file, a pipe or on a build
/// server a line an epoch, as
/// <see cref="TextProgress"/> writes it.
/// </summary>
public sealed class ConsoleProgress : Callback, IDisposable
{
    private readonly IAnsiConsole _console;
    private readonly TextProgress _lines;
    private ProgressDisplay? _display;
    private ProgressTask? _task;
    private long _samples;
    private string _epoch = "";

    /// <summary>Progress on a console.</summary>
    /// <param name="console">Which one; the usual one if null.</param>
    public ConsoleProgress(IAnsiConsole? console = null)
    {
        _console = console ?? AnsiConsole.Console;
        _lines = new(_console.Profile.Out.Writer) { IsLive = false };
    }

    /// <inheritdoc/>
    public override bool OnEveryRank => false;

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        Dispose();
        (_samples, _epoch) = (0, "");
        if (!ProgressDisplay.IsPossible(_console))
        {
            _lines.OnStart(training);
            return;
        }
        _display = new(_console, descriptionFirst: false);
        _task = _display.Add(training.Network.Info.Name, training.Epochs);
        _task.Value = Math.Max(0, training.Epoch - 1);
    }

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (_display is null || _task is null)
        {
            _lines.OnBatch(training, batch);
            return;
        }
        _samples += batch.Samples;
        if (batch.Batches > 0)
            _task.Value = Math.Min(training.Epochs, batch.Epoch - 1 + ((double)batch.Batch / batch.Batches));
        string rate = Numbers.Text($"epoch {batch.Epoch}/{training.Epochs}, {_samples / Math.Max(1e-9, training.Elapsed.TotalSeconds):N0} samples/s, loss {batch.Loss:G4}");
        string[] last = _epoch.Length > 0 ? [_epoch] : [];
        _display.Describe(_task, string.Join(", ", (string[])[rate, .. training.Logged.Select(m => m.ToString()), .. last]));
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (_display is null || _task is null)
        {
            _lines.OnEpoch(training, epoch);
            return;
        }
        _task.Value = epoch.Epoch;
        string loss = epoch.ValidationLoss is { } validation ? Numbers.Text($"validation loss {validation:G4}") : Numbers.Text($"mean loss {epoch.TrainLoss:G4}");
        string accuracy = epoch.ValidationAccuracy is { } share ? Numbers.Text($", accuracy {100 * share:F2} %") : "";
        _epoch = string.Join(", ", (string[])[loss + accuracy, .. epoch.Metrics.Select(m => m.ToString())]);
        _display.Describe(_task, Numbers.Text($"epoch {epoch.Epoch}/{training.Epochs}, loss {epoch.TrainLoss:G4}, {_epoch}"));
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (_display is null)
        {
            _lines.OnEnd(training);
            return;
        }
        Dispose();
        if (training.History.StopReason is { } reason)
            _console.WriteLine($"ended early: {reason}");
    }

    /// <summary>Closes the bar; training does it when it ends.</summary>
    public void Dispose()
    {
        _display?.Dispose();
        (_display, _task) = (null, null);
    }
}
