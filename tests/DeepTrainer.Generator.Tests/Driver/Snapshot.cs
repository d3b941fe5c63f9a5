using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests.Driver;

/// <summary>
/// Generated files against <c>Snapshots/TestClass.TestMethod#HintName.verified.cs</c>, Verify's layout. A mismatch writes the
/// <c>.received.cs</c> beside it; with DEEPTRAINER_ACCEPT=1 it becomes the verified one.
/// </summary>
internal static class Snapshot
{
    public static bool Accepts => Environment.GetEnvironmentVariable("DEEPTRAINER_ACCEPT") == "1";

    /// <summary>Compares the generated files, those of one vector width only if it is given.</summary>
    public static void Verify(GeneratorRun run, int? onlyBits = null, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string folder = Path.Combine(Path.GetDirectoryName(file)!, "Snapshots");
        string prefix = $"{Path.GetFileNameWithoutExtension(file)}.{method}";
        List<string> differing = [];
        GeneratedSourceResult[] files = [.. run.Files.Where(f => onlyBits is null || !f.HintName.Contains(".Vector", StringComparison.Ordinal)
            || f.HintName.Contains($".Vector{onlyBits}.", StringComparison.Ordinal))];
        foreach (GeneratedSourceResult source in files)
        {
            string name = $"{prefix}#{Path.GetFileNameWithoutExtension(source.HintName)}";
            if (!Matches(Path.Combine(folder, name + ".verified.cs"), source.SourceText.ToString()))
                differing.Add(name);
        }
        string[] expected = Directory.Exists(folder) ? Directory.GetFiles(folder, prefix + "#*.verified.cs") : [];
        Assert.True(differing.Count == 0, $"Differing from their snapshots: {string.Join(", ", differing)}. Compare *.received.cs with *.verified.cs.");
        Assert.Equal(files.Length, expected.Length);
    }

    /// <summary>Whether the file has this text; in accepting runs it gets it.</summary>
    public static bool Matches(string verified, string text)
    {
        string received = verified.Replace(".verified.cs", ".received.cs", StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(verified)!);
        if (Accepts)
            File.WriteAllText(verified, text);
        bool matches = File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == text;
        if (matches && received != verified)
            File.Delete(received);
        else if (received != verified)
            File.WriteAllText(received, text);
        return matches;
    }
}
