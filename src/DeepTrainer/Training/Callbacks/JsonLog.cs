using System.Buffers;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>
/// Writes a JSON object on a line of its own for each epoch, and for every so many batches: <c>{"epoch":1,"train_loss":0.5,…,"metrics":{"F1":0.9}}</c>. What was not
/// measured is left out; numbers that JSON hasn't are texts, "NaN" and "Infinity".
/// </summary>
/// <remarks>Training that begins anew replaces the file; training that is resumed goes on in it after the last line of its checkpoint.</remarks>
public sealed class JsonLog : Callback
{
    private readonly LogFile _file;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Writes a JSON object for each epoch.</summary>
    /// <param name="path">The file; its folder is made if there is none.</param>
    public JsonLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _file = new(path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>After how many batches there is a line for the last one, counted by the network's steps; 0 for none.</summary>
    public int EveryBatches
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "EveryBatches must be at least 0.");
    }

    /// <inheritdoc/>
    public override bool OnEveryRank => false;

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training) => _file.Open();

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        long step = training.Network.Steps;
        if (EveryBatches == 0 || step % EveryBatches != 0)
            return;
        using Utf8JsonWriter json = new(_line);
        json.WriteStartObject();
        json.WriteNumber("epoch", batch.Epoch);
        json.WriteNumber("batch", batch.Batch);
        json.WriteNumber("step", step);
        Write(json, "loss", batch.Loss);
        Write(json, "learning_rate", training.Network.LearningRate);
        Write(json, "logged", training.Logged);
        EndLine(json);
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        using Utf8JsonWriter json = new(_line);
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteNumber("step", training.Network.Steps);
        Write(json, "train_loss", epoch.TrainLoss);
        Write(json, "train_accuracy", epoch.TrainAccuracy);
        Write(json, "validation_loss", epoch.ValidationLoss);
        Write(json, "validation_accuracy", epoch.ValidationAccuracy);
        Write(json, "learning_rate", epoch.LearningRate);
        Write(json, "seconds", epoch.Elapsed.TotalSeconds);
        Write(json, "metrics", epoch.Metrics);
        EndLine(json);
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingContext training) => _file.Close();

    /// <inheritdoc/>
    public override void SaveState(CallbackState state) => _file.SaveState(state ?? throw new ArgumentNullException(nameof(state)));

    /// <inheritdoc/>
    public override void LoadState(CallbackState state) => _file.LoadState(state ?? throw new ArgumentNullException(nameof(state)));

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<MetricValue> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartObject(name);
        foreach (MetricValue value in values)
            Write(json, value.Name, value.Value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is not { } number)
            return;
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    // A float's digits, not those of the double next to it.
    private static void Write(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumber(name, value);
        else
            Write(json, name, (double?)value);
    }

    private void EndLine(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
    }
}
