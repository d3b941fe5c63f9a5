using System.Collections;

namespace DeepTrainer;

/// <summary>What some metrics gave, in the order in which they were asked for.</summary>
public sealed class MetricValues : IReadOnlyList<MetricValue>
{
    private readonly MetricValue[] _values;

    internal MetricValues(MetricValue[] values) => _values = values;

    /// <summary>Of no metrics.</summary>
    public static MetricValues None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>A metric's name and value.</summary>
    /// <param name="index">The metric's place among those asked for, from 0.</param>
    public MetricValue this[int index] => _values[index];

    /// <summary>A metric's value.</summary>
    /// <param name="name">Its name: <see cref="Metric.Name"/>.</param>
    /// <exception cref="KeyNotFoundException">The metric wasn't asked for.</exception>
    public double this[string name]
    {
        get
        {
            foreach (MetricValue value in _values)
            {
                if (value.Name == name)
                    return value.Value;
            }
            throw new KeyNotFoundException(
                _values.Length == 0
                    ? $"'{name}' wasn't measured; set the trainer's Metrics, or give metrics to Evaluate."
                    : $"'{name}' wasn't measured, only {string.Join(", ", _values.Select(value => $"'{value.Name}'"))}.");
        }
    }

    /// <summary>A metric's value.</summary>
    /// <param name="metric">The metric, or one of the same name.</param>
    /// <exception cref="KeyNotFoundException">The metric wasn't asked for.</exception>
    public double this[Metric metric] => this[(metric ?? throw new ArgumentNullException(nameof(metric))).Name];

    /// <inheritdoc/>
    public IEnumerator<MetricValue> GetEnumerator() => ((IEnumerable<MetricValue>)_values).GetEnumerator();

    /// <summary>Names and values: <c>F1 0.91235, ROC AUC 0.98</c>.</summary>
    public override string ToString() => string.Join(", ", _values);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
