using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace DeepTrainer;

/// <summary>
/// Names of files that are being written, <c>deeptrainer-1a2b3c4d-1234-5e6f7a8b.tmp</c>: the machine, the process and chance. From them
/// and from the lock that a writer holds it is seen which ones a killed process has left.
/// </summary>
internal static class TemporaryFile
{
    private const string Start = "deeptrainer-";
    private const string End = ".tmp";

    // Where it can't be seen whether a process still writes: no save takes that long between two writes.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    // What this process is writing. Its number alone says little: a container's first process always has the number 1.
    private static readonly ConcurrentDictionary<string, bool> Own = [];

    /// <summary>A name for a file in that folder, which is safe from <see cref="DeleteAbandoned"/> until <see cref="Release"/>.</summary>
    public static string NewIn(string folder)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Start}{Machine:x8}-{Environment.ProcessId}-{Random.Shared.Next():x8}{End}");
        Own.TryAdd(name, true);
        return Path.Combine(folder, name);
    }

    public static void Release(string path) => Own.TryRemove(Path.GetFileName(path), out _);

    /// <summary>Deletes what killed processes have left in a folder. Whatever goes wrong here is no reason not to save.</summary>
    public static void DeleteAbandoned(string folder)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, $"{Start}*{End}"))
                DeleteIfAbandoned(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that may be written but not listed.
        }
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What came before is the better message.
        }
    }

    private static void DeleteIfAbandoned(string path)
    {
        try
        {
            if (!IsOurs(Path.GetFileName(path), out bool isOfDeadProcess) || !IsPlainFile(path))
                return;
            if (!isOfDeadProcess && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < Abandoned)
                return;
            // Whoever writes holds a lock, so that this fails.
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, another user's, or deleted by another process just now.
        }
    }

    private static bool IsOurs(string name, out bool isOfDeadProcess)
    {
        isOfDeadProcess = false;
        string[] parts = name[..^End.Length].Split('-');
        if (parts.Length != 4
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint machine)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            || !uint.TryParse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            return false;
        isOfDeadProcess = machine == Machine && (process == Environment.ProcessId || !IsRunning(process));
        return !Own.ContainsKey(name);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsPlainFile(string path) =>
        (File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Directory)) == 0
        && (!OperatingSystem.IsLinux() || LinuxFile.StatusOf(path) is not { IsRegular: false });

    // FNV-1a, 2001; string.GetHashCode differs from process to process.
    private static uint Machine { get; } = Environment.MachineName.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
}
