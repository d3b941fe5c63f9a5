using System.Diagnostics;
using System.Text;

namespace DeepTrainer.Mpi.Tests;

/// <summary>Starts ranks as processes.</summary>
internal static class Processes
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>MPICH's mpirun; null where there is none.</summary>
    public static string? MpiRun { get; } = new[] { "mpirun.mpich", "mpiexec.hydra", "mpirun" }
        .SelectMany(_ => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), (name, folder) => Path.Combine(folder, name))
        .FirstOrDefault(path => File.Exists(path) && !IsOpenMpi(path));

    /// <summary>Starts the program of a rank; on so many ranks, or as one process without mpirun.</summary>
    public static Process Start(int? ranks, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "DeepTrainer.Mpi.Ranks.dll");
        string[] command = ranks is { } count ? [MpiRun!, "-n", $"{count}", "dotnet", program, .. arguments] : ["dotnet", program, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Ranks share the machine with other tests, and have little to do.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What it wrote and its exit code; it isn't left behind.</summary>
    public static (int Code, string Output) End(Process process)
    {
        using (process)
        {
            StringBuilder output = new();
            process.OutputDataReceived += (_, line) => Append(line.Data);
            process.ErrorDataReceived += (_, line) => Append(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                Assert.Fail($"The ranks were not done after {Limit.TotalMinutes} minutes:\n{output}");
            }
            process.WaitForExit();
            return (process.ExitCode, output.ToString());

            void Append(string? line)
            {
                lock (output)
                    output.Append(line).Append('\n');
            }
        }
    }

    private static bool IsOpenMpi(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name is "orterun" or "prterun" or "prun";
}
