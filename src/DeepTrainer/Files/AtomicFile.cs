namespace DeepTrainer;

/// <summary>
/// Replaces a file in one step: whatever happens, there is either the old one or the new one, whole. The new one has the old one's mode
/// and, where the system allows it, its owner; a link stays a link, and what it leads to is replaced.
/// </summary>
internal static class AtomicFile
{
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = TargetOf(path);
        bool exists = CheckReplaceable(target);
        string folder = Path.GetDirectoryName(target)!;
        TemporaryFile.DeleteAbandoned(folder);
        // In the same folder, because only a rename within one file system is atomic.
        string temporary = TemporaryFile.NewIn(folder);
        try
        {
            using FileStream stream = new(temporary, Options(exists));
            write(stream);
            if (exists && !OperatingSystem.IsWindows())
                KeepModeAndOwner(target, temporary);
            stream.Flush(flushToDisk: true);
            // Before it is closed, so that its lock tells other processes all the time that it isn't abandoned.
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            TemporaryFile.Delete(temporary);
            if (e is IOException or UnauthorizedAccessException)
                throw Failed(target, FileReason.Of(e), e);
            throw;
        }
        finally
        {
            TemporaryFile.Release(temporary);
        }
        FlushFolder(folder, target);
    }

    private static FileStreamOptions Options(bool exists)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // Windows renames an open file only if its deletion is shared; elsewhere it is a lock that counts.
            Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
        };
        // Until it has the old one's mode, nobody else may read what may be secret.
        if (exists && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string TargetOf(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (FileNotFoundException)
        {
            return full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(full, FileReason.Of(e), e);
        }
    }

    /// <summary>Whether there is a file, which must then be one that may be replaced.</summary>
    private static bool CheckReplaceable(string target)
    {
        if (Path.EndsInDirectorySeparator(target) || Directory.Exists(target))
            throw Failed(target, "it is a folder");
        if (OperatingSystem.IsLinux() && LinuxFile.StatusOf(target) is { IsRegular: false })
            throw Failed(target, "it is a device, a pipe or a socket; write to it with the overload that takes a stream");
        if (!File.Exists(target))
            return false;
        bool isReadOnly = OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess
            ? (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0
            // Root may write everything, but means no file that nobody may write.
            : (File.GetUnixFileMode(target) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
        return isReadOnly ? throw Failed(target, "it is read-only") : true;
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void KeepModeAndOwner(string target, string temporary)
    {
        UnixFileMode mode = File.GetUnixFileMode(target);
        if (OperatingSystem.IsLinux() && LinuxFile.StatusOf(target) is { } old)
        {
            if (!LinuxFile.TryGive(temporary, old.Owner, old.Group) && !LinuxFile.TryGive(temporary, -1, old.Group)
                && LinuxFile.StatusOf(temporary) is { } own && own.Group != old.Group)
            {
                // What the old group was allowed isn't meant for another one; it gets what everybody gets.
                mode = (mode & ~Group) | (UnixFileMode)(((int)mode & (int)Others) << 3);
            }
        }
        // Nothing that runs with its owner's rights: the owner may have changed.
        File.SetUnixFileMode(temporary, mode & ~(UnixFileMode.SetUser | UnixFileMode.SetGroup));
    }

    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static void FlushFolder(string folder, string target)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            LinuxFile.FlushFolder(folder);
        }
        catch (IOException e)
        {
            throw new IOException($"'{target}' is written, but may be lost if the power fails: its folder can't be flushed to the device ({FileReason.Of(e)}).", e);
        }
    }

    private static IOException Failed(string target, string why, Exception? cause = null) => new($"'{target}' can't be written: {why}.", cause);
}
