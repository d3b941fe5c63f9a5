using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// Averages the weights over training, which often generalizes better than the last ones: exponentially, a step at a time (EMA; Polyak and Juditsky, 1992), or equally,
/// an epoch at a time (SWA; Izmailov et al., 2018). The network is measured after each epoch with the averaged weights, and has them when training ends.
/// </summary>
/// <remarks>
/// Training itself goes on with its own weights, also when it is resumed. Checkpoints that <see cref="Checkpoint"/> saves hold both; loaded for predictions
/// (<see cref="NetworkFile.Load(INetwork, string)"/>) they give the averaged ones. Running averages of batch norm are averaged like weights, its counters are not.
/// PyTorch: <c>torch.optim.swa_utils.AveragedModel</c> with <c>use_buffers = True</c>; Lightning: <c>WeightAveraging</c>; Keras: <c>use_ema</c>.
/// </remarks>
public sealed class WeightAverage : Callback
{
    // What batch norm counts is no weight, and float halves of it would be none of its numbers.
    private const string Counter = "num_batches_tracked";

    private readonly double? _decay;
    private readonly int _startEpoch;
    private float[][] _averages = [];
    private float[][] _own = [];
    private Parameter[] _parameters = [];
    private float[] _values = [];
    private CallbackState? _loaded;

    private WeightAverage(double? decay, int startEpoch) => (_decay, _startEpoch) = (decay, startEpoch);

    /// <summary>How many times weights have been taken into the average.</summary>
    public long Count { get; private set; }

    /// <summary>Whether there is an average.</summary>
    internal bool HasWeights => Count > 0;

    /// <summary>The averages, one for each of the network's parameters.</summary>
    internal IReadOnlyList<float[]> Averages => _averages;

    /// <summary>After each batch, average ← decay · average + (1 − decay) · weight; the first weights are those before the first batch.</summary>
    /// <param name="decay">How much of the average stays, at least 0 and less than 1.</param>
    public static WeightAverage Exponential(double decay = 0.999) => decay is >= 0 and < 1 ? new(decay, 1)
        : throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay must be at least 0 and less than 1.");

    /// <summary>The mean of the weights at the ends of epochs.</summary>
    /// <param name="startEpoch">The first epoch whose weights count, from 1; about three quarters of all epochs are usual.</param>
    public static WeightAverage Stochastic(int startEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startEpoch, 1);
        return new(null, startEpoch);
    }

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        _parameters = [.. training.Network.Parameters];
        _averages = [.. _parameters.Select(p => p.ToArray())];
        _own = [.. _parameters.Select(p => new float[p.Length])];
        _values = new float[_parameters.Length == 0 ? 0 : _parameters.Max(p => p.Length)];
        for (int i = 0; Count > 0 && i < _averages.Length; i++)
        {
            if (!_loaded!.Read(_parameters[i].Name, _averages[i]))
                throw new InvalidDataException($"The checkpoint has no average of '{_parameters[i].Name}' for the callback '{Name}'.");
        }
        _loaded = null;
        if (_decay is not null)
            Count = Math.Max(1, Count);
    }

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (_decay is { } decay)
            Add((float)(1 - decay));
    }

    /// <inheritdoc/>
    public override void OnValidationStart(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (_decay is null && training.Epoch >= _startEpoch)
            Add(1f / (Count + 1));
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Count == 0)
            return;
        state.Write("count", Count);
        for (int i = 0; i < _averages.Length; i++)
            state.Write(_parameters[i].Name, _averages[i]);
    }

    /// <inheritdoc/>
    public override void LoadState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Count = state.Whole("count") ?? 0;
        _loaded = state;
    }

    /// <summary>Gives the network the averaged weights, and keeps its own.</summary>
    internal void SwapIn(INetwork network)
    {
        using GuardedCall call = GuardedCall.Change(network, Use.Restore);
        for (int i = 0; i < _averages.Length; i++)
        {
            _parameters[i].CopyTo(_own[i]);
            _parameters[i].CopyFrom(_averages[i]);
        }
    }

    /// <summary>Gives the network its own weights back.</summary>
    internal void SwapOut(INetwork network)
    {
        using GuardedCall call = GuardedCall.Change(network, Use.Restore);
        for (int i = 0; i < _own.Length; i++)
            _parameters[i].CopyFrom(_own[i]);
    }

    /// <summary>Takes over what the averages of rank 0 have of its layers' notes.</summary>
    internal void TakeNotes(JointTraining joint)
    {
        for (int i = 0; i < _averages.Length; i++)
        {
            if (!_parameters[i].IsTrained)
                joint.TakeFirst(_averages[i]);
        }
    }

    private void Add(float share)
    {
        for (int i = 0; i < _averages.Length; i++)
        {
            Span<float> average = _averages[i], values = _values.AsSpan(0, average.Length);
            _parameters[i].CopyTo(values);
            if (share == 1 || _parameters[i].Name.EndsWith(Counter, StringComparison.Ordinal))
            {
                values.CopyTo(average);
                continue;
            }
            for (int k = 0; k < values.Length; k++)
                average[k] += share * (values[k] - average[k]);
        }
        Count++;
    }
}
