using System.Text;

namespace DeepTrainer;

/// <summary>Reads comma-separated values, straight into floats: every line is a sample or an error.</summary>
internal sealed class CsvReader
{
    private readonly CsvOptions _options;
    private readonly string _source;
    private readonly CsvNumbers _numbers;
    private readonly CsvFields _fields;
    private readonly CsvClasses? _classes;
    private readonly Chunks<float> _targets = new();
    private readonly Chunks<float> _inputs = new();
    private CsvColumns _columns = null!;
    private float[] _row = [];
    private int _samples;

    private CsvReader(CsvOptions options, TextReader text, string source)
    {
        _options = options;
        _source = source;
        _numbers = new CsvNumbers(options);
        _fields = new CsvFields(text, options.Separator, source);
        _classes = options.Targets == TargetKind.ClassIndices ? new CsvClasses(options, _numbers) : null;
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
            ReadLines(new CsvLine(_fields));
        if (_samples == 0)
            throw new InvalidDataException($"'{_source}' has no samples.");
        if (_classes is null)
            return Dataset.FromTargets(_inputs.Take(_source), [_columns.Inputs], _targets.Take(_source), [1]);
        (var names, int[] labels) = _classes.Finish(_columns.Label, _fields, _source);
        return Dataset.FromLabels(_inputs.Take(_source), [_columns.Inputs], labels, names);
    }

    private void ReadLines(CsvLine first)
    {
        _columns = CsvColumns.Resolve(_options, first, _fields);
        _row = new float[_columns.Inputs];
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
            _classes.Add(text, column, _fields, line);
            return;
        }
        if (!_numbers.TryParse(text, out float value))
        {
            InvalidDataException error = _fields.Error(
                $"column {column + 1}: '{CsvFields.Shown(text)}' is not a finite number{_numbers.Hint(text, isFirst)}", line);
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

    private void CheckColumns()
    {
        _fields.SkipLine();
        if (_fields.Column + 1 != _columns.Count)
            throw _fields.Error($"has {_fields.Column + 1} columns, but the first line has {_columns.Count}");
    }

    private void EndSample()
    {
        _inputs.Add(_row);
        _samples++;
    }
}
