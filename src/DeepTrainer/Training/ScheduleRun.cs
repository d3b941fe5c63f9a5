namespace DeepTrainer;

/// <summary>Sets the network's learning rate by a schedule during one call of <see cref="Trainer{TNetwork}.Fit"/>.</summary>
internal sealed class ScheduleRun
{
    private readonly INetwork _network;
    private readonly LearningRateSchedule _schedule;
    private readonly ScheduleUnit _unit;
    private readonly float _baseRate;
    private readonly long _first;
    private readonly int _batches;
    private long _step;

    public ScheduleRun(INetwork network, LearningRateSchedule schedule, ScheduleUnit? scheduleUnit, long? scheduleStart, int epochs, int batches)
    {
        _network = network;
        _schedule = schedule;
        _batches = batches;
        _baseRate = network.LearningRate;
        _unit = scheduleUnit ?? schedule.DefaultUnit ?? throw new ArgumentException(
            "The schedule's parts count in different units by default; say by scheduleUnit whether its steps are epochs or batches.",
            nameof(scheduleUnit));
        long begun = network.Steps - (scheduleStart ?? network.Steps);
        if (scheduleStart < 0 || begun < 0)
            throw new ArgumentOutOfRangeException(
                nameof(scheduleStart), scheduleStart,
                $"The schedule must begin at one of the network's {network.Steps} steps so far; 0 is the first of all.");
        _first = _unit == ScheduleUnit.Epoch ? begun / batches : begun;
        long end = _first + (_unit == ScheduleUnit.Epoch ? epochs : (long)epochs * batches);
        if (end > schedule.Length)
            throw new ArgumentException(
                $"The schedule has {schedule.Length} steps, but training goes to step {end} ({epochs} epochs of {batches} batches, "
                + $"counted in {(_unit == ScheduleUnit.Epoch ? "epochs" : "batches")} from {_first}); make it longer, or train for less.",
                nameof(schedule));
    }

    /// <summary>Sets the rate where a step of the schedule begins. Epochs and batches count from 1.</summary>
    public void BeforeBatch(int epoch, int batch)
    {
        if (_unit == ScheduleUnit.Epoch && batch > 1)
            return;
        _step = _first + (_unit == ScheduleUnit.Epoch ? epoch - 1 : ((long)epoch - 1) * _batches + batch - 1);
        _network.LearningRate = (float)_schedule.RateAt(_step, _baseRate);
    }

    public void AfterEpoch(in EpochResult result) => _schedule.OnEpoch(_step, result);

    /// <summary>Gives the network its own rate back.</summary>
    public void End() => _network.LearningRate = _baseRate;
}
