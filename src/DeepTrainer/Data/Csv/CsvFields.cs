namespace DeepTrainer;

/// <summary>
/// Takes comma-separated text apart, one field after another, holding no more than one of them. Quotes protect separators, and a
/// doubled quote stands for one (RFC 4180); lines without text are passed over.
/// </summary>
internal sealed class CsvFields(TextReader text, char separator, string source)
{
    /// <summary>The budget for one field; numbers take a few characters, names of classes some dozens.</summary>
    private const int MaxFieldLength = 1 << 16;
    private const int MaxTextShown = 40;

    private readonly char[] _buffer = new char[1 << 14];
    private char[] _field = new char[64];
    private int _position;
    private int _count;
    private int _length;
    private bool _ended;

    /// <summary>The field, without its quotes and the white space around it: <c>" male"</c> and <c>male</c> are the same.</summary>
    public ReadOnlySpan<char> Text => _field.AsSpan(0, _length);

    /// <summary>The line the field is on, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The field's column, from 0.</summary>
    public int Column { get; private set; }

    /// <summary>Whether it is the last of its line.</summary>
    public bool IsLast { get; private set; } = true;

    /// <summary>Goes to the next field, if there is one.</summary>
    public bool Next()
    {
        while (!_ended)
        {
            bool isFirst = IsLast;
            Line += isFirst ? 1 : 0;
            Column = isFirst ? 0 : Column + 1;
            _length = 0;
            bool quoted = Peek() == '"';
            if (quoted)
                ReadQuoted();
            else
                ReadPlain();
            ReadOnlySpan<char> trimmed = Text.Trim();
            trimmed.CopyTo(_field);
            _length = trimmed.Length;
            EndField();
            if (quoted || !isFirst || !IsLast || _length > 0)
                return true;
        }
        return false;
    }

    /// <summary>Goes to the last field of this line.</summary>
    public void SkipLine()
    {
        while (!IsLast && Next())
        {
        }
    }

    public InvalidDataException Error(string what) => Error(what, Line);

    public InvalidDataException Error(string what, int line) => Error(source, what, line);

    public static InvalidDataException Error(string source, string what, int line) => new($"'{source}', line {line}: {what}{(what.EndsWith('?') ? "" : ".")}");

    /// <summary>How many columns there are: <c>1 column</c>, <c>2 columns</c>.</summary>
    public static string Columns(int count) => count == 1 ? "1 column" : $"{count} columns";

    public static string Shown(ReadOnlySpan<char> text) => Excerpt.Of(text, MaxTextShown);

    private void ReadPlain()
    {
        while (Peek() >= 0)
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_position, _count - _position);
            int end = rest.IndexOfAny(separator, '\r', '\n');
            Append(end < 0 ? rest : rest[..end]);
            _position += end < 0 ? rest.Length : end;
            if (end >= 0)
                break;
        }
    }

    private void ReadQuoted()
    {
        _position++;
        while (true)
        {
            switch (Peek())
            {
                case < 0 or '\r' or '\n':
                    throw Error($"column {Column + 1}: the quote at '\"{Shown(Text)}' is not closed on its line");
                case '"':
                    _position++;
                    if (Peek() != '"')
                        return;
                    break;
            }
            Append([_buffer[_position++]]);
        }
    }

    // At a separator, the end of the line or the end of the text.
    private void EndField()
    {
        int next = Peek();
        IsLast = next != separator;
        _ended = next < 0;
        if (next >= 0 && IsLast && next is not ('\r' or '\n'))
            throw Error($"column {Column + 1}: '{Shown(_buffer.AsSpan(_position, _count - _position))}' follows a closing quote");
        if (_ended)
            return;
        _position++;
        if (next == '\r' && Peek() == '\n')
            _position++;
    }

    private void Append(ReadOnlySpan<char> part)
    {
        if (part.Length > MaxFieldLength - _length)
            throw Error($"column {Column + 1} is longer than {MaxFieldLength} characters; is '{separator}' the separator?");
        if (part.Length > _field.Length - _length)
            Array.Resize(ref _field, Math.Max(2 * _field.Length, _length + part.Length));
        part.CopyTo(_field.AsSpan(_length));
        _length += part.Length;
    }

    private int Peek()
    {
        if (_position == _count)
        {
            _count = text.Read(_buffer);
            _position = 0;
        }
        return _count == 0 ? -1 : _buffer[_position];
    }
}
