namespace DeepTrainer;

/// <summary>Sets the network's learning rate by a schedule during one call of <see cref="Trainer{TNetwork}.Fit"/>.</summary>
internal sealed class ScheduleRun
{
    private readonly INetwork _network;
    private readonly LearningRateSchedule _schedule;
    private readonly ScheduleUnit _unit;
    private readonly float _baseRate;
    private readonly long _first;
    private readonly bool _resumes;
    private readonly int _batches;
    private long _step;

    public ScheduleRun(INetwork network, LearningRateSchedule schedule, ScheduleUnit? scheduleUnit, long? scheduleStart, int epochs, int? batches, long? first = null)
    {
        _network = network;
        _schedule = schedule;
        _batches = batches ?? 1;
        _baseRate = network.LearningRate;
        _unit = scheduleUnit ?? schedule.DefaultUnit ?? throw new ArgumentException(
            "The schedule's parts count in different units by default; say by scheduleUnit whether its steps are epochs or batches.",
            nameof(scheduleUnit));
        if (batches is null && (_unit == ScheduleUnit.Batch || scheduleStart is not null))
            throw new ArgumentException(
                "Nobody knows how many batches an epoch has, so the schedule can't count them; give stepsPerEpoch, a source with a Count, or a "
                    + "schedule that counts epochs.", nameof(schedule));
        long begun = network.Steps - (scheduleStart ?? network.Steps);
        _resumes = first is not null;
        _first = first ?? (_unit == ScheduleUnit.Epoch ? begun / _batches : begun);
        long end = _first + (_unit == ScheduleUnit.Epoch ? epochs : (long)epochs * _batches);
        if (end > schedule.Length)
            throw new ArgumentException(
                $"The schedule has {schedule.Length} steps, but training goes to step {end} ({epochs} epochs of {_batches} batches, "
                + $"counted in {(_unit == ScheduleUnit.Epoch ? "epochs" : "batches")} from {_first}); make it longer, or train for less.",
                nameof(schedule));
    }

    /// <summary>Checks where a schedule is to begin, also if there is none.</summary>
    public static void CheckStart(INetwork network, long? scheduleStart)
    {
        if (scheduleStart is { } start && (start < 0 || start > network.Steps))
            throw new ArgumentOutOfRangeException(
                nameof(scheduleStart), start, $"The schedule must begin at one of the network's {network.Steps} steps so far; 0 is the first of all.");
    }

    /// <summary>Begins a run, or goes on with one from where it was.</summary>
    public void Begin(RunState state)
    {
        state.ScheduleFirst = _first;
        if (!_resumes)
        {
            state.ScheduleMemory = _schedule.SaveState();
            return;
        }
        if (state.ScheduleMemory.Length > 0)
            _schedule.LoadState(state.ScheduleMemory);
        _network.LearningRate = state.Rate;
        SetStep(state.Epoch + 1, state.Batch);
    }

    /// <summary>Sets the rate where a step of the schedule begins. Epochs and batches count from 1.</summary>
    public void BeforeBatch(int epoch, int batch)
    {
        if (_unit == ScheduleUnit.Epoch && batch > 1)
            return;
        SetStep(epoch, batch);
        _network.LearningRate = (float)_schedule.RateAt(_step, _baseRate);
    }

    private void SetStep(int epoch, int batch) =>
        _step = _first + (_unit == ScheduleUnit.Epoch ? epoch - 1 : ((long)epoch - 1) * _batches + batch - 1);

    public void AfterEpoch(in EpochResult result, RunState state)
    {
        _schedule.OnEpoch(_step, result);
        state.ScheduleMemory = _schedule.SaveState();
    }

    /// <summary>Gives the network its own rate back.</summary>
    public void End() => _network.LearningRate = _baseRate;
}
