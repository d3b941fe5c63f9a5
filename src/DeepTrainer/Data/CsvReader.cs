using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DeepTrainer;

/// <summary>Reads comma-separated values: every line is a sample or an error.</summary>
internal sealed class CsvReader(CsvOptions options, string source)
{
    private const int MaxTextShown = 40;

    // Larger numbers are taken for names, or a single one would fill the memory with classes that don't occur.
    private const int MaxClasses = 1_000_000;

    private readonly List<float> _inputs = [];
    private readonly List<string> _labels = [];
    private readonly List<int> _labelLines = [];
    private readonly List<string> _fields = [];
    private bool _headerPending = options.HasHeader;
    private int _columns = -1;
    private int _labelColumn;
    private int _line;

    public Dataset Read(Stream stream)
    {
        using var text = new StreamReader(
            new MemoryStream(GzipStreams.Read(stream, source).ToArray()), new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            while (text.ReadLine() is string line)
            {
                _line++;
                if (line.AsSpan().Trim().IsEmpty)
                    continue;
                SplitLine(line);
                if (_columns < 0)
                    SetColumns();
                if (_fields.Count != _columns)
                    throw Error($"has {_fields.Count} columns, but the first line has {_columns}");
                if (_headerPending)
                    _headerPending = false;
                else
                    ReadSample();
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"'{source}' is not UTF-8 text near line {_line + 1}.", e);
        }
        if (_labels.Count == 0)
            throw new InvalidDataException($"'{source}' has no samples.");
        return options.Targets == TargetKind.ClassIndices ? WithClasses() : WithValues();
    }

    private void SetColumns()
    {
        _columns = _fields.Count;
        _labelColumn = options.LabelColumn == -1 ? _columns - 1 : options.LabelColumn;
        if (_columns < 2)
            throw Error($"has a single column, and at least 2 are needed; is '{options.Separator}' the separator?");
        if ((uint)_labelColumn >= (uint)_columns)
            throw Error($"has {_columns} columns, so there is no label column {options.LabelColumn}");
    }

    private void ReadSample()
    {
        for (int column = 0; column < _columns; column++)
        {
            if (column == _labelColumn)
                _labels.Add(_fields[column]);
            else
                _inputs.Add(Number(_fields[column], column, _line));
        }
        _labelLines.Add(_line);
    }

    private float Number(string text, int column, int line) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw Error($"column {column + 1}: '{Shown(text)}' is not a finite number", line);

    private Dataset WithValues()
    {
        var targets = new float[_labels.Count];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = Number(_labels[i], _labelColumn, _labelLines[i]);
        return Dataset.FromTargets([.. _inputs], [_columns - 1], targets, [1]);
    }

    private Dataset WithClasses()
    {
        bool numbered = options.ClassNames.IsDefaultOrEmpty && _labels.TrueForAll(label => ClassNumber(label) >= 0);
        ImmutableArray<string> names =
            !options.ClassNames.IsDefaultOrEmpty ? options.ClassNames
            : numbered ? Dataset.ClassNumbers(_labels.Max(ClassNumber) + 1)
            : [.. _labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
            numbers.TryAdd(name, numbers.Count);

        var labels = new int[_labels.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            if (_labels[i].Length == 0)
                throw Error($"column {_labelColumn + 1} is empty, where a class should stand", _labelLines[i]);
            if (numbered)
                labels[i] = ClassNumber(_labels[i]);
            else if (!numbers.TryGetValue(_labels[i], out labels[i]))
                throw Error($"column {_labelColumn + 1}: '{Shown(_labels[i])}' is none of the {names.Length} classes", _labelLines[i]);
        }
        return Dataset.FromLabels([.. _inputs], [_columns - 1], labels, names);
    }

    private static int ClassNumber(string label) =>
        int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < MaxClasses ? number : -1;

    /// <summary>Fills the fields of one line; quotes protect separators, and a doubled quote stands for one (RFC 4180).</summary>
    private void SplitLine(string line)
    {
        _fields.Clear();
        int position = 0;
        while (true)
        {
            bool quoted = position < line.Length && line[position] == '"';
            int end = quoted ? EndOfQuotes(line, position) : line.IndexOf(options.Separator, position);
            if (end < 0)
                end = line.Length;
            _fields.Add(quoted
                ? line[(position + 1)..(end - 1)].Replace("\"\"", "\"", StringComparison.Ordinal)
                : line[position..end].Trim());
            if (end == line.Length)
                return;
            if (line[end] != options.Separator)
                throw Error($"column {_fields.Count}: '{Shown(line[end..])}' follows a closing quote");
            position = end + 1;
        }
    }

    private int EndOfQuotes(string line, int start)
    {
        for (int i = start + 1; i < line.Length; i++)
        {
            if (line[i] != '"')
                continue;
            if (i + 1 == line.Length || line[i + 1] != '"')
                return i + 1;
            i++;
        }
        throw Error($"column {_fields.Count + 1}: the quote at '{Shown(line[start..])}' is not closed on its line");
    }

    private InvalidDataException Error(string what, int? line = null) => new($"'{source}', line {line ?? _line}: {what}.");

    private static string Shown(string text) => text.Length <= MaxTextShown ? text : text[..MaxTextShown] + "…";
}
