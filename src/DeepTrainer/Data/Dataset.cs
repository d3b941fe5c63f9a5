using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>
/// Samples in memory: for each its input and either a class or target values. Datasets don't change; every operation gives a new one.
/// </summary>
public sealed partial class Dataset : IIndexedSource
{
    // In targets of several losses class indices are floats, which are exact to here.
    internal const int MostClasses = 1 << 24;

    private readonly float[] _inputs;
    private readonly int[] _labels;
    private readonly float[] _targets;

    private Dataset(
        float[] inputs, ImmutableArray<int> inputShape, int[] labels, ImmutableArray<string> classNames, float[] targets, ImmutableArray<int> targetShape)
    {
        _inputs = inputs;
        _labels = labels;
        _targets = targets;
        InputShape = inputShape;
        TargetShape = targetShape;
        ClassNames = classNames;
        InputSize = LayerInfo.SizeOf(inputShape);
        TargetSize = LayerInfo.SizeOf(targetShape);
        Count = inputs.Length / InputSize;
    }

    /// <summary>What each sample is.</summary>
    public SampleFormat Format => field ??= new(InputShape, TargetShape, ClassNames, IgnoredLabel);

    long? IBatchSource.Count => Count;

    internal Samples All => new(Format, Count, _inputs, _labels, _targets);

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The shape of one sample's input, channels first.</summary>
    public ImmutableArray<int> InputShape { get; }

    /// <summary>The number of floats in one sample's input.</summary>
    public int InputSize { get; }

    /// <summary>Whether samples belong to classes; otherwise they have target values.</summary>
    public bool HasLabels => ClassNames.Length > 0;

    /// <summary>The number of classes; 0 for target values.</summary>
    public int Classes => ClassNames.Length;

    /// <summary>The names of the classes; their numbers where there are no names. Empty for target values.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The shape of one sample's target values, or of its labels: empty for one.</summary>
    public ImmutableArray<int> TargetShape { get; }

    /// <summary>The number of target values (or labels) a sample.</summary>
    public int TargetSize { get; }

    /// <summary>The label that stands for no class, if there may be one.</summary>
    public int? IgnoredLabel { get; private init; }

    /// <summary>All inputs, one sample after another.</summary>
    public ReadOnlySpan<float> Inputs => _inputs;

    /// <summary>The classes of all samples, one sample after another; empty for target values.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>All target values, one sample after another; empty for classes.</summary>
    public ReadOnlySpan<float> Targets => _targets;

    /// <summary>One sample's input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public ReadOnlySpan<float> Input(int index) => _inputs.AsSpan(Start(index, InputSize), InputSize);

    /// <summary>One sample's target values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="InvalidOperationException">The samples have classes.</exception>
    public ReadOnlySpan<float> Target(int index) => HasLabels
        ? throw new InvalidOperationException("The samples have classes; use Label, or make target values of them with OneHot.")
        : _targets.AsSpan(Start(index, TargetSize), TargetSize);

    /// <summary>One sample's class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="InvalidOperationException">The samples have target values, or several labels each.</exception>
    public int Label(int index) => TargetSize == 1
        ? LabelsOf(index)[0]
        : throw new InvalidOperationException($"The samples have {TargetSize} {(HasLabels ? "labels each; use LabelsOf" : "target values; use Target")}.");

    /// <summary>One sample's classes: one, or one for each position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="InvalidOperationException">The samples have target values.</exception>
    public ReadOnlySpan<int> LabelsOf(int index) => HasLabels
        ? _labels.AsSpan(Start(index, TargetSize), TargetSize)
        : throw new InvalidOperationException("The samples have target values; use Target.");

    /// <summary>Makes a dataset of samples that belong to classes.</summary>
    /// <param name="inputs">All inputs, one sample after another; kept, not copied.</param>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="labels">The class of each sample, from 0; kept, not copied.</param>
    /// <param name="classes">The number of classes; at least 1.</param>
    /// <exception cref="ArgumentException">The lengths don't fit together, or a label is no class.</exception>
    public static Dataset FromLabels(float[] inputs, ReadOnlySpan<int> inputShape, int[] labels, int classes)
    {
        CheckClasses(classes);
        return FromLabels(inputs, inputShape, labels, ClassNumbers(classes));
    }

    /// <summary>Makes a dataset of samples that belong to classes with names.</summary>
    /// <param name="inputs">All inputs, one sample after another; kept, not copied.</param>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="labels">The class of each sample, from 0; kept, not copied.</param>
    /// <param name="classNames">The names of the classes; at least one.</param>
    /// <exception cref="ArgumentException">The lengths don't fit together, or a label is no class.</exception>
    public static Dataset FromLabels(float[] inputs, ReadOnlySpan<int> inputShape, int[] labels, ImmutableArray<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (classNames.IsDefaultOrEmpty)
            throw new ArgumentException("There must be at least one class.", nameof(classNames));
        CheckClasses(classNames.Length, nameof(classNames));
        CheckCounts(inputs, inputShape, labels.Length, 1, nameof(labels));
        CheckLabels(labels, 1, classNames.Length, null);
        return new Dataset(inputs, [.. inputShape], labels, classNames, [], []);
    }

    /// <summary>Makes a dataset of samples with a class for each position, such as the pixels of an image or the words of a text.</summary>
    /// <param name="inputs">All inputs, one sample after another; kept, not copied.</param>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="labels">The classes of all positions, one sample after another; kept, not copied.</param>
    /// <param name="labelShape">The shape of one sample's labels: <c>[height, width]</c>.</param>
    /// <param name="classes">The number of classes; at least 1.</param>
    /// <param name="ignored">The label of positions without a class, which the loss's IgnoreIndex must name.</param>
    /// <exception cref="ArgumentException">The lengths don't fit together, or a label is no class.</exception>
    public static Dataset FromLabels(
        float[] inputs, ReadOnlySpan<int> inputShape, int[] labels, ReadOnlySpan<int> labelShape, int classes, int? ignored = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        CheckClasses(classes);
        int labelSize = SizeOf(labelShape, nameof(labelShape));
        CheckCounts(inputs, inputShape, labels.Length, labelSize, nameof(labels));
        CheckLabels(labels, labelSize, classes, ignored);
        return new Dataset(inputs, [.. inputShape], labels, ClassNumbers(classes), [], [.. labelShape]) { IgnoredLabel = ignored };
    }

    /// <summary>Makes a dataset of samples without targets, for losses that need none.</summary>
    /// <param name="inputs">All inputs, one sample after another; kept, not copied.</param>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of a sample's.</exception>
    public static Dataset FromInputs(float[] inputs, ReadOnlySpan<int> inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckCounts(inputs, inputShape, inputs.Length / SizeOf(inputShape, nameof(inputShape)), 1, nameof(inputs));
        return new Dataset(inputs, [.. inputShape], [], [], [], [0]);
    }

    /// <summary>Makes a dataset of samples with target values.</summary>
    /// <param name="inputs">All inputs, one sample after another; kept, not copied.</param>
    /// <param name="inputShape">The shape of one sample's input, channels first.</param>
    /// <param name="targets">All target values, one sample after another; kept, not copied.</param>
    /// <param name="targetShape">The shape of one sample's target values.</param>
    /// <exception cref="ArgumentException">The lengths don't fit together.</exception>
    public static Dataset FromTargets(float[] inputs, ReadOnlySpan<int> inputShape, float[] targets, ReadOnlySpan<int> targetShape)
    {
        ArgumentNullException.ThrowIfNull(targets);
        CheckCounts(inputs, inputShape, targets.Length, SizeOf(targetShape, nameof(targetShape)), nameof(targets));
        return new Dataset(inputs, [.. inputShape], [], [], targets, [.. targetShape]);
    }

    /// <summary>Reads the samples in their order.</summary>
    IBatchReader IBatchSource.Open(long pass) => new IndexedReader(new SampleReader(this), Format, Count, []);

    ISampleReader IIndexedSource.OpenSamples() => new SampleReader(this);

    /// <summary>
    /// The samples as a source that goes over them in another random order each pass, for what changes or mixes them while training goes on
    /// (<see cref="BatchSource.Augment"/>). <see cref="Trainer{TNetwork}.Fit"/> does it by itself for a dataset.
    /// </summary>
    /// <param name="seed">The same seed gives the same orders everywhere.</param>
    public IBatchSource Reshuffled(int seed = 0) => new ReshuffledSource(this, seed);

    internal static ImmutableArray<string> ClassNumbers(int classes) =>
        [.. Enumerable.Range(0, classes).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Throws if there can't be so many classes.</summary>
    /// <summary>Checks names by which classes are looked up: each belongs to one.</summary>
    internal static void CheckClassNames(ImmutableArray<string> names, string argument)
    {
        CheckClasses(names.Length, argument);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!known.Add(name ?? throw new ArgumentException("The name of a class is null.", argument)))
                throw new ArgumentException($"The class '{Excerpt.Of(name)}' is named twice.", argument);
        }
    }

    internal static void CheckClasses(int classes, string argument = "classes")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1, argument);
        if (classes > MostClasses)
            throw new ArgumentOutOfRangeException(argument, classes, $"There can be {MostClasses} classes at most; give the number of those that there are.");
    }

    private static void CheckCounts(float[] inputs, ReadOnlySpan<int> inputShape, int targets, int targetSize, string argument)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        int inputSize = SizeOf(inputShape, nameof(inputShape));
        if (inputs.Length % inputSize != 0)
            throw new ArgumentException(
                $"{inputs.Length} inputs are not a multiple of {inputSize}, the size of {LayerInfo.Text(inputShape)}.", nameof(inputs));
        if (targets % targetSize != 0 || targets / targetSize != inputs.Length / inputSize)
            throw new ArgumentException(
                $"There are inputs of {inputs.Length / inputSize} samples, but {targets} {argument} where {targetSize} a sample are needed.", argument);
    }

    private static void CheckLabels(int[] labels, int labelSize, int classes, int? ignored)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes && labels[i] != ignored)
                throw new ArgumentException($"Label {labels[i]} of sample {i / labelSize} is none of the {classes} classes, which count from 0.", nameof(labels));
        }
    }

    private static int SizeOf(ReadOnlySpan<int> shape, string argument)
    {
        foreach (int size in shape)
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, argument);
        return LayerInfo.SizeOf([.. shape]);
    }

    private int Start(int index, int size)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} samples.");
        return index * size;
    }

    private sealed class SampleReader(Dataset data) : ISampleReader
    {
        public void Read(int index, int count, Span<float> inputs, Span<int> labels, Span<float> targets) => data.All.Slice(index, count).CopyTo(inputs, labels, targets);

        public void Dispose()
        {
        }
    }
}
