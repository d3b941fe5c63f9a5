namespace DeepTrainer;

/// <summary>
/// Where samples come from, batch by batch: a <see cref="Dataset"/> in memory, or anything else, such as files that memory can't hold, a database or a simulation.
/// <see cref="Trainer{TNetwork}.Fit"/> takes it for training and validation.
/// </summary>
/// <remarks>
/// <see cref="BatchSource"/> makes sources of sequences, shuffles, augments and reads ahead. Implement the interface to write samples into training's memory without
/// allocation.
/// </remarks>
public interface IBatchSource
{
    /// <summary>What each sample is.</summary>
    SampleFormat Format { get; }

    /// <summary>The number of samples of a pass; null if it isn't known, or if there is no end.</summary>
    long? Count { get; }

    /// <summary>Begins a pass over the samples.</summary>
    /// <param name="pass">
    /// The number of the pass, from 0. The same pass gives the same samples in the same order whenever it is opened: a training that is resumed reads what it had read
    /// again, and goes on behind it. What is random follows from this number and a seed.
    /// </param>
    IBatchReader Open(long pass);
}

/// <summary>One pass over the samples of an <see cref="IBatchSource"/>.</summary>
public interface IBatchReader : IDisposable
{
    /// <summary>Reads the next samples.</summary>
    /// <param name="samples">How many at most; at least 1.</param>
    /// <param name="inputs">Takes their inputs, one sample after another.</param>
    /// <param name="labels">Takes their labels, one sample after another; empty if the source has target values.</param>
    /// <param name="targets">Takes their target values, one sample after another; empty if the source has labels.</param>
    /// <returns>How many were read; 0 at the end of the pass, and only there.</returns>
    int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets);
}
