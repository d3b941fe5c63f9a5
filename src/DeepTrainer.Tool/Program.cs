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
        // A file of arguments has one in each line, whatever is in it.
        ParserConfiguration lines = new() { ResponseFileTokenReplacer = Lines };
        return root.Parse(arguments, lines).Invoke();
    }

    private static bool Lines(string file, out IReadOnlyList<string>? arguments, out string? error)
    {
        (arguments, error) = (null, null);
        try
        {
            arguments = [.. File.ReadAllLines(file).Where(line => line.Length > 0 && !line.StartsWith('#'))];
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = $"'{file}' can't be read: {e.Message}";
            return false;
        }
    }
}
