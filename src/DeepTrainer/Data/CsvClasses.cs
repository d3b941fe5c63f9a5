using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>Collects the classes of a file, and says so where a column looks like something else.</summary>
internal sealed class CsvClasses
{
    private const string Cure =
        "if the column is a quantity to be predicted, set Targets = TargetKind.Values; if these are classes, list them all in ClassNames";

    // Below, a few samples may well leave out most classes.
    private const int UnsuspiciousNumber = 1000;
    private const int UnsuspiciousNames = 100;

    // Digits, letters and most sets of labels have hardly more. Above, labels of a set are nearly all there and begin with 0 or 1; prices and ages don't.
    private const int UnsuspiciousGaps = 20;
    private const int LateBeginning = 10;

    private readonly CsvOptions _options;
    private readonly CsvNumbers _numbers;
    private readonly bool _given;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<(string Name, int Line)> _found = [];
    private readonly Chunks<int> _labels = new();

    public CsvClasses(CsvOptions options, CsvNumbers numbers)
    {
        _options = options;
        _numbers = numbers;
        _given = !options.ClassNames.IsDefaultOrEmpty;
        foreach (string name in _given ? options.ClassNames : [])
            _indices.TryAdd(name, _indices.Count);
        _lookup = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public void Add(ReadOnlySpan<char> label, int column, CsvFields fields, int line)
    {
        if (label.IsEmpty)
            throw fields.Error($"column {column + 1} is empty, where a class should stand", line);
        if (!_lookup.TryGetValue(label, out int index))
        {
            if (_given)
                throw fields.Error($"column {column + 1}: '{CsvFields.Shown(label)}' is none of the {_options.ClassNames.Length} classes", line);
            if (_numbers.TryParse(label, out float value) && value != MathF.Truncate(value))
                throw fields.Error($"column {column + 1}: '{CsvFields.Shown(label)}' is a number with decimals, but should be a class; {Cure}", line);
            if (_found.Count == _options.Limits.MaxClasses)
                throw fields.Error($"column {column + 1} has more than {_options.Limits.MaxClasses} different classes; {Cure}, or raise ReadLimits.MaxClasses", line);
            index = _found.Count;
            _indices.Add(label.ToString(), index);
            _found.Add((label.ToString(), line));
        }
        _labels.Add(index);
    }

    /// <summary>The classes' names, and the class of each sample.</summary>
    public (ImmutableArray<string> Names, int[] Labels) Finish(int column, CsvFields fields, string source)
    {
        int[] labels = _labels.Take(source);
        if (_given)
            return (_options.ClassNames, labels);
        float[] values = [.. _found.Select(label => _numbers.TryParse(label.Name, out float value) ? value : float.NaN)];
        CheckMissing(values, column, fields);
        bool numbered = values.All(value => value >= 0);
        int[] places;
        ImmutableArray<string> names;
        if (numbered)
        {
            CheckLargest(values, labels.Length, column, fields);
            CheckGaps(values, column, fields);
            places = Array.ConvertAll(values, value => (int)value);
            names = Dataset.ClassNumbers(places.Max() + 1);
        }
        else
        {
            if (_found.Count > UnsuspiciousGaps && values.All(float.IsFinite))
                throw fields.Error($"column {column + 1} has {_found.Count} different numbers, some of them negative; {Cure}", _found[Array.FindIndex(values, value => value < 0)].Line);
            if (_found.Count > UnsuspiciousNames && _found.Count > labels.Length / 2)
                throw fields.Error($"column {column + 1} has {_found.Count} different texts in {labels.Length} samples, too many for classes; {Cure}", _found[0].Line);
            names = [.. _found.Select(label => label.Name).Order(StringComparer.Ordinal)];
            for (int i = 0; i < names.Length; i++)
                _indices[names[i]] = i;
            places = [.. _found.Select(label => _indices[label.Name])];
        }
        for (int i = 0; i < labels.Length; i++)
            labels[i] = places[labels[i]];
        return (names, labels);
    }

    // A label that is missing would be a class, and among numbers give all others other numbers.
    private void CheckMissing(float[] values, int column, CsvFields fields)
    {
        bool amongWords = _found.Where((label, i) => float.IsNaN(values[i]) && !CsvNumbers.IsMissing(label.Name, amongWords: false)).Any();
        if (_found.Find(label => CsvNumbers.IsMissing(label.Name, amongWords)) is { Name: { } mark, Line: var line })
        {
            throw fields.Error(
                $"column {column + 1}: '{CsvFields.Shown(mark)}' is no class; if the label is missing, leave its line out, or, if it is a class, list them all in ClassNames", line);
        }
    }

    // Who has raised the limit means so many.
    private bool IsRaised => _options.Limits.MaxClasses > ReadLimits.Default.MaxClasses;

    private void CheckLargest(float[] values, int samples, int column, CsvFields fields)
    {
        int at = Array.IndexOf(values, values.Max());
        (string label, int line) = _found[at];
        string start = $"column {column + 1}: '{CsvFields.Shown(label)}' would make {(double)values[at] + 1:0} classes";
        if (values[at] >= _options.Limits.MaxClasses)
            throw fields.Error($"{start}, and at most {_options.Limits.MaxClasses} are made by themselves; {Cure}, or raise ReadLimits.MaxClasses", line);
        if (!IsRaised && values[at] >= Math.Max(UnsuspiciousNumber, samples))
            throw fields.Error($"{start} for {samples} samples; {Cure}, or raise ReadLimits.MaxClasses above {ReadLimits.Default.MaxClasses}", line);
    }

    private void CheckGaps(float[] values, int column, CsvFields fields)
    {
        int classes = (int)values.Max() + 1, empty = classes - values.Distinct().Count();
        if (IsRaised || classes <= UnsuspiciousGaps || (3 * empty < classes && values.Min() < LateBeginning))
            return;
        (string label, int line) = _found[Array.IndexOf(values, values.Max())];
        throw fields.Error(
            $"column {column + 1}: '{CsvFields.Shown(label)}' would make {classes} classes, of which {empty} have no sample{(values.Min() < LateBeginning ? "" : $" (the smallest label is {values.Min():0})")}; "
            + Cure, line);
    }
}
