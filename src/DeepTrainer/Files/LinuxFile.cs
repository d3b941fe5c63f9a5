using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DeepTrainer;

/// <summary>
/// What .NET does not tell of files, from the C library that every process has loaded. A system without such a library or function gives
/// a TypeLoadException, which counts as "can't be told".
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFile
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeAndOwner = 0x1 | 0x8 | 0x10;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;
    private const int CloseOnExec = 0x80000;

    /// <summary>What stands at a path.</summary>
    public readonly record struct Status(bool IsRegular, bool IsFolder, int Owner, int Group);

    /// <summary>What stands at the path itself, be it a link; null if nothing, or if it can't be told.</summary>
    public static Status? StatusOf(string path)
    {
        try
        {
            if (StatX(CurrentFolder, path, NoFollow, TypeAndOwner, out StatXBuffer status) != 0)
                return null;
            int type = status.Mode & TypeMask;
            return new Status(type == RegularFile, type == Folder, status.Owner, status.Group);
        }
        catch (TypeLoadException)
        {
            return null;
        }
    }

    /// <summary>Gives a file to an owner and a group; −1 leaves one as it is.</summary>
    /// <returns>Whether the system allowed it.</returns>
    public static bool TryGive(string path, int owner, int group)
    {
        try
        {
            return ChangeOwner(path, owner, group) == 0;
        }
        catch (TypeLoadException)
        {
            return false;
        }
    }

    /// <summary>Sees to it that the names in a folder survive a power failure, where the file system can do that.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    public static void FlushFolder(string folder)
    {
        int descriptor = -1;
        try
        {
            descriptor = Open(folder, CloseOnExec);
        }
        catch (TypeLoadException)
        {
        }
        // A folder that may be written but not read: nothing more can be done.
        if (descriptor < 0)
            return;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out StatXBuffer status);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int owner, int group);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    // struct statx, the same on all processors.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXBuffer
    {
        [FieldOffset(20)]
        public int Owner;

        [FieldOffset(24)]
        public int Group;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
