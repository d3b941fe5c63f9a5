using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>A value for each axis of a search.</summary>
public sealed class SearchPoint
{
    private readonly ImmutableArray<Axis> _axes;
    private readonly ImmutableArray<double> _values;

    internal SearchPoint(ImmutableArray<Axis> axes, ImmutableArray<double> values) => (_axes, _values) = (axes, values);

    /// <summary>The value of an axis of numbers, or the number of the choice.</summary>
    /// <param name="axis">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such axis.</exception>
    public double this[string axis] => _values[IndexOf(axis)];

    /// <summary>The axes of numbers with their values, for <see cref="Variant.With(SearchPoint)"/>.</summary>
    public IEnumerable<KeyValuePair<string, double>> Numbers =>
        _axes.Zip(_values).Where(p => p.First.Labels.IsEmpty).Select(p => KeyValuePair.Create(p.First.Name, p.Second));

    /// <summary>The axes of names.</summary>
    internal IEnumerable<string> Choices => _axes.Where(axis => !axis.Labels.IsEmpty).Select(axis => axis.Name);

    /// <summary>The value of an axis as a whole number.</summary>
    /// <param name="axis">Its name.</param>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public int Whole(string axis) => this[axis] is var value && value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue ? (int)value
        : throw new InvalidOperationException(FormattableString.Invariant($"'{axis}' is {value}, no whole number; declare the axis with Axis.Whole."));

    /// <summary>The choice of an axis of names.</summary>
    /// <param name="axis">Its name.</param>
    /// <exception cref="InvalidOperationException">Its values are numbers.</exception>
    public string Choice(string axis) => IndexOf(axis) is var index && !_axes[index].Labels.IsEmpty ? _axes[index].Text(_values[index])
        : throw new InvalidOperationException($"'{axis}' is an axis of numbers; ask for point[\"{axis}\"].");

    /// <summary>All values with their names: "LearningRate=0.001 Width=32".</summary>
    public override string ToString() => string.Join(' ', _axes.Select((axis, i) => $"{axis.Name}={axis.Text(_values[i])}"));

    private int IndexOf(string axis)
    {
        for (int i = 0; i < _axes.Length; i++)
        {
            if (_axes[i].Name == axis)
                return i;
        }
        throw new KeyNotFoundException($"There is no axis '{axis}'; there are {string.Join(", ", _axes.Select(a => $"'{a.Name}'"))}.");
    }
}
