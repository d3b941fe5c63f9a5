using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>The sums over all ranks that a step is made of: gradients and losses, in one message.</summary>
internal sealed class JointStep
{
    private readonly JointTraining _joint;
    private readonly IGradientNetwork _network;
    private readonly AlignedBuffer[] _gradients;
    private readonly float[] _message;

    public JointStep(JointTraining joint, IGradientNetwork network)
    {
        (_joint, _network) = (joint, network);
        _gradients = [.. network.AccumulatedGradients.Select(gradient => gradient.Buffer).Distinct()];
        Losses = new(network.Info);
        long size = _gradients.Sum(buffer => (long)buffer.Length) + (2 * network.Info.LossParts.Length) + 1;
        if (size > Array.MaxLength)
            throw new NotSupportedException($"The gradients of '{network.Info.Name}' are {size} numbers, and a message between ranks has room for {Array.MaxLength}.");
        _message = new float[size];
    }

    /// <summary>The losses of the own part, which has yet to be cleared.</summary>
    public LossMean Losses { get; }

    /// <summary>Begins with the own part of a batch, which is worked on in so many batches at most. Random numbers are those that one process would draw for that part.</summary>
    public void Begin(int batches)
    {
        Losses.Clear();
        _network.CountAccumulated(0, (long)_joint.Group.Rank * batches);
    }

    /// <summary>Adds up what all ranks have, and returns the sum of the losses of all samples of a batch.</summary>
    public double Sum(int samples, double loss, LossMean losses)
    {
        (double[] sums, double[] weights) = Losses.State;
        Span<float> rest = _message;
        foreach (AlignedBuffer gradient in _gradients)
        {
            gradient.Span.CopyTo(rest);
            rest = rest[gradient.Length..];
        }
        for (int i = 0; i < sums.Length; i++)
            (rest[i], rest[sums.Length + i]) = ((float)sums[i], (float)weights[i]);
        rest[^1] = (float)loss;

        _joint.Group.AllReduce(_message);
        ReadOnlySpan<float> all = _message;
        foreach (AlignedBuffer gradient in _gradients)
        {
            all[..gradient.Length].CopyTo(gradient.Span);
            all = all[gradient.Length..];
        }
        losses.Add(all[..sums.Length], all.Slice(sums.Length, sums.Length));
        _network.CountAccumulated(samples - _network.AccumulatedSamples, 0);
        GC.KeepAlive(_gradients);
        return all[^1];
    }
}
