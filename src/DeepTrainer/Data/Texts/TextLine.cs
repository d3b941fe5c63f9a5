using System.Text;

namespace DeepTrainer;

/// <summary>A line of a text file, or a part of one that is longer than memory should hold.</summary>
/// <param name="Text">Its characters, without the line's end.</param>
/// <param name="Number">The line, from 1.</param>
/// <param name="IsEnd">Whether the line ends here.</param>
internal readonly record struct TextLine(string Text, int Number, bool IsEnd)
{
    /// <summary>The budget for what is in memory at once.</summary>
    public const int MostCharacters = 1 << 20;

    /// <summary>The lines of a file in UTF-8, read while one goes over them. Those that are too long are parted before white space.</summary>
    /// <exception cref="InvalidDataException">The file is no UTF-8, was changed, or has no white space where a line must be parted.</exception>
    public static IEnumerable<TextLine> Read(SourceFile file)
    {
        using FileStream stream = file.Open();
        using StreamReader reader = new(stream, new UTF8Encoding(true, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        StringBuilder text = new();
        char[] buffer = new char[1 << 14];
        int line = 1;
        bool isAfterReturn = false;
        while (Fill(reader, buffer, line, file.Path) is > 0 and int count)
        {
            for (int at = isAfterReturn && buffer[0] == '\n' ? 1 : 0; at < count;)
            {
                int length = buffer.AsSpan(at, count - at).IndexOfAny('\r', '\n'), end = length < 0 ? count : at + length;
                text.Append(buffer, at, end - at);
                while (text.Length > MostCharacters)
                    yield return new(Cut(text, line, file.Path), line, IsEnd: false);
                if (end < count)
                {
                    yield return new(text.ToString(), line++, IsEnd: true);
                    text.Clear();
                }
                // A return and the line feed behind it are one end.
                at = end + (end + 1 < count && buffer[end] == '\r' && buffer[end + 1] == '\n' ? 2 : 1);
            }
            isAfterReturn = buffer[count - 1] == '\r';
        }
        if (text.Length > 0)
            yield return new(text.ToString(), line, IsEnd: true);
        file.CheckUnchanged(stream);
    }

    private static int Fill(StreamReader reader, char[] buffer, int line, string path)
    {
        try
        {
            return reader.Read(buffer);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"'{path}' is not UTF-8 text near line {line}.", e);
        }
    }

    // White space stays with what follows, as tokens of words have it.
    private static string Cut(StringBuilder text, int line, string path)
    {
        string first = text.ToString(0, MostCharacters);
        int end = first.Length - 1;
        while (end > 0 && !char.IsWhiteSpace(first[end]))
            end--;
        if (end == 0)
            throw new InvalidDataException(
                $"Line {line} of '{path}' has {MostCharacters} characters without white space, where it could be parted; break it into lines.");
        text.Remove(0, end);
        return first[..end];
    }
}
