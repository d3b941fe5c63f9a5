namespace DeepTrainer;

/// <summary>Replaces a file in one step: whatever happens, there is either the old one or the new one, whole.</summary>
internal static class AtomicFile
{
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        // In the same folder, because only a rename within one file system is atomic.
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (FileStream stream = Create(temporary, target))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    // The user asked for the target and knows nothing of the temporary file.
    private static FileStream Create(string temporary, string target)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{target}' can't be written: its folder does not exist or may not be written to.", e);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is the better message.
        }
    }
}
