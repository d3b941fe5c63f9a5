using System.Diagnostics;

namespace DeepTrainer.Benchmarks.Machine;

/// <summary>This program in a process of its own.</summary>
internal static class Self
{
    /// <summary>Runs it to its end; gives what it wrote.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables of its environment besides this process's.</param>
    public static string Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return Run(program, isHost ? [typeof(Self).Assembly.Location, .. arguments] : arguments, environment);
    }

    /// <summary>Runs any program to its end; gives what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public static string Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        // A server that a build leaves behind would keep the pipe open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} failed:\n{output}");
    }
}
