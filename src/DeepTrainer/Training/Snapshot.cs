using System.Runtime.InteropServices;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>A copy of all that training changes in a network, to go back to.</summary>
internal sealed class Snapshot
{
    private readonly INetwork _network;
    private readonly (Parameter Parameter, float[] Values)[] _copies;

    public Snapshot(INetwork network)
    {
        _network = network;
        _copies = [.. network.Parameters.Concat(network.OptimizerState).Select(parameter => (parameter, new float[parameter.Length]))];
    }

    /// <summary>Whether there is anything to go back to.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The network's steps then.</summary>
    public long Steps { get; private set; }

    /// <summary>The copies, in the order of parameters and optimizer state.</summary>
    public IEnumerable<(Parameter Parameter, float[] Values)> Copies => _copies;

    /// <summary>Copies all; of an average instead of the network's own weights, if there is one.</summary>
    public void Take(WeightAverage? average = null)
    {
        using GuardedCall call = GuardedCall.Read(_network, Use.Save);
        foreach ((Parameter parameter, float[] values) in _copies)
            parameter.CopyTo(values);
        for (int i = 0; average is { HasWeights: true } && i < average.Averages.Count; i++)
            average.Averages[i].CopyTo(_copies[i].Values, 0);
        Steps = _network.Steps;
        IsTaken = true;
    }

    public void Restore()
    {
        if (!IsTaken)
            return;
        using GuardedCall call = GuardedCall.Change(_network, Use.Restore);
        foreach ((Parameter parameter, float[] values) in _copies)
            parameter.CopyFrom(values);
        _network.Steps = Steps;
    }

    /// <summary>Whether the network is now, bit for bit, what it was then.</summary>
    public bool IsSame()
    {
        if (Steps != _network.Steps)
            return false;
        float[] now = new float[_copies.Length == 0 ? 0 : _copies.Max(copy => copy.Values.Length)];
        foreach ((Parameter parameter, float[] values) in _copies)
        {
            Span<float> own = now.AsSpan(0, values.Length);
            parameter.CopyTo(own);
            if (!MemoryMarshal.AsBytes(values.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(own)))
                return false;
        }
        return true;
    }

    /// <summary>Takes the copies of a file, which have been checked.</summary>
    public void Take(IEnumerable<float[]> copies, long steps)
    {
        foreach (((_, float[] own), float[] values) in _copies.Zip(copies))
            values.CopyTo(own, 0);
        Steps = steps;
        IsTaken = true;
    }
}
