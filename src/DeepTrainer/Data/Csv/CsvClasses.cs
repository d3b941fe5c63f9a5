using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>Collects the classes of a file, and says so where a column looks like something else.</summary>
internal sealed class CsvClasses
{
    // Below, a few samples may well leave out most classes.
    private const int UnsuspiciousNumber = 1000;
    private const int UnsuspiciousNames = 100;

    // Digits, letters and most sets of labels have hardly more. Above, labels of a set are nearly all there and begin with 0 or 1; prices and ages don't.
    private const int UnsuspiciousGaps = 20;
    private const int LateBeginning = 10;

    private readonly ImmutableArray<string> _given;
    private readonly ReadLimits _limits;
    private readonly CsvNumbers _numbers;
    private readonly string _column;
    private readonly string _cure;
    private readonly Func<string, int, InvalidDataException> _error;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<(string Name, int Line)> _found = [];
    private long _samples;

    /// <param name="given">The classes, if they are known.</param>
    /// <param name="limits">How many there may be.</param>
    /// <param name="numbers">How numbers are written.</param>
    /// <param name="column">What to call the column in messages: <c>column 3</c>.</param>
    /// <param name="cure">What to do if the column holds no classes, or not all of them.</param>
    /// <param name="error">Makes an error of what is wrong and the line.</param>
    public CsvClasses(ImmutableArray<string> given, ReadLimits limits, CsvNumbers numbers, string column, string cure, Func<string, int, InvalidDataException> error)
    {
        (_given, _limits, _numbers, _column, _cure, _error) = (given.IsDefault ? [] : given, limits, numbers, column, cure, error);
        foreach (string name in _given)
            _indices.TryAdd(name, _indices.Count);
        _lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The place of a sample's class among those that were found so far.</summary>
    public int Find(ReadOnlySpan<char> label, int line)
    {
        _samples++;
        if (label.IsEmpty)
            throw _error($"{_column} is empty, where a class should stand", line);
        if (_lookup.TryGetValue(label, out int index))
            return index;
        if (!_given.IsEmpty)
            throw _error($"{_column}: '{CsvFields.Shown(label)}' is none of the {_given.Length} classes", line);
        if (_numbers.TryParse(label, out float value) && value != MathF.Truncate(value))
            throw _error($"{_column}: '{CsvFields.Shown(label)}' is a number with decimals, but should be a class; {_cure}", line);
        if (_found.Count == _limits.MaxClasses)
            throw _error($"{_column} has more than {_limits.MaxClasses} different classes; {_cure}, or raise ReadLimits.MaxClasses", line);
        index = _found.Count;
        _indices.Add(label.ToString(), index);
        _found.Add((label.ToString(), line));
        return index;
    }

    /// <summary>The classes' names, and the class of each that was found.</summary>
    public (ImmutableArray<string> Names, int[] Numbers) Finish()
    {
        if (!_given.IsEmpty)
            return (_given, [.. Enumerable.Range(0, _given.Length)]);
        float[] values = [.. _found.Select(label => _numbers.TryParse(label.Name, out float value) ? value : float.NaN)];
        CheckMissing(values);
        if (values.All(value => value >= 0))
        {
            CheckLargest(values);
            CheckGaps(values);
            int[] numbers = Array.ConvertAll(values, value => (int)value);
            return (Dataset.ClassNumbers(numbers.Max() + 1), numbers);
        }
        if (_found.Count > UnsuspiciousGaps && values.All(float.IsFinite))
            throw _error($"{_column} has {_found.Count} different numbers, some of them negative; {_cure}", _found[Array.FindIndex(values, value => value < 0)].Line);
        if (_found.Count > UnsuspiciousNames && _found.Count > _samples / 2)
            throw _error($"{_column} has {_found.Count} different texts in {_samples} samples, too many for classes; {_cure}", _found[0].Line);
        ImmutableArray<string> names = [.. _found.Select(label => label.Name).Order(StringComparer.Ordinal)];
        for (int i = 0; i < names.Length; i++)
            _indices[names[i]] = i;
        return (names, [.. _found.Select(label => _indices[label.Name])]);
    }

    // A label that is missing would be a class, and among numbers give all others other numbers.
    private void CheckMissing(float[] values)
    {
        bool amongWords = _found.Where((label, i) => float.IsNaN(values[i]) && !CsvNumbers.IsMissing(label.Name, amongWords: false)).Any();
        if (_found.Find(label => CsvNumbers.IsMissing(label.Name, amongWords)) is { Name: { } mark, Line: var line })
        {
            throw _error(
                $"{_column}: '{CsvFields.Shown(mark)}' is no class; if the label is missing, leave its line out, or, if it is a class, list them all in ClassNames", line);
        }
    }

    // Who has raised the limit means so many.
    private bool IsRaised => _limits.MaxClasses > ReadLimits.Default.MaxClasses;

    private void CheckLargest(float[] values)
    {
        int at = Array.IndexOf(values, values.Max());
        (string label, int line) = _found[at];
        string start = $"{_column}: '{CsvFields.Shown(label)}' would make {(double)values[at] + 1:0} classes";
        if (values[at] >= _limits.MaxClasses)
            throw _error($"{start}, and at most {_limits.MaxClasses} are made by themselves; {_cure}, or raise ReadLimits.MaxClasses", line);
        if (!IsRaised && values[at] >= Math.Max(UnsuspiciousNumber, _samples))
            throw _error($"{start} for {_samples} samples; {_cure}, or raise ReadLimits.MaxClasses above {ReadLimits.Default.MaxClasses}", line);
    }

    private void CheckGaps(float[] values)
    {
        int classes = (int)values.Max() + 1, empty = classes - values.Distinct().Count();
        if (IsRaised || classes <= UnsuspiciousGaps || (3 * empty < classes && values.Min() < LateBeginning))
            return;
        (string label, int line) = _found[Array.IndexOf(values, values.Max())];
        throw _error(
            $"{_column}: '{CsvFields.Shown(label)}' would make {classes} classes, of which {empty} have no "
                + $"sample{(values.Min() < LateBeginning ? "" : $" (the smallest label is {values.Min():0})")}; "
            + _cure, line);
    }
}
