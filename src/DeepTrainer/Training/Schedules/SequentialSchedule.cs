using System.Collections.Immutable;
using System.Text;

namespace DeepTrainer;

/// <summary>
/// One schedule after another, each beginning with its own step 0: a warm-up, then a cosine, is
/// <c>new SequentialSchedule([new LinearSchedule(0.1, 1, 5), new CosineAnnealingSchedule(25)], [5])</c>.
/// </summary>
/// <remarks>PyTorch: SequentialLR; <see cref="ReduceOnPlateau"/> may be among the parts here, and sees the epochs of its own time.</remarks>
public sealed class SequentialSchedule : LearningRateSchedule
{
    private readonly ImmutableArray<LearningRateSchedule> _parts;
    private readonly long[] _starts;

    /// <summary>Makes a schedule.</summary>
    /// <param name="schedules">The schedules in order; at least one.</param>
    /// <param name="milestones">The first step of each schedule but the first, rising.</param>
    /// <exception cref="ArgumentException">
    /// The numbers don't fit together, milestones don't rise, or a schedule ends before the next begins.
    /// </exception>
    public SequentialSchedule(ReadOnlySpan<LearningRateSchedule> schedules, ReadOnlySpan<long> milestones)
    {
        if (schedules.Length != milestones.Length + 1)
            throw new ArgumentException(
                $"{schedules.Length} schedules need {Math.Max(0, schedules.Length - 1)} milestones, but there are {milestones.Length}.",
                nameof(milestones));
        _parts = [.. schedules];
        _starts = [0, .. milestones];
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i] is null)
                throw new ArgumentException($"Schedule {i} is null.", nameof(schedules));
            if (i == 0)
                continue;
            if (_starts[i] <= _starts[i - 1])
                throw new ArgumentException($"Milestone {_starts[i]} must be greater than the one before, {_starts[i - 1]}.", nameof(milestones));
            if (_parts[i - 1].Length < _starts[i] - _starts[i - 1])
                throw new ArgumentException(
                    $"Schedule {i - 1} has {_parts[i - 1].Length} steps, but runs for {_starts[i] - _starts[i - 1]} until milestone {_starts[i]}.",
                    nameof(milestones));
        }
    }

    /// <summary>That of the parts if they agree, else null.</summary>
    public override ScheduleUnit? DefaultUnit => _parts.All(part => part.DefaultUnit == _parts[0].DefaultUnit) ? _parts[0].DefaultUnit : null;

    /// <inheritdoc/>
    public override long? Length => _starts[^1] + _parts[^1].Length;

    /// <inheritdoc/>
    public override IEnumerable<Objective> GoesBy => _parts.SelectMany(part => part.GoesBy);

    /// <inheritdoc/>
    public override void OnEpoch(long step, in EpochResult epoch)
    {
        int part = PartAt(step);
        _parts[part].OnEpoch(step - _starts[part], epoch);
    }

    /// <inheritdoc/>
    public override string SaveState() => _parts.All(part => part.SaveState().Length == 0) ? ""
        : string.Join(',', _parts.Select(part => Convert.ToBase64String(Encoding.UTF8.GetBytes(part.SaveState()))));

    /// <inheritdoc/>
    public override void LoadState(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Length == 0)
            return;
        string[] parts = state.Split(',');
        if (parts.Length != _parts.Length)
            throw new FormatException($"'{state}' is no state of {_parts.Length} schedules.");
        for (int i = 0; i < parts.Length; i++)
            _parts[i].LoadState(Encoding.UTF8.GetString(Convert.FromBase64String(parts[i])));
    }

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate)
    {
        int part = PartAt(step);
        return _parts[part].RateAt(step - _starts[part], baseRate);
    }

    private int PartAt(long step)
    {
        int part = _parts.Length - 1;
        while (step < _starts[part])
            part--;
        return part;
    }
}
