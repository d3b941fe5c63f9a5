using System.Globalization;

namespace DeepTrainer;

/// <summary>What a metric gave.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct MetricValue(string Name, double Value)
{
    /// <summary>Name and value, rounded to five digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Value:G5}");
}
