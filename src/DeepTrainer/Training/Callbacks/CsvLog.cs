using System.Globalization;

namespace DeepTrainer;

/// <summary>
/// Writes a line of comma-separated values for each epoch, with a header: epoch, losses, accuracies, learning rate, seconds, and the metrics of the first epoch. What was not
/// measured is empty; names that come later are in <see cref="JsonLog"/> alone.
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
    public override bool OnEveryRank => false;

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
        _metrics ??= names;
        Dictionary<string, double> values = epoch.Metrics.ToDictionary(m => m.Name, m => m.Value);
        string?[] fields =
        [
            epoch.Epoch.ToString(CultureInfo.InvariantCulture), Text(epoch.TrainLoss), Text(epoch.TrainAccuracy), Text(epoch.ValidationLoss), Text(epoch.ValidationAccuracy),
            epoch.LearningRate.ToString("R", CultureInfo.InvariantCulture), Text(epoch.Elapsed.TotalSeconds),
            .. _metrics.Select(name => Text(values.TryGetValue(name, out double value) ? value : null)),
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
}
