using System.Diagnostics;
using System.Text;

namespace DeepTrainer.Package.Tests;

/// <summary>Runs programs to their end, and leaves nothing running behind.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>What <c>dotnet</c> wrote; the test fails with it if the exit code is not 0 or the time is over.</summary>
    public static string Dotnet(string folder, params string[] arguments) => Run("dotnet", folder, succeeds: true, arguments);

    /// <summary>What it wrote; the test fails with it if the exit code is 0 where it shouldn't be or the other way, or the time is over.</summary>
    public static string Run(string program, string folder, bool succeeds, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What `dotnet test` tells its children about its own build must not reach this one, nor a packages folder chosen for it.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k == "NUGET_PACKAGES").ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["UseSharedCompilation"] = "false";

        using Process process = new() { StartInfo = start };
        StringBuilder output = new();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        string command = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.Fail($"'{command}' was not done after {Limit.TotalMinutes} minutes:\n{output}");
        }
        process.WaitForExit();
        Assert.True((process.ExitCode == 0) == succeeds, $"'{command}' ended with {process.ExitCode}:\n{output}");
        return output.ToString();

        void Append(string? line)
        {
            lock (output)
                output.Append(line).Append('\n');
        }
    }
}
