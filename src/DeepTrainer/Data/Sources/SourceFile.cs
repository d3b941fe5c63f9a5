namespace DeepTrainer;

/// <summary>A file that a source reads pass after pass, and that must stay what it was.</summary>
internal sealed class SourceFile
{
    private readonly DateTime _written;

    public SourceFile(string path)
    {
        Path = path;
        using FileStream stream = InputFile.Open(path);
        if (!stream.CanSeek)
            throw new IOException($"'{path}' can't be read anew in each pass: it is a pipe or a device. Store it as a file, or read it with BatchSource.From.");
        (Length, _written) = (stream.Length, File.GetLastWriteTimeUtc(stream.SafeFileHandle));
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Opens it to be read again.</summary>
    /// <exception cref="InvalidDataException">It is no longer what it was when the source was made.</exception>
    public FileStream Open()
    {
        FileStream stream = InputFile.Open(Path);
        try
        {
            CheckUnchanged(stream);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether it still is what it was: before a pass, and when one ends, since a file that is cut off meanwhile just seems to end.</summary>
    /// <exception cref="InvalidDataException">It isn't.</exception>
    public void CheckUnchanged(FileStream stream)
    {
        if (stream.Length == Length && File.GetLastWriteTimeUtc(stream.SafeFileHandle) == _written)
            return;
        throw new InvalidDataException(
            $"'{Path}' was changed since its source was made: it has {stream.Length} bytes, {Length} then. "
            + "Each pass must read the same samples; make the source anew when the file is complete.");
    }
}
