namespace DeepTrainer;

/// <summary>Opens files for reading; whatever prevents it is an <see cref="IOException"/> with the reason.</summary>
internal static class InputFile
{
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"'{path}' can't be read: it is a folder.");
        try
        {
            return File.OpenRead(path);
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException($"'{path}' can't be read: it does not exist.", path, e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DirectoryNotFoundException($"'{path}' can't be read: {FileReason.Of(e)}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{path}' can't be read: {FileReason.Of(e)}.", e);
        }
    }
}
