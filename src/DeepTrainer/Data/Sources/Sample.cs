namespace DeepTrainer;

/// <summary>One sample of a sequence that <see cref="BatchSource.From(SampleFormat, IEnumerable{Sample}, long?)"/> makes a source of.</summary>
public readonly struct Sample
{
    /// <summary>A sample with a class.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="label">Its class, from 0.</param>
    public Sample(ReadOnlyMemory<float> input, int label) => (Input, Label) = (input, label);

    /// <summary>A sample with several labels.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="labels">The classes of its positions.</param>
    public Sample(ReadOnlyMemory<float> input, ReadOnlyMemory<int> labels) => (Input, Labels) = (input, labels);

    /// <summary>A sample with target values.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="target">Its target values.</param>
    public Sample(ReadOnlyMemory<float> input, ReadOnlyMemory<float> target) => (Input, Target) = (input, target);

    /// <summary>A sample without targets.</summary>
    /// <param name="input">Its input.</param>
    public Sample(ReadOnlyMemory<float> input) => Input = input;

    /// <summary>Its input.</summary>
    public ReadOnlyMemory<float> Input { get; }

    /// <summary>Its class, if it has one label; null otherwise.</summary>
    public int? Label { get; }

    /// <summary>Its labels, if it has several.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>Its target values.</summary>
    public ReadOnlyMemory<float> Target { get; }
}
