using System.Collections.Immutable;
using System.Globalization;

namespace DeepTrainer.Lab;

/// <summary>Something that a search tries different values of: a number or a choice, with its values or its range.</summary>
public sealed class Axis
{
    // Numbers that are drawn are rounded to so many digits: they stand in names, and no more matters.
    private const int Digits = 3;

    private readonly Func<RandomSource, double>? _draw;

    private Axis(string name, ImmutableArray<double> values, ImmutableArray<string> labels, Func<RandomSource, double>? draw)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Values, Labels, _draw) = (name, values, labels, draw);
    }

    /// <summary>What it is called: <c>LearningRate</c>.</summary>
    public string Name { get; }

    /// <summary>Its values; empty for a range, which a grid can't go over.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>What its values, 0, 1 and so on, stand for; empty for numbers.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Some numbers.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="values">The numbers; at least one.</param>
    public static Axis Of(string name, params double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length > 0 && values.All(double.IsFinite) && values.Distinct().Count() == values.Length ? new(name, [.. values], [], null)
            : throw new ArgumentException($"The axis '{name}' needs at least one number, all of them finite and different.", nameof(values));
    }

    /// <summary>Some things with names, such as kinds of activations: <see cref="SearchPoint.Choice"/> tells which.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="labels">The names; at least one.</param>
    public static Axis Choice(string name, params string[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Length > 0 && labels.Distinct(StringComparer.Ordinal).Count() == labels.Length
            ? new(name, [.. labels.Select((_, i) => (double)i)], [.. labels], null)
            : throw new ArgumentException($"The axis '{name}' needs at least one name, all of them different.", nameof(labels));
    }

    /// <summary>Any number of a range, all equally likely.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The most.</param>
    public static Axis Uniform(string name, double low, double high)
    {
        CheckRange(name, low, high);
        return new(name, [], [], random => Rounded(low + (random.NextDouble() * (high - low)), low, high));
    }

    /// <summary>Any number of a range whose logarithms are all equally likely: as many between 0.001 and 0.01 as between 0.01 and 0.1.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="low">The least; more than 0.</param>
    /// <param name="high">The most.</param>
    public static Axis LogUniform(string name, double low, double high)
    {
        CheckRange(name, low, high);
        CheckPositive(name, low);
        return new(name, [], [], random => Rounded(Math.Exp(Math.Log(low) + (random.NextDouble() * Math.Log(high / low))), low, high));
    }

    /// <summary>Any whole number of a range, both ends included.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The most.</param>
    /// <param name="logarithmic">Whether small numbers are as likely as large ones; the least must be more than 0 then.</param>
    public static Axis Whole(string name, int low, int high, bool logarithmic = false)
    {
        CheckRange(name, low, high);
        if (!logarithmic)
            return new(name, [], [], random => Math.Min(high, low + Math.Floor(random.NextDouble() * ((double)high - low + 1))));
        CheckPositive(name, low);
        // Half a step beyond the ends, so that they are as likely as their neighbours.
        double from = Math.Log(low - 0.5), to = Math.Log(high + 0.5);
        return new(name, [], [], random => Math.Clamp(Math.Round(Math.Exp(from + (random.NextDouble() * (to - from)))), low, high));
    }

    internal double Draw(RandomSource random) => _draw is null ? Values[random.Next(Values.Length)] : _draw(random);

    internal string Text(double value) => Labels.IsEmpty ? value.ToString(CultureInfo.InvariantCulture) : Labels[(int)value];

    private static double Rounded(double value, double low, double high)
    {
        double rounded = double.Parse(value.ToString("E" + (Digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(rounded, low, high);
    }

    private static void CheckRange(string name, double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
            throw new ArgumentException(FormattableString.Invariant($"The axis '{name}' needs a range from a lower number to a higher one, not from {low} to {high}."));
    }

    private static void CheckPositive(string name, double low)
    {
        if (low <= 0)
            throw new ArgumentException(FormattableString.Invariant($"Logarithms need numbers above 0, but the axis '{name}' begins at {low}."));
    }
}
