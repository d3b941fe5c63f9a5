using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace DeepTrainer;

/// <summary>
/// A text file that a callback writes line by line. Checkpoints note its length, so that lines that were written after one are cut off when training goes on from it,
/// and no line comes twice.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Callbacks close it when training ends, for whatever reason.")]
internal sealed class LogFile(string path)
{
    private const string LengthKey = "length";

    private FileStream? _stream;
    private long _length;

    /// <summary>Whether nothing has been written.</summary>
    public bool IsEmpty => _length == 0;

    public void LoadState(CallbackState state) => _length = state.Whole(LengthKey) ?? 0;

    public void SaveState(CallbackState state) => state.Write(LengthKey, _length);

    /// <summary>Opens the file at the place where it was, or anew.</summary>
    public void Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        // Who looks on meanwhile may read.
        _stream = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _length = Math.Min(_length, _stream.Length);
        _stream.SetLength(_length);
        _stream.Position = _length;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _stream!.Write(bytes);
        _stream.Flush();
        _length = _stream.Position;
    }

    public void WriteLine(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
