using System.Globalization;

namespace DeepTrainer;

/// <summary>
/// Writes how training goes: <c>new TextProgress(Console.Out)</c>. A line an epoch; in a terminal also one that is written over, with the place in the epoch, the loss, the
/// rate and the time left, and elsewhere (a file, a pipe, a build server) a line now and then during epochs that take long.
/// </summary>
/// <param name="writer">Where to.</param>
public sealed class TextProgress(TextWriter writer) : Callback
{
    private const int BarWidth = 20;
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(100);

    private long _start;
    private long _last;
    private long _samples;
    private long _batches;
    private int _shown;

    /// <summary>
    /// Whether lines can be written over. By itself it is whether the writer is the console's, its output goes to a terminal that isn't "dumb", and no build server
    /// (environment variable CI) runs this.
    /// </summary>
    public bool IsLive { get; init; } = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") != "dumb" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>Where lines can't be written over: after how much time an epoch in progress is told of.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override bool OnEveryRank => false;

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        _start = _last = Time.GetTimestamp();
        (_samples, _batches, _shown) = (0, 0, 0);
    }

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        _samples += batch.Samples;
        _batches++;
        if (Time.GetElapsedTime(_last) < (IsLive ? LiveInterval : Interval))
            return;
        _last = Time.GetTimestamp();
        string text = BatchLine(training, batch);
        if (IsLive)
            Overwrite(text);
        else
            writer.WriteLine(text);
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        Erase();
        string left = epoch.Epoch < training.Epochs && !training.IsStopping ? $", {Duration(Left(training))} left" : "";
        writer.WriteLine($"epoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture)}/{training.Epochs.ToString(CultureInfo.InvariantCulture)}: {Line(epoch)}{left}");
        _last = Time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        Erase();
        if (training.History.StopReason is { } reason)
            writer.WriteLine($"ended early: {reason}");
        else if (training.History.Cancelled)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cancelled in epoch {training.Epoch} after batch {Place(training.Batch, training.Batches)}"));
        writer.Flush();
    }

    /// <summary>What an epoch gave, as text.</summary>
    internal static string Line(in EpochResult epoch)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"loss {epoch.TrainLoss:G5}");
        line += Percent("accuracy", epoch.TrainAccuracy);
        if (epoch.ValidationLoss is double loss)
            line += string.Create(CultureInfo.InvariantCulture, $", validation loss {loss:G5}");
        line += Percent("validation accuracy", epoch.ValidationAccuracy);
        foreach (MetricValue metric in epoch.Metrics)
            line += $", {metric}";
        return $"{line}, {Duration(epoch.Elapsed)}";
    }

    /// <summary>A time as people write it.</summary>
    internal static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        // Epochs of small networks take microseconds to milliseconds.
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F2} ms"),
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00} h"),
    };

    private static string Percent(string name, double? fraction) =>
        fraction is double value ? string.Create(CultureInfo.InvariantCulture, $", {name} {100 * value:F2} %") : "";

    private string BatchLine(TrainingContext training, in BatchResult batch)
    {
        int done = (int)Math.Min(BarWidth, (long)BarWidth * batch.Batch / Math.Max(batch.Batches, 1));
        double rate = _samples / Math.Max(1e-9, Time.GetElapsedTime(_start).TotalSeconds);
        string bar = IsLive && batch.Batches > 0 ? $" [{new string('=', done)}{new string('.', BarWidth - done)}]" : "";
        string line = string.Create(CultureInfo.InvariantCulture,
            $"epoch {batch.Epoch}/{training.Epochs}{bar} batch {Place(batch.Batch, batch.Batches)}, loss {batch.Loss:G4}, {rate:N0} samples/s")
            + (batch.Batches > 0 ? $", {Duration(Left(training))} left" : "");
        foreach (MetricValue logged in training.Logged)
            line += $", {logged}";
        return line;
    }

    private static string Place(int batch, int batches) =>
        batches > 0 ? string.Create(CultureInfo.InvariantCulture, $"{batch}/{batches}") : batch.ToString(CultureInfo.InvariantCulture);

    // By the batches of this call; validation and all else is in their time.
    private TimeSpan Left(TrainingContext training)
    {
        long all = (long)training.Epochs * training.Batches, done = (long)(training.Epoch - 1) * training.Batches + training.Batch;
        return Time.GetElapsedTime(_start) * (Math.Max(0, all - done) / (double)Math.Max(1, _batches));
    }

    private void Overwrite(string text)
    {
        int width = Width();
        // A line that wraps can't be written over.
        if (width > 1 && text.Length >= width)
            text = text[..(width - 1)];
        writer.Write('\r' + text.PadRight(_shown));
        writer.Flush();
        _shown = text.Length;
    }

    private void Erase()
    {
        if (_shown > 0)
            writer.Write('\r' + new string(' ', _shown) + '\r');
        _shown = 0;
    }

    private static int Width()
    {
        try
        {
            return Console.IsOutputRedirected ? 0 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
