using System.Buffers;

namespace DeepTrainer;

/// <summary>A whole line. Of the first one only its end tells how many columns there are.</summary>
internal sealed class CsvLine
{
    /// <summary>The budget for columns: what a network can take for one sample.</summary>
    public const int MaxColumns = 1_000_000;

    /// <summary>The budget for all fields of a line together, which are in memory at once.</summary>
    private const int MaxLength = 1 << 26;

    private readonly ArrayBufferWriter<char> _text = new();
    private readonly List<int> _ends = [];

    /// <summary>Reads the line that the fields are at, in place of the one before.</summary>
    public void Read(CsvFields fields)
    {
        Number = fields.Line;
        _text.ResetWrittenCount();
        _ends.Clear();
        do
        {
            if (_ends.Count == MaxColumns)
                throw fields.Error($"has more than {MaxColumns} columns");
            if (fields.Text.Length > MaxLength - _text.WrittenCount)
                throw fields.Error($"has more than {MaxLength} characters");
            _text.Write(fields.Text);
            _ends.Add(_text.WrittenCount);
        }
        while (!fields.IsLast && fields.Next());
    }

    public int Number { get; private set; }

    public int Columns => _ends.Count;

    public ReadOnlySpan<char> this[int column] => _text.WrittenSpan[(column == 0 ? 0 : _ends[column - 1]).._ends[column]];

    /// <summary>Where a text stands; −1 if nowhere, −2 if in several columns.</summary>
    public int IndexOf(string name)
    {
        int found = -1;
        for (int i = 0; i < Columns; i++)
        {
            if (this[i].SequenceEqual(name))
                found = found == -1 ? i : -2;
        }
        return found;
    }
}
