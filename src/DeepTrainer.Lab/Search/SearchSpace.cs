using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>The axes of a search, and the points that it tries.</summary>
/// <example><code>SearchSpace space = new(Axis.LogUniform("LearningRate", 1e-4, 1e-1), Axis.Whole("Width", 8, 128));
/// Variant[] variants = [.. space.Random(30, seed: 1).Select(p => Variant.Of(p.ToString(), Declared(p)))];</code></example>
public sealed class SearchSpace
{
    // How often a point that has been drawn before is drawn again before the space counts as exhausted.
    private const int MostAttempts = 1000;

    private readonly ImmutableArray<Axis> _axes;

    /// <summary>Some axes.</summary>
    /// <param name="axes">The axes; at least one, with different names.</param>
    public SearchSpace(params Axis[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Length == 0 || axes.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() < axes.Length)
            throw new ArgumentException("A search needs at least one axis, and a name of its own for each.", nameof(axes));
        _axes = [.. axes];
    }

    /// <summary>All combinations of the axes' values, the last axis fastest.</summary>
    /// <exception cref="InvalidOperationException">An axis is a range.</exception>
    public IReadOnlyList<SearchPoint> Grid()
    {
        if (_axes.FirstOrDefault(a => a.Values.IsEmpty) is { } range)
            throw new InvalidOperationException($"A grid needs values, but '{range.Name}' is a range; name some with Axis.Of, or use Random.");
        IEnumerable<ImmutableArray<double>> points = [[]];
        foreach (Axis axis in _axes)
            points = points.SelectMany(point => axis.Values.Select(point.Add));
        return [.. points.Select(point => new SearchPoint(_axes, point))];
    }

    /// <summary>Random points, all different.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="seed">The same seed gives the same points everywhere, and more of them go on with the same.</param>
    /// <exception cref="ArgumentException">There aren't so many different points.</exception>
    public IReadOnlyList<SearchPoint> Random(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        RandomSource random = new(seed);
        HashSet<string> known = new(StringComparer.Ordinal);
        List<SearchPoint> points = [];
        for (int attempts = 0; points.Count < count; attempts++)
        {
            if (attempts == MostAttempts)
                throw new ArgumentException($"There seem to be only {points.Count} different points; ask for fewer, or use Grid.", nameof(count));
            SearchPoint point = new(_axes, [.. _axes.Select(axis => axis.Draw(random))]);
            if (!known.Add(point.ToString()))
                continue;
            points.Add(point);
            attempts = 0;
        }
        return points;
    }
}
