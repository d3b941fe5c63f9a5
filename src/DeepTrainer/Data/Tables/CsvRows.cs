using System.Collections.Immutable;
using System.Text;

namespace DeepTrainer;

/// <summary>Rows that are read from a file while one goes over them, of which no more than one is in memory.</summary>
internal sealed class CsvRows : TableRows
{
    private readonly StreamReader _text;
    private readonly CsvFields _fields;
    private readonly CsvLine _line;
    private bool _isFirst;

    private CsvRows(StreamReader text, CsvFields fields, CsvLine first, bool isFirstRow, string source, ImmutableArray<string> columns)
        : base(source, columns) => (_text, _fields, _line, _isFirst) = (text, fields, first, isFirstRow);

    public override int Line => _line.Number;

    public override ReadOnlySpan<char> this[int column] => _line[column];

    /// <summary>Opens a table.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="isOwned">Whether it is closed with the rows.</param>
    /// <param name="notation">How it is written.</param>
    /// <param name="limits">How much it may unpack to.</param>
    /// <param name="source">What to call it in messages.</param>
    public static CsvRows Open(Stream stream, bool isOwned, TableNotation notation, ReadLimits limits, string source)
    {
        (char separator, ImmutableArray<string> header) = (notation.Separator, notation.Header);
        StreamReader? text = null;
        try
        {
            text = new(new Contents(PackedStreams.Open(stream, source, limits), isOwned ? stream : null), new UTF8Encoding(true, throwOnInvalidBytes: true));
            CsvFields fields = new(text, separator, source);
            CsvLine first = new();
            if (!Read(fields, first, source))
                throw new InvalidDataException($"'{source}' is empty.");
            ImmutableArray<string> columns = header.IsEmpty ? [.. Enumerable.Range(0, first.Columns).Select(i => first[i].ToString())] : header;
            CheckNames(columns, source, first.Number);
            if (first.Columns != columns.Length)
                throw fields.Error($"has {CsvFields.Columns(first.Columns)}, but Header names {columns.Length}{Hint(first, separator)}", first.Number);
            if (first.Columns == 1 && Hint(first, separator) is { Length: > 0 } hint)
                throw fields.Error($"has a single column{hint}", first.Number);
            return new(text, fields, first, !header.IsEmpty, source, columns);
        }
        catch
        {
            text?.Dispose();
            if (isOwned)
                stream.Dispose();
            throw;
        }
    }

    public override bool Next()
    {
        if (_isFirst)
        {
            _isFirst = false;
            return true;
        }
        if (!Read(_fields, _line, Source))
            return false;
        if (_line.Columns != Columns.Length)
            throw CsvFields.Error(Source, $"has {CsvFields.Columns(_line.Columns)}, but there are {Columns.Length} names", Line);
        return true;
    }

    public override void Dispose()
    {
        _text.Dispose();
        base.Dispose();
    }

    private static bool Read(CsvFields fields, CsvLine line, string source)
    {
        try
        {
            if (!fields.Next())
                return false;
            line.Read(fields);
            return true;
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"'{source}' is not UTF-8 text near line {fields.Line}.", e);
        }
    }

    private static string Hint(CsvLine first, char separator) => first.Columns > 1 ? ""
        : first[0].IndexOfAny(",;\t|") is >= 0 and var at ? $"; is '{first[0][at]}' the separator, instead of '{separator}'?" : "";

    // What unpacks a stream leaves it open.
    private sealed class Contents(Stream unpacked, Stream? owned) : ForwardStream
    {
        public override int Read(Span<byte> buffer) => unpacked.Read(buffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                unpacked.Dispose();
                owned?.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
