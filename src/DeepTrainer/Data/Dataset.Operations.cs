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

    /// <summary>The samples of several datasets, one after another: the windows of several series, what was read of several files.</summary>
    /// <param name="parts">The datasets, at least one, whose samples have the same shapes, and the same classes.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    /// <exception cref="ArgumentException">There is no dataset, samples differ, or all together are more than an array has room for.</exception>
    public static Dataset Concat(params ReadOnlySpan<Dataset> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("There must be at least one dataset.", nameof(parts));
        Dataset first = parts[0];
        long samples = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(parts[i], nameof(parts));
            if (!first.IsLike(parts[i]))
                throw new ArgumentException($"Dataset {i} has {parts[i].Described()}, but dataset 0 has {first.Described()}.", nameof(parts));
            samples += parts[i].Count;
        }
        // No array has so many.
        int count = (int)Math.Min(samples, int.MaxValue);
        var inputs = new float[ArrayLength.Of("The inputs of all datasets", count, first.InputSize)];
        var labels = new int[first.HasLabels ? ArrayLength.Of("The labels of all datasets", count, first.TargetSize) : 0];
        var targets = new float[first.HasLabels ? 0 : ArrayLength.Of("The targets of all datasets", count, first.TargetSize)];
        int at = 0;
        foreach (Dataset part in parts)
        {
            part._inputs.CopyTo(inputs, at * first.InputSize);
            if (first.HasLabels)
                part._labels.CopyTo(labels, at * first.TargetSize);
            else
                part._targets.CopyTo(targets, at * first.TargetSize);
            at += part.Count;
        }
        return new Dataset(inputs, first.InputShape, labels, first.ClassNames, targets, first.TargetShape) { IgnoredLabel = first.IgnoredLabel };
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

    private bool IsLike(Dataset other) => InputShape.SequenceEqual(other.InputShape) && TargetShape.SequenceEqual(other.TargetShape)
        && ClassNames.SequenceEqual(other.ClassNames) && IgnoredLabel == other.IgnoredLabel;

    private string Described() => $"inputs {LayerInfo.Text(InputShape.AsSpan())} and "
        + $"{(HasLabels ? "labels" : "targets")} {LayerInfo.Text(TargetShape.AsSpan())}"
        + (HasLabels ? $" of the classes {string.Join(", ", ClassNames.Select(name => $"'{Excerpt.Of(name)}'"))}" : "")
        + (IgnoredLabel is { } ignored ? $", {ignored} for none" : "");

    internal Dataset WithInputs(float[] inputs) => new(inputs, InputShape, _labels, ClassNames, _targets, TargetShape) { IgnoredLabel = IgnoredLabel };

    private int[] RandomOrder(int seed) => Partition.RandomOrder(Count, seed);
}
