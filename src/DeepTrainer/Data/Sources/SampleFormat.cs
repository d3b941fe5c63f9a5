using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What each sample of a source is: the shape of its input, and either classes or target values.</summary>
public sealed class SampleFormat
{
    internal SampleFormat(ImmutableArray<int> inputShape, ImmutableArray<int> targetShape, ImmutableArray<string> classNames, int? ignoredLabel)
    {
        (InputShape, TargetShape, ClassNames, IgnoredLabel) = (inputShape, targetShape, classNames, ignoredLabel);
        InputSize = LayerInfo.SizeOf(inputShape);
        TargetSize = LayerInfo.SizeOf(targetShape);
    }

    /// <summary>The shape of one sample's input, channels first.</summary>
    public ImmutableArray<int> InputShape { get; }

    /// <summary>The number of floats in one sample's input.</summary>
    public int InputSize { get; }

    /// <summary>The shape of one sample's target values, or of its labels: empty for one.</summary>
    public ImmutableArray<int> TargetShape { get; }

    /// <summary>The number of target values (or labels) a sample.</summary>
    public int TargetSize { get; }

    /// <summary>The names of the classes; their numbers where there are no names. Empty for target values.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>Whether samples belong to classes; otherwise they have target values.</summary>
    public bool HasLabels => ClassNames.Length > 0;

    /// <summary>The number of classes; 0 for target values.</summary>
    public int Classes => ClassNames.Length;

    /// <summary>The label that stands for no class, if there may be one.</summary>
    public int? IgnoredLabel { get; }

    /// <summary>Samples that belong to classes with numbers from 0.</summary>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="classes">The number of classes; at least 1.</param>
    /// <param name="labelShape">The shape of one sample's labels; nothing for one label.</param>
    /// <param name="ignored">The label of positions without a class, which the loss's IgnoreIndex must name.</param>
    /// <exception cref="ArgumentException">A size is less than 1.</exception>
    public static SampleFormat OfLabels(ReadOnlySpan<int> inputShape, int classes, ReadOnlySpan<int> labelShape = default, int? ignored = null)
    {
        Dataset.CheckClasses(classes);
        return new(Shape(inputShape, nameof(inputShape)), Shape(labelShape, nameof(labelShape)), Dataset.ClassNumbers(classes), ignored);
    }

    /// <summary>Samples that belong to classes with names.</summary>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="classNames">The names of the classes; at least one.</param>
    /// <exception cref="ArgumentException">A size is less than 1, or there is no class.</exception>
    public static SampleFormat OfLabels(ReadOnlySpan<int> inputShape, ImmutableArray<string> classNames)
    {
        if (classNames.IsDefaultOrEmpty)
            throw new ArgumentException("There must be at least one class.", nameof(classNames));
        Dataset.CheckClasses(classNames.Length, nameof(classNames));
        return new(Shape(inputShape, nameof(inputShape)), [], classNames, null);
    }

    /// <summary>Samples with target values.</summary>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="targetShape">The shape of one sample's target values.</param>
    /// <exception cref="ArgumentException">A size is less than 1.</exception>
    public static SampleFormat OfTargets(ReadOnlySpan<int> inputShape, ReadOnlySpan<int> targetShape) =>
        new(Shape(inputShape, nameof(inputShape)), Shape(targetShape, nameof(targetShape)), [], null);

    /// <summary>Samples without targets, for losses that need none.</summary>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <exception cref="ArgumentException">A size is less than 1.</exception>
    public static SampleFormat OfInputs(ReadOnlySpan<int> inputShape) => new(Shape(inputShape, nameof(inputShape)), [0], [], null);

    private static ImmutableArray<int> Shape(ReadOnlySpan<int> shape, string argument)
    {
        foreach (int size in shape)
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, argument);
        return [.. shape];
    }
}
