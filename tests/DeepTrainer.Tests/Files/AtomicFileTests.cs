using System.Diagnostics;

namespace DeepTrainer.Tests;

/// <summary>What saving does to what is already there.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void TheModeOfAFile_Stays()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (UnixFileMode mode in new[] { Secret, Secret | UnixFileMode.GroupRead | UnixFileMode.GroupWrite })
        {
            File.WriteAllText(_temporary["net"], "old");
            File.SetUnixFileMode(_temporary["net"], mode);
            AtomicFile.Write(_temporary["net"], stream => stream.Write("new"u8));
            Assert.Equal(mode, File.GetUnixFileMode(_temporary["net"]));
            Assert.Equal("new", File.ReadAllText(_temporary["net"]));
        }
    }

    [Fact]
    public void TheOwnerOfAFile_Stays_WhereTheSystemAllowsIt()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return;
        File.WriteAllText(_temporary["net"], "old");
        Assert.True(LinuxFile.TryGive(_temporary["net"], 1234, 2345));
        File.SetUnixFileMode(_temporary["net"], Secret);
        AtomicFile.Write(_temporary["net"], stream => stream.Write("new"u8));
        LinuxFile.Status status = LinuxFile.StatusOf(_temporary["net"])!.Value;
        Assert.Equal((1234, 2345), (status.Owner, status.Group));
        Assert.Equal(Secret, File.GetUnixFileMode(_temporary["net"]));
    }

    [Fact]
    public void AReadOnlyFile_IsNotReplaced()
    {
        File.WriteAllText(_temporary["net"], "old");
        File.SetAttributes(_temporary["net"], FileAttributes.ReadOnly);
        Refused("it is read-only", _temporary["net"]);
        Assert.Equal("old", File.ReadAllText(_temporary["net"]));
        File.SetAttributes(_temporary["net"], FileAttributes.Normal);
    }

    [Fact]
    public void ALink_StaysOne_AndWhatItLeadsToIsReplaced()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_temporary["models"]);
        File.WriteAllText(_temporary["models/v1"], "old");
        File.CreateSymbolicLink(_temporary["models/current"], "v1");
        File.CreateSymbolicLink(_temporary["net"], "models/current");
        AtomicFile.Write(_temporary["net"], stream => stream.Write("new"u8));
        Assert.Equal("models/current", new FileInfo(_temporary["net"]).LinkTarget);
        Assert.Equal("v1", new FileInfo(_temporary["models/current"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_temporary["models/v1"]));

        File.CreateSymbolicLink(_temporary["dangling"], "models/v2");
        AtomicFile.Write(_temporary["dangling"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(_temporary["models/v2"]));
        File.CreateSymbolicLink(_temporary["loop"], "loop");
        Refused("loop", _temporary["loop"]);
    }

    [Fact]
    public void WhatIsNoFile_IsNotReplaced()
    {
        Refused("it is a folder", _temporary.Folder);
        Refused("it is a folder", _temporary["new/"]);
        if (!OperatingSystem.IsLinux())
            return;
        Refused("it is a device, a pipe or a socket", "/dev/null");
        using (Process mkfifo = Process.Start("mkfifo", _temporary["pipe"]))
            mkfifo.WaitForExit();
        Refused("it is a device, a pipe or a socket", _temporary["pipe"]);
        File.CreateSymbolicLink(_temporary["link"], "pipe");
        Refused("it is a device, a pipe or a socket", _temporary["link"], _temporary["pipe"]);
        Assert.Equal(2, Directory.GetFileSystemEntries(_temporary.Folder).Length);
    }

    [Fact]
    public void WhyAFileCannotBeWritten_IsSaid()
    {
        Refused("its folder does not exist", _temporary["missing/net"]);
        Refused("its name is longer than the file system allows", _temporary[new string('n', 300)]);
        string longest = _temporary[new string('n', 255)];
        AtomicFile.Write(longest, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(longest));
        var full = new IOException("No space left on device : '/x'", 28);
        if (OperatingSystem.IsWindows())
            return;
        Assert.Contains("the file system is full", Assert.Throws<IOException>(() => AtomicFile.Write(_temporary["net"], _ => throw full)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAKilledProcessLeft_IsDeletedByTheNextSave_AndNothingElse()
    {
        string own = Path.GetFileName(TemporaryFile.NewIn(_temporary.Folder));
        TemporaryFile.Release(own);
        string[] parts = own.Split('-');
        // No process has this number: the largest that Linux gives is 4,194,304.
        string dead = $"{parts[0]}-{parts[1]}-2000000000-1a2b3c4d.tmp", elsewhere = $"{parts[0]}-00000000-1-1a2b3c4d.tmp", old = $"{parts[0]}-00000000-2-1a2b3c4d.tmp";
        string[] others = ["notes.tmp", "deeptrainer-.tmp", "deeptrainer-notes-of-mine.tmp", $"{parts[0]}-{parts[1]}-x-1a2b3c4d.tmp"];
        foreach (string name in (string[])[own, dead, elsewhere, old, .. others])
            File.WriteAllText(_temporary[name], "");
        foreach (string name in (string[])[old, .. others])
            File.SetLastWriteTimeUtc(_temporary[name], DateTime.UtcNow.AddDays(-1));
        string live = $"{parts[0]}-00000000-3-1a2b3c4d.tmp";
        using (new FileStream(_temporary[live], FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            File.SetLastWriteTimeUtc(_temporary[live], DateTime.UtcNow.AddDays(-1));
            AtomicFile.Write(_temporary["net"], stream => stream.Write("new"u8));
            Assert.Equal(
                others.Append("net").Append(elsewhere).Append(live).Order(StringComparer.Ordinal),
                Directory.GetFiles(_temporary.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void SavesAtOnce_DoNotDeleteEachOthersFiles()
    {
        byte[] contents = new byte[100_000];
        Parallel.For(0, 200, i => AtomicFile.Write(_temporary[$"net{i % 3}"], stream => stream.Write(contents)));
        Assert.Equal(3, Directory.GetFiles(_temporary.Folder).Length);
    }

    [Fact]
    public void WhyAFileCannotBeRead_IsSaid()
    {
        Assert.Contains("it is a folder", Assert.Throws<IOException>(() => TensorFile.Read(_temporary.Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("it does not exist", Assert.Throws<FileNotFoundException>(() => Dataset.FromCsv(_temporary["net"])).Message, StringComparison.Ordinal);
        Assert.Contains("its folder does not exist", Assert.Throws<DirectoryNotFoundException>(() => Dataset.FromCsv(_temporary["a/b"])).Message, StringComparison.Ordinal);
        Assert.Contains("longer than", Assert.Throws<IOException>(() => TensorFile.Read(_temporary[new string('n', 300)])).Message, StringComparison.Ordinal);
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;
        File.WriteAllText(_temporary["secret"], "");
        File.SetUnixFileMode(_temporary["secret"], UnixFileMode.None);
        Assert.Contains("access is denied", Assert.Throws<IOException>(() => TensorFile.Read(_temporary["secret"])).Message, StringComparison.Ordinal);
    }

    private static void Refused(string reason, string path, string? target = null)
    {
        IOException error = Assert.ThrowsAny<IOException>(() => AtomicFile.Write(path, stream => stream.Write("new"u8)));
        Assert.Contains($"'{target ?? Path.GetFullPath(path)}' can't be written: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
    }
}
