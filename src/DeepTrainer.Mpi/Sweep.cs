using System.Globalization;

namespace DeepTrainer.Mpi;

/// <summary>One of many independent pieces of work, which ends with a file.</summary>
/// <param name="Name">The name of its file in the sweep's folder: <c>"rate-0.01.json"</c>.</param>
/// <param name="Write">Does the work, and writes its result to the path that it is given; the file gets its name when this has returned.</param>
public sealed record SweepJob(string Name, Action<string> Write);

/// <summary>What a process did of a sweep.</summary>
/// <param name="Done">The names of the jobs that it has done.</param>
/// <param name="Failed">Those that it tried in vain, with what they threw.</param>
/// <param name="Missing">Those without a result, the failed ones included: others are at work on them, or have died while they were.</param>
public sealed record SweepResult(IReadOnlyList<string> Done, IReadOnlyList<(string Name, Exception Error)> Failed, IReadOnlyList<string> Missing);

/// <summary>
/// Shares independent jobs, such as trainings with other numbers, among processes: those that mpirun has started, or any that see the same folder. A job whose file
/// is there is done, so that a call again does what is missing.
/// </summary>
/// <remarks>
/// Each process takes the next job that nobody is at work on, and holds a lock on a file beside its result meanwhile. The system takes the
/// lock from a process that dies, so that nothing is lost but the job in progress, which others then take. Where a file system knows no
/// locks a job may be done twice; its result is one of both, whole.
/// </remarks>
public static class Sweep
{
    private const string Lock = ".lock", Temporary = ".part";

    /// <summary>Does jobs, until there is none left that nobody is at work on.</summary>
    /// <param name="folder">Where the results go; it is made if there is none.</param>
    /// <param name="jobs">The jobs: the same list on all processes.</param>
    /// <param name="rank">Which of the processes this is: each begins at another place of the list. It may be 0 on all.</param>
    /// <param name="ranks">How many there are; at least 1.</param>
    /// <returns>What this process did. A job that throws is left, and the next one is done.</returns>
    /// <exception cref="ArgumentException">A name is no name of a file, or two jobs have the same.</exception>
    public static SweepResult Run(string folder, IReadOnlyList<SweepJob> jobs, int rank = 0, int ranks = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, ranks);
        CheckNames(jobs);
        Directory.CreateDirectory(folder);
        List<string> done = [];
        List<(string, Exception)> failed = [];
        int first = (int)((long)rank * jobs.Count / ranks);
        for (int i = 0; i < jobs.Count; i++)
        {
            SweepJob job = jobs[(first + i) % jobs.Count];
            try
            {
                if (TryDo(folder, job))
                    done.Add(job.Name);
            }
            catch (Exception e)
            {
                failed.Add((job.Name, e));
            }
        }
        return new(done, failed, [.. jobs.Select(job => job.Name).Where(name => !File.Exists(Path.Combine(folder, name)))]);
    }

    /// <summary>The same for the processes of a group; all of them have done what they could when it returns.</summary>
    /// <inheritdoc cref="Run(string, IReadOnlyList{SweepJob}, int, int)"/>
    /// <param name="folder">Where the results go, one folder for all.</param>
    /// <param name="jobs">The jobs: the same list on all processes.</param>
    /// <param name="group">The processes.</param>
    public static SweepResult Run(string folder, IReadOnlyList<SweepJob> jobs, IProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        SweepResult result = Run(folder, jobs, group.Rank, group.Size);
        byte[] all = new byte[group.Size];
        group.AllGather([1], all);
        return result with { Missing = [.. jobs.Select(job => job.Name).Where(name => !File.Exists(Path.Combine(folder, name)))] };
    }

    private static bool TryDo(string folder, SweepJob job)
    {
        string result = Path.Combine(folder, job.Name);
        if (File.Exists(result))
            return false;
        using FileStream? held = TryLock(result + Lock);
        // Another one may have done it in between.
        if (held is null || File.Exists(result))
            return false;
        // What one left that died while it was at work.
        foreach (string left in Directory.EnumerateFiles(folder).Where(path => IsPartOf(job, Path.GetFileName(path))).ToArray())
            File.Delete(left);
        string own = string.Create(CultureInfo.InvariantCulture, $"{result}.{Environment.ProcessId}{Temporary}");
        try
        {
            job.Write(own);
            if (!File.Exists(own))
                throw new InvalidOperationException($"The job '{job.Name}' wrote no file: its result goes to the path that it is given.");
            File.Move(own, result, overwrite: true);
        }
        finally
        {
            File.Delete(own);
        }
        return true;
    }

    // The name, a process's number and the ending. No pattern: names may have stars, and "rate=1.5" is no part of "rate=1".
    private static bool IsPartOf(SweepJob job, string file) =>
        file.Length > job.Name.Length + 1 + Temporary.Length && file.StartsWith(job.Name + ".", StringComparison.Ordinal) && file.EndsWith(Temporary, StringComparison.Ordinal)
        && !file.AsSpan()[(job.Name.Length + 1)..^Temporary.Length].ContainsAnyExceptInRange('0', '9');

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose });
        }
        // Another process, or another thread of this one, holds it; or has deleted it just now.
        catch (Exception e) when (e is IOException and not DirectoryNotFoundException || e is UnauthorizedAccessException && OperatingSystem.IsWindows())
        {
            return null;
        }
    }

    private static void CheckNames(IReadOnlyList<SweepJob> jobs)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (SweepJob job in jobs)
        {
            if (string.IsNullOrWhiteSpace(job?.Name) || job.Name != Path.GetFileName(job.Name) || job.Name.EndsWith(Lock, StringComparison.Ordinal)
                || job.Name.EndsWith(Temporary, StringComparison.Ordinal))
                throw new ArgumentException($"'{job?.Name}' is no name of a file in the sweep's folder, such as 'rate-0.01.json'.", nameof(jobs));
            if (!names.Add(job.Name))
                throw new ArgumentException($"Two jobs are called '{job.Name}', and one would be taken for the other.", nameof(jobs));
        }
    }
}
