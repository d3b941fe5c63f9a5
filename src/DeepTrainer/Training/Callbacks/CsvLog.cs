using System.Globalization;

namespace DeepTrainer;

/// <summary>
/// Writes a line of comma-separated values for each epoch, with a header: epoch, losses, accuracies, learning rate, seconds, and all metrics. What was not
/// measured is empty.
/// </summary>
/// <remarks>Training that begins anew replaces the file; training that is resumed goes on in it after the last epoch of its checkpoint.</remarks>
public sealed class CsvLog : Callback
{
    private const string MetricsKey = "metrics";
    private static readonly string[] Columns = ["epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "learning_rate", "seconds"];

    private readonly LogFile _file;
    private string[]? _metrics;

    /// <summary>Writes a line for each epoch.</summary>
    /// <param name="path">The file; its folder is made if there is none.</param>
    public CsvLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _file = new(path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training) => _file.Open();

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        string[] names = [.. epoch.Metrics.Select(m => m.Name)];
        if (_file.IsEmpty)
        {
            _metrics = names;
            _file.WriteLine(string.Join(',', Columns.Concat(names.Select(Quoted))));
        }
        if (_metrics is not null && !names.SequenceEqual(_metrics))
            throw new InvalidOperationException(
                $"'{Path}' has columns for {List(_metrics)}, but epoch {epoch.Epoch} has {List(names)}; log the same names in every epoch, or use JsonLog.");
        _metrics = names;
        string?[] fields =
        [
            epoch.Epoch.ToString(CultureInfo.InvariantCulture), Text(epoch.TrainLoss), Text(epoch.TrainAccuracy), Text(epoch.ValidationLoss), Text(epoch.ValidationAccuracy),
            epoch.LearningRate.ToString("R", CultureInfo.InvariantCulture), Text(epoch.Elapsed.TotalSeconds), .. epoch.Metrics.Select(m => Text(m.Value)),
        ];
        _file.WriteLine(string.Join(',', fields));
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingContext training) => _file.Close();

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _file.SaveState(state);
        if (_metrics is not null)
            state.Write(MetricsKey, string.Join('\n', _metrics));
    }

    /// <inheritdoc/>
    public override void LoadState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _file.LoadState(state);
        _metrics = state.Text(MetricsKey) is { } names ? names.Split('\n', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string name) => name.AsSpan().ContainsAny("\",\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    private static string List(string[] names) => names.Length == 0 ? "no metrics" : string.Join(", ", names.Select(n => $"'{n}'"));
}
