using DeepTrainer.Runtime;

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
        using GuardedCall call = GuardedCall.Read(network, Use.Save);
        foreach ((Parameter parameter, float[] values) in _copies)
            parameter.CopyTo(values);
        _steps = network.Steps;
        _taken = true;
    }

    public void Restore()
    {
        if (!_taken)
            return;
        using GuardedCall call = GuardedCall.Change(network, Use.Restore);
        foreach ((Parameter parameter, float[] values) in _copies)
            parameter.CopyFrom(values);
        network.Steps = _steps;
    }
}
