using System.Diagnostics.CodeAnalysis;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// A metric of rows of class scores with one label each. A row has a score for each class, or a single one for the classes 0 and 1.
/// Rows are what a loss counts: samples, or the positions of a sequence or an image.
/// </summary>
/// <param name="name">The metric's name.</param>
[SuppressMessage("ApiDesign", "RS0022", Justification = "Every metric is one of classes or of values; there is no third kind.")]
public abstract class ClassMetric(string name) : Metric(name)
{
    /// <summary>Begins to measure.</summary>
    /// <param name="width">The number of scores a row; at least 1.</param>
    /// <param name="capacity">About how many rows there will be: memory for so many is taken at once where rows are kept.</param>
    public abstract ClassAccumulator Begin(int width, int capacity = 0);

    /// <summary>The same for a network of which it is known what its rows are.</summary>
    internal virtual ClassAccumulator Begin(int width, int capacity, RowForm form) => Begin(width, capacity);

    /// <summary>The same metric, of one of several losses: <c>Metric.F1().On("crossEntropy2")</c>.</summary>
    /// <param name="loss">The loss's name, as <see cref="NetworkInfo.Targets"/> has it.</param>
    public ClassMetric On(string loss) => (ClassMetric)ForLoss(loss);

    /// <summary>Measures rows in memory: <c>Metric.F1().Of(scores, labels)</c>.</summary>
    /// <param name="scores">The scores, one row after another; how many a row follows from the lengths.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <returns>The metric; NaN without rows.</returns>
    /// <exception cref="ArgumentException">The scores can't be divided into as many rows as there are labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public double Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty && scores.IsEmpty)
            return double.NaN;
        if (labels.IsEmpty || scores.IsEmpty || scores.Length % labels.Length != 0)
            throw new ArgumentException($"{scores.Length} scores can't be divided into rows for {labels.Length} labels.", nameof(scores));
        ClassAccumulator accumulator = Begin(scores.Length / labels.Length, labels.Length);
        accumulator.Add(scores, labels);
        return accumulator.Result();
    }
}

/// <summary>A <see cref="ClassMetric"/> being measured, batch by batch.</summary>
public abstract class ClassAccumulator
{
    /// <summary>Begins with no rows.</summary>
    /// <param name="width">The number of scores a row; at least 1.</param>
    protected ClassAccumulator(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
    }

    /// <summary>The number of scores a row.</summary>
    public int Width { get; }

    /// <summary>The number of classes: 2 for rows of one score.</summary>
    public int Classes => Math.Max(2, Width);

    /// <summary>The number of rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes in some rows.</summary>
    /// <param name="scores">The scores, one row after another.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <exception cref="ArgumentException">There aren't as many scores as the labels need.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        if (scores.Length != (long)labels.Length * Width)
            throw new ArgumentException($"{labels.Length} rows of {Width} scores are needed, but there are {scores.Length} scores.", nameof(scores));
        Check.Labels(labels, Classes, "The metric");
        Rows += labels.Length;
        AddRows(scores, labels);
    }

    /// <summary>Forgets all rows.</summary>
    public void Reset()
    {
        Rows = 0;
        Clear();
    }

    /// <summary>The metric of all rows so far; NaN if there are none.</summary>
    public double Result() => Rows == 0 ? double.NaN : Measure();

    /// <summary>Takes in rows that have been checked. It should not allocate.</summary>
    /// <param name="scores">The scores, one row after another.</param>
    /// <param name="labels">The class of each row.</param>
    protected abstract void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels);

    /// <summary>Forgets all rows.</summary>
    protected abstract void Clear();

    /// <summary>The metric of at least one row.</summary>
    protected abstract double Measure();
}
