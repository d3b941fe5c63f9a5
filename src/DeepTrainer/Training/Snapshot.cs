namespace DeepTrainer;

/// <summary>A copy of all that training changes in a network, to go back to.</summary>
internal sealed class Snapshot(INetwork network)
{
    private readonly (Parameter Parameter, float[] Values)[] _copies =
        [.. network.Parameters.Concat(network.OptimizerState).Select(parameter => (parameter, new float[parameter.Length]))];

    private long _steps;
    private bool _taken;

    public void Take()
    {
        foreach ((Parameter parameter, float[] values) in _copies)
            parameter.CopyTo(values);
        _steps = network.Steps;
        _taken = true;
    }

    public void Restore()
    {
        if (!_taken)
            return;
        foreach ((Parameter parameter, float[] values) in _copies)
            parameter.CopyFrom(values);
        network.Steps = _steps;
    }
}
