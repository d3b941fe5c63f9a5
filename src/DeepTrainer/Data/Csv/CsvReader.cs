using System.Text;

namespace DeepTrainer;

/// <summary>Reads comma-separated values, straight into floats: every line is a sample or an error.</summary>
internal sealed class CsvReader
{
    private const string CureOfClasses =
        "if the column is a quantity to be predicted, set Targets = TargetKind.Values; if these are classes, list them all in ClassNames";

    private readonly CsvOptions _options;
    private readonly string _source;
    private readonly CsvNumbers _numbers;
    private readonly CsvFields _fields;
    private readonly Chunks<int> _labels = new();
    private readonly Chunks<float> _targets = new();
    private readonly Chunks<float> _inputs = new();
    private CsvColumns _columns = null!;
    private CsvLine? _header;
    private CsvClasses? _classes;
    private float[] _row = [];
    private int _samples;

    private CsvReader(CsvOptions options, TextReader text, string source)
    {
        _options = options;
        _source = source;
        _numbers = new CsvNumbers(options.Separator, options.DecimalComma);
        _fields = new CsvFields(text, options.Separator, source);
    }

    public static Dataset Read(Stream stream, CsvOptions options, string source)
    {
        using Stream contents = PackedStreams.Open(stream, source, options.Limits);
        using var text = new StreamReader(contents, new UTF8Encoding(true, throwOnInvalidBytes: true));
        var reader = new CsvReader(options, text, source);
        try
        {
            return reader.Read();
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"'{source}' is not UTF-8 text near line {reader._fields.Line + 1}.", e);
        }
    }

    private Dataset Read()
    {
        if (_fields.Next())
        {
            CsvLine first = new();
            first.Read(_fields);
            ReadLines(first);
        }
        if (_samples == 0)
            throw new InvalidDataException($"'{_source}' has no samples.");
        if (_classes is null)
            return Dataset.FromTargets(_inputs.Take(_source), [_columns.Inputs], _targets.Take(_source), [1]);
        (var names, int[] numbers) = _classes.Finish();
        int[] labels = Array.ConvertAll(_labels.Take(_source), found => numbers[found]);
        return Dataset.FromLabels(_inputs.Take(_source), [_columns.Inputs], labels, names);
    }

    private void ReadLines(CsvLine first)
    {
        _columns = CsvColumns.Resolve(_options, first, _fields);
        _header = _options.HasHeader ? first : null;
        _row = new float[_columns.Inputs];
        if (_options.Targets == TargetKind.ClassIndices)
            _classes = new CsvClasses(_options.ClassNames, _options.Limits, _numbers, NameOf(_columns.Label), CureOfClasses, _fields.Error);
        for (int i = 0; i < first.Columns && !_options.HasHeader; i++)
            Take(i, first[i], first.Number, isFirst: true);
        if (!_options.HasHeader)
            EndSample();
        while (_fields.Next())
        {
            if (_fields.Column >= _columns.Count)
                CheckColumns();
            Take(_fields.Column, _fields.Text, _fields.Line, isFirst: false);
            if (!_fields.IsLast)
                continue;
            CheckColumns();
            EndSample();
        }
    }

    private void Take(int column, ReadOnlySpan<char> text, int line, bool isFirst)
    {
        int slot = _columns[column];
        if (slot == CsvColumns.IsIgnored)
            return;
        if (slot == CsvColumns.IsLabel && _classes is not null)
        {
            _labels.Add(_classes.Find(text, line));
            return;
        }
        if (!_numbers.TryParse(text, out float value))
        {
            InvalidDataException error = _fields.Error(
                $"{NameOf(column)}: '{CsvFields.Shown(text)}' is not a finite number{Hint(text, isFirst)}", line);
            // A column too many or too few is the better message.
            if (!isFirst)
                CheckColumns();
            throw error;
        }
        if (slot == CsvColumns.IsLabel)
            _targets.Add(value);
        else
            _row[slot] = value;
    }

    /// <summary>A column as messages call it: by its name in the header, or by its number, from 1.</summary>
    private string NameOf(int column)
    {
        string name = _header is null || column >= _header.Columns ? "" : _header[column].ToString();
        return name.Length > 0 && _header!.IndexOf(name) == column ? $"column '{CsvFields.Shown(name)}'" : $"column {column + 1}";
    }

    // What the user probably wants to set, where the text is no number.
    private string Hint(ReadOnlySpan<char> text, bool isFirstLine)
    {
        string header = isFirstLine && !_options.HasHeader ? "; if the first line names the columns, set HasHeader = true" : "";
        if (CsvNumbers.IsMissing(text.ToString(), amongWords: false))
            return "; if the value is missing, fill it in, leave its line out, or choose other columns with "
                + $"{(_header is null ? "InputColumns" : "InputNames")}{header}";
        if (header.Length > 0 && !text.ContainsAnyInRange('0', '9'))
            return header;
        return _numbers.NotationHint(text) is { Length: > 0 } notation ? notation : header;
    }

    private void CheckColumns()
    {
        _fields.SkipLine();
        if (_fields.Column + 1 != _columns.Count)
            throw _fields.Error($"has {CsvFields.Columns(_fields.Column + 1)}, but the first line has {_columns.Count}");
    }

    private void EndSample()
    {
        _inputs.Add(_row);
        _samples++;
    }
}
