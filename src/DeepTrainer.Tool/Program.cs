using System.CommandLine;

namespace DeepTrainer.Tool;

/// <summary>The command <c>deeptrainer</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => Run(arguments);

    /// <summary>Runs a command line; 0 if it did what it was told.</summary>
    internal static int Run(string[] arguments)
    {
        RootCommand root = new("Tools for networks of DeepTrainer.") { ImportCommand.Create() };
        return root.Parse(arguments).Invoke();
    }
}
