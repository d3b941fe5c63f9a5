using System.Diagnostics.CodeAnalysis;

namespace DeepTrainer;

/// <summary>
/// Writes an event file for TensorBoard: losses, accuracies, metrics and the learning rate of every epoch, those of batches, histograms of weights and gradients, and
/// whatever <see cref="EachEpoch"/> adds, such as images. Run <c>tensorboard --logdir runs</c> to look at runs beside each other.
/// </summary>
/// <remarks>
/// The steps are the network's. Training that is resumed goes on in the file of its checkpoint, without what was written after that.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "OnEnd closes the file, however training ends.")]
public sealed class TensorBoard : Callback
{
    private const string NameKey = "file", LengthKey = "length";

    private TensorBoardWriter? _writer;
    private string? _name;
    private long _length;
    private Parameter[] _parameters = [];
    private float[] _values = [];

    /// <summary>Writes an event file.</summary>
    /// <param name="folder">The run's folder, <c>runs/first</c>; it is made if there is none.</param>
    public TensorBoard(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>After how many batches the loss, the learning rate and what is logged are written, 10 at first; 0 for none.</summary>
    public int EveryBatches { get; init => field = AtLeast0(value, nameof(EveryBatches)); } = 10;

    /// <summary>After how many epochs histograms of the weights are written, 1 at first; 0 for none.</summary>
    public int Histograms { get; init => field = AtLeast0(value, nameof(Histograms)); } = 1;

    /// <summary>
    /// Whether the gradients of the last step before each histogram of weights have one, too; false at first. The network must be an <see cref="IGradientNetwork"/>.
    /// </summary>
    public bool Gradients { get; init; }

    /// <summary>What to write after each epoch besides: <c>(t, writer) => writer.AddImage("filters", t.Network.Steps, …)</c>.</summary>
    public Action<TrainingContext, TensorBoardWriter>? EachEpoch { get; init; }

    /// <summary>The event file; null before training begins.</summary>
    public string? Path { get; private set; }

    /// <inheritdoc/>
    public override bool OnEveryRank => false;

    /// <inheritdoc/>
    public override bool NeedsGradients => Gradients;

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        _parameters = [.. training.Network.Parameters];
        _values = new float[_parameters.Length == 0 ? 0 : _parameters.Max(p => p.Length)];
        _writer = new(Folder, _name ??= TensorBoardWriter.NewName(), _length);
        Path = _writer.Path;
        if (!training.IsResumed)
            _writer.AddText("summary", 0, $"```\n{training.Network.Info.Summary()}```");
    }

    /// <inheritdoc/>
    public override void OnGradients(TrainingContext training, IGradientNetwork network)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(network);
        if (!IsHistogram(training.Epoch) || training.Batch != Math.Max(training.Batches, 1) - 1)
            return;
        foreach (Parameter gradient in network.AccumulatedGradients)
        {
            Span<float> values = _values.AsSpan(0, gradient.Length);
            gradient.CopyTo(values);
            foreach (ref float value in values)
                value /= network.AccumulatedSamples;
            _writer!.AddHistogram($"gradients/{gradient.Name}", training.Network.Steps + 1, values);
        }
    }

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        long step = training.Network.Steps;
        if (EveryBatches == 0 || step % EveryBatches != 0)
            return;
        _writer!.AddScalar("batch/loss", step, batch.Loss);
        _writer.AddScalar("batch/learning rate", step, training.Network.LearningRate);
        foreach (MetricValue logged in training.Logged)
            _writer.AddScalar($"batch/{logged.Name}", step, logged.Value);
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        long step = training.Network.Steps;
        Scalar("loss/train", epoch.TrainLoss);
        Scalar("loss/validation", epoch.ValidationLoss);
        Scalar("accuracy/train", epoch.TrainAccuracy);
        Scalar("accuracy/validation", epoch.ValidationAccuracy);
        Scalar("learning rate", epoch.LearningRate);
        foreach (MetricValue metric in epoch.Metrics)
            Scalar($"metrics/{metric.Name}", metric.Value);
        for (int i = 0; IsHistogram(epoch.Epoch) && i < _parameters.Length; i++)
        {
            Span<float> values = _values.AsSpan(0, _parameters[i].Length);
            _parameters[i].CopyTo(values);
            _writer!.AddHistogram($"weights/{_parameters[i].Name}", step, values);
        }
        EachEpoch?.Invoke(training, _writer!);

        void Scalar(string tag, double? value)
        {
            if (value is { } number)
                _writer!.AddScalar(tag, step, number);
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingContext training)
    {
        _length = _writer?.Length ?? _length;
        _writer?.Dispose();
        _writer = null;
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_name is null)
            return;
        state.Write(NameKey, _name);
        state.Write(LengthKey, _writer?.Length ?? _length);
    }

    /// <inheritdoc/>
    public override void LoadState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _name = state.Text(NameKey);
        if (_name is not null && System.IO.Path.GetFileName(_name) != _name)
            throw new InvalidDataException($"The checkpoint says '{Excerpt.Of(_name)}' for the event file of '{Name}', which is no file's name.");
        _length = state.Whole(LengthKey) ?? 0;
    }

    private static int AtLeast0(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }

    private bool IsHistogram(int epoch) => Histograms > 0 && epoch % Histograms == 0;
}
