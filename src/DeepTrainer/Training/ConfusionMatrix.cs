using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DeepTrainer;

/// <summary>How often samples of one class were taken for another.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    internal ConfusionMatrix(ImmutableArray<string> classNames)
    {
        ClassNames = classNames;
        _counts = new int[classNames.Length * classNames.Length];
    }

    /// <summary>The names of the classes.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The number of samples of one class that were taken for another (or for what they are).</summary>
    /// <param name="actual">The class that they belong to.</param>
    /// <param name="predicted">The class with the largest output.</param>
    public int this[int actual, int predicted] => _counts[Index(actual, predicted)];

    /// <summary>The number of samples.</summary>
    public int Total => _counts.Sum();

    /// <summary>The fraction of samples classified correctly; NaN without samples.</summary>
    public double Accuracy => (double)Enumerable.Range(0, ClassNames.Length).Sum(i => this[i, i]) / Total;

    /// <summary>
    /// Of the samples taken for a class, the fraction that belongs to it; 0 if none is taken for it. As <see cref="Metric.Precision"/> averages.
    /// </summary>
    /// <param name="averaging">
    /// How the classes become one number; if null, <see cref="Averaging.Binary"/> for two classes and <see cref="Averaging.Macro"/> for more.
    /// </param>
    /// <param name="positive">The class that <see cref="Averaging.Binary"/> is about.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(Averaging? averaging = null, int positive = 1) => Average(ClassCounts.Precision, averaging, positive);

    /// <summary>
    /// Of the samples that belong to a class, the fraction that is taken for it; 0 if none belongs to it. As <see cref="Metric.Recall"/> averages.
    /// </summary>
    /// <inheritdoc cref="Precision"/>
    public double Recall(Averaging? averaging = null, int positive = 1) => Average(ClassCounts.Recall, averaging, positive);

    /// <summary>The harmonic mean of precision and recall of a class; 0 if both are. As <see cref="Metric.F1"/> averages.</summary>
    /// <inheritdoc cref="Precision"/>
    public double F1(Averaging? averaging = null, int positive = 1) => Average(ClassCounts.F1, averaging, positive);

    internal void Add(int actual, int predicted) => _counts[Index(actual, predicted)]++;

    /// <summary>A table: a line for each actual class, a column for each predicted one.</summary>
    public override string ToString()
    {
        int classes = ClassNames.Length;
        int width = Math.Max(ClassNames.Max(name => name.Length), _counts.Max().ToString(CultureInfo.InvariantCulture).Length);
        var text = new StringBuilder();
        text.Append("actual \\ predicted\n").Append(' ', width);
        foreach (string name in ClassNames)
            text.Append("  ").Append(name.PadLeft(width));
        text.Append('\n');
        for (int actual = 0; actual < classes; actual++)
        {
            text.Append(ClassNames[actual].PadLeft(width));
            for (int predicted = 0; predicted < classes; predicted++)
                text.Append("  ").Append(this[actual, predicted].ToString(CultureInfo.InvariantCulture).PadLeft(width));
            text.Append('\n');
        }
        return text.Append(CultureInfo.InvariantCulture, $"accuracy {100 * Accuracy:F2} % of {Total}\n").ToString();
    }

    private double Average(ClassCounts.Ratio ratio, Averaging? averaging, int positive)
    {
        int classes = ClassNames.Length;
        bool binary = averaging == Averaging.Binary || (averaging is null && classes == 2);
        if (binary)
            ClassCounts.CheckPositive(positive, classes);
        var counts = new ClassCounts(classes);
        for (int actual = 0; actual < classes; actual++)
        {
            for (int predicted = 0; predicted < classes; predicted++)
                counts.Add(actual, predicted, this[actual, predicted]);
        }
        return counts.Average(ratio, averaging, positive);
    }

    private int Index(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actual, ClassNames.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, ClassNames.Length);
        return actual * ClassNames.Length + predicted;
    }
}
