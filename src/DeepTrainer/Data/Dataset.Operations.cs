namespace DeepTrainer;

public sealed partial class Dataset
{
    /// <summary>The samples of the given numbers, in that order; a number may come more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample of a number.</exception>
    public Dataset Subset(ReadOnlySpan<int> indices)
    {
        var inputs = new float[ArrayLength.Of("The inputs", indices.Length, InputSize)];
        var labels = new int[HasLabels ? ArrayLength.Of("The labels", indices.Length, TargetSize) : 0];
        var targets = new float[HasLabels ? 0 : ArrayLength.Of("The targets", indices.Length, TargetSize)];
        for (int i = 0; i < indices.Length; i++)
        {
            Input(indices[i]).CopyTo(inputs.AsSpan(i * InputSize));
            if (HasLabels)
                LabelsOf(indices[i]).CopyTo(labels.AsSpan(i * TargetSize));
            else
                Target(indices[i]).CopyTo(targets.AsSpan(i * TargetSize));
        }
        return new Dataset(inputs, InputShape, labels, ClassNames, targets, TargetShape) { IgnoredLabel = IgnoredLabel };
    }

    /// <summary>Neighbouring samples: <c>data.Subset(..100)</c> has the first hundred.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the samples.</exception>
    public Dataset Subset(Range range)
    {
        (int start, int count) = range.GetOffsetAndLength(Count);
        return Subset([.. Enumerable.Range(start, count)]);
    }

    /// <summary>The samples in random order.</summary>
    /// <param name="seed">The same seed gives the same order everywhere.</param>
    public Dataset Shuffle(int seed) => Subset(RandomOrder(seed));

    /// <summary>Divides the samples at random, for instance into those to train on and those to validate with.</summary>
    /// <param name="fraction">How many of the samples go to the first part, in [0, 1]; the number is rounded.</param>
    /// <param name="seed">The same seed gives the same parts everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1].</exception>
    public (Dataset First, Dataset Second) Split(double fraction, int seed)
    {
        (int[] first, int[] second) = Partition.Random(Count, fraction, seed);
        return (Subset(first), Subset(second));
    }

    /// <summary>Applies a function to every input value.</summary>
    public Dataset Map(Func<float, float> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return WithInputs(Array.ConvertAll(_inputs, value => function(value)));
    }

    /// <summary>Multiplies every input value: <c>data.Scale(1f / 255)</c> brings bytes to [0, 1].</summary>
    public Dataset Scale(float factor) => Map(value => value * factor);

    /// <summary>
    /// Target values made of classes: 1 for the sample's class, 0 for the others. Labels at positions [height, width] become
    /// [classes, height, width]; what has no class is 0 for all.
    /// </summary>
    /// <exception cref="InvalidOperationException">The samples have target values already.</exception>
    /// <exception cref="ArgumentException">The targets would be more than an array has room for.</exception>
    public Dataset OneHot()
    {
        if (!HasLabels)
            throw new InvalidOperationException("The samples have target values already.");
        var targets = new float[ArrayLength.Of("The targets of all samples, classes and positions", Count, Classes, TargetSize)];
        for (int i = 0; i < _labels.Length; i++)
        {
            if (_labels[i] != IgnoredLabel)
                targets[(((i / TargetSize * Classes) + _labels[i]) * TargetSize) + (i % TargetSize)] = 1;
        }
        return new Dataset(_inputs, InputShape, [], [], targets, [Classes, .. TargetShape]);
    }

    internal Dataset WithInputs(float[] inputs) => new(inputs, InputShape, _labels, ClassNames, _targets, TargetShape) { IgnoredLabel = IgnoredLabel };

    private int[] RandomOrder(int seed) => Partition.RandomOrder(Count, seed);
}
