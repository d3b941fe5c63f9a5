namespace DeepTrainer;

/// <summary>Why the system refused something, in words.</summary>
internal static class FileReason
{
    // As the system numbers them: errno of Linux, macOS and the BSDs, and Windows' own.
    private const int NoSpace = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaElsewhere = 69;
    private const int ReadOnlyFileSystem = 30;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    public static string Of(Exception e) => e switch
    {
        PathTooLongException => "its name is longer than the file system allows",
        DirectoryNotFoundException => "its folder does not exist",
        IOException when IsNoSpace(e) => "the file system is full: no space is left, or no room for more files (inodes)",
        IOException when IsQuota(e) => "the user's share of the file system (quota) is used up",
        IOException { HResult: ReadOnlyFileSystem } when !OperatingSystem.IsWindows() => "its file system is read-only",
        UnauthorizedAccessException => "access is denied",
        // Behind the colon stands a path, perhaps of a temporary file that the user knows nothing of.
        _ => e.Message.Split(" : ")[0].TrimEnd('.'),
    };

    private static bool IsNoSpace(Exception e) => OperatingSystem.IsWindows()
        ? e.HResult is DiskFullOnWindows or HandleDiskFullOnWindows
        : e.HResult == NoSpace;

    private static bool IsQuota(Exception e) => !OperatingSystem.IsWindows() && e.HResult == (OperatingSystem.IsLinux() ? QuotaOnLinux : QuotaElsewhere);
}
