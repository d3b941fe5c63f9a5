using System.Diagnostics;
using System.Globalization;

namespace DeepTrainer;

/// <summary>
/// Saves checkpoints in a folder, from each of which training can be resumed: <c>last.safetensors</c> every some epochs or batches and when training ends or is
/// cancelled, the best by any metric (<c>best-0007.safetensors</c>), and every so many epochs one that stays (<c>epoch-0010.safetensors</c>).
/// </summary>
/// <remarks>
/// <para>
/// Files are replaced in one step: whenever the process is killed, each is whole. <c>Fit(…, resume: "run/last.safetensors")</c> goes on from one, bit for bit. When
/// training ends by an exception, the files from before stay as they are. A training that begins anew in a folder replaces <c>last</c>; the best ones of a former
/// training stay there until a file of the same epoch replaces them: <see cref="BestPaths"/> tells which are of this one.
/// </para>
/// <para>It is called after all other callbacks wherever it stands among them, and writes when all have been told, so that it holds what they know.</para>
/// </remarks>
public sealed class Checkpoint : Callback
{
    private const string Extension = ".safetensors";

    private readonly List<(int Epoch, double Value)> _best = [];
    private long _lastSaved;

    /// <summary>Saves checkpoints in a folder, which is made if there is none.</summary>
    /// <param name="folder">The folder.</param>
    public Checkpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>After how many epochs <c>last</c> is saved, 1 at first; 0 only when training ends.</summary>
    public int EveryEpochs { get; init => field = AtLeast(value, 0, nameof(EveryEpochs)); } = 1;

    /// <summary>After how many batches <c>last</c> is saved besides, counted by the network's steps; 0 for none.</summary>
    public int EveryBatches { get; init => field = AtLeast(value, 0, nameof(EveryBatches)); }

    /// <summary>After how much time <c>last</c> is saved besides, at the next batch; null for none.</summary>
    public TimeSpan? EveryTime { get; init; }

    /// <summary>How many of the best epochs are kept as files; 1 at first.</summary>
    public int Best { get; init => field = AtLeast(value, 0, nameof(Best)); } = 1;

    /// <summary>By what they are the best; the loss if nothing else is said.</summary>
    public Objective Objective { get; init; } = Objective.Loss;

    /// <summary>After how many epochs a file is saved that stays, by the epoch's number; 0 for none.</summary>
    public int KeepEvery { get; init => field = AtLeast(value, 0, nameof(KeepEvery)); }

    /// <summary>The file of the last checkpoint, be it there or not.</summary>
    public string LastPath => Path.Combine(Folder, "last" + Extension);

    /// <summary>The files of the best epochs, the best one first.</summary>
    public IReadOnlyList<string> BestPaths => [.. _best.Select(b => PathOf("best", b.Epoch))];

    /// <inheritdoc/>
    public override bool OnEveryRank => false;

    /// <inheritdoc/>
    public override Objective? GoesBy => Best > 0 ? Objective : null;

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        Directory.CreateDirectory(Folder);
        _lastSaved = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Error is not null)
            return;
        if ((EveryBatches > 0 && training.Network.Steps % EveryBatches == 0) || Stopwatch.GetElapsedTime(_lastSaved) >= EveryTime)
            SaveLast(training);
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Error is not null)
            return;
        double value = Best > 0 ? Objective.Value(epoch) : double.NaN;
        int place = _best.FindIndex(b => Objective.IsBetter(value, b.Value));
        place = place < 0 ? _best.Count : place;
        if (place < Best && !double.IsNaN(value))
        {
            _best.Insert(place, (epoch.Epoch, value));
            int? dropped = _best.Count > Best ? _best[^1].Epoch : null;
            if (dropped is not null)
                _best.RemoveAt(Best);
            training.SaveCheckpoint(PathOf("best", epoch.Epoch), dropped is { } old ? PathOf("best", old) : null);
        }
        if (KeepEvery > 0 && epoch.Epoch % KeepEvery == 0)
            training.SaveCheckpoint(PathOf("epoch", epoch.Epoch));
        if (EveryEpochs > 0 && epoch.Epoch % EveryEpochs == 0)
            SaveLast(training);
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Error is null)
            SaveLast(training);
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int i = 0; i < _best.Count; i++)
        {
            state.Write($"best_epoch{i}", _best[i].Epoch);
            state.Write($"best_value{i}", _best[i].Value);
        }
    }

    /// <inheritdoc/>
    public override void LoadState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best.Clear();
        while (state.Whole($"best_epoch{_best.Count}") is { } epoch)
            _best.Add(((int)epoch, state.Number($"best_value{_best.Count}") ?? double.NaN));
    }

    private static int AtLeast(int value, int least, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }

    private void SaveLast(TrainingContext training)
    {
        training.SaveCheckpoint(LastPath);
        _lastSaved = Stopwatch.GetTimestamp();
    }

    private string PathOf(string kind, int epoch) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{kind}-{epoch:0000}{Extension}"));
}
