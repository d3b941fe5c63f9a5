namespace DeepTrainer;

/// <summary>A list of unknown length that never copies what it has while it grows, so that it takes at most twice its contents.</summary>
internal sealed class Chunks<T>
    where T : struct
{
    private const int FirstLength = 256;
    private const int MaxLength = 1 << 18;

    private readonly List<T[]> _full = [];
    private T[] _current = new T[FirstLength];
    private int _used;
    private long _count;

    public long Count => _count;

    public void Add(T value)
    {
        if (_used == _current.Length)
        {
            _full.Add(_current);
            _current = new T[Math.Min(2 * _current.Length, MaxLength)];
            _used = 0;
        }
        _current[_used++] = value;
        _count++;
    }

    public void Add(ReadOnlySpan<T> values)
    {
        foreach (T value in values)
            Add(value);
    }

    /// <summary>All of it as one array; the list is empty afterwards.</summary>
    /// <param name="source">What to call its origin if there is too much for one array.</param>
    public T[] Take(string source)
    {
        if (_count > Array.MaxLength)
            throw new InvalidDataException($"'{source}' holds {_count} numbers; at most {Array.MaxLength} can be read.");
        var all = new T[_count];
        int position = 0;
        for (int i = 0; i < _full.Count; i++)
        {
            _full[i].CopyTo(all, position);
            position += _full[i].Length;
            _full[i] = [];
        }
        _current.AsSpan(0, _used).CopyTo(all.AsSpan(position));
        _full.Clear();
        (_current, _used, _count) = (new T[FirstLength], 0, 0);
        return all;
    }
}
