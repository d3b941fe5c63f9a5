using System.Text;

namespace DeepTrainer.Onnx.Tests.Backend;

/// <summary>
/// The standard's own backend tests, if DEEPTRAINER_ONNX_TESTS names a folder of them (as onnx/backend/test/data has them): each is imported,
/// compiled and run by the engine, and its outputs are compared with a relative tolerance of 1e-3.
/// </summary>
public sealed class BackendTests
{
    private const string Variable = "DEEPTRAINER_ONNX_TESTS";

    [Fact]
    public void TheStandardsOwnTests_Pass()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
            return;
        string pattern = Environment.GetEnvironmentVariable(Variable + "_ONLY") ?? "";
        BackendCase[] cases = [.. Directory.EnumerateFiles(folder, "model.onnx", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!)
            .Where(f => pattern.Length == 0 || Path.GetFileName(f).Contains(pattern, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(BackendCase.Of)];
        CompiledNetworks compiled = CompiledNetworks.Of(cases.Where(c => c.Imported is not null).ToDictionary(c => c.Imported!.ClassName, c => c.Imported!.Source));
        (BackendCase Case, string? Wrong)[] results = [.. cases.Select(c => (c, Run(c, compiled)))];
        (int passed, int all) = Report(results);
        Assert.True(passed >= 0.95 * all, $"{passed} of {all} tests over float tensors pass");
    }

    private static string? Run(BackendCase test, CompiledNetworks compiled)
    {
        if (test.Imported is not { } imported)
            return test.NoTensors ?? test.Refusal!.Message;
        if (compiled.Mistakes.TryGetValue(imported.ClassName, out string? mistake))
            return "FAILED to compile: " + mistake;
        try
        {
            return test.Difference(compiled.Engine(imported)) is { } difference ? $"FAILED: {difference}\n{imported.Source}" : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"FAILED: {e.GetType().Name}: {e.Message}\n{imported.Source}";
        }
    }

    private static (int Passed, int All) Report((BackendCase Case, string? Wrong)[] results)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, (BackendCase Case, string? Wrong)> group in results.GroupBy(r => r.Case.Operators).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            int passed = group.Count(r => r.Wrong is null), failed = group.Count(r => r.Wrong?.StartsWith("FAILED", StringComparison.Ordinal) == true);
            text.AppendLine($"{group.Key}: {passed} passed, {failed} failed, {group.Count() - passed - failed} not supported");
            foreach ((BackendCase test, string? wrong) in group.Where(r => r.Wrong is not null))
                text.AppendLine($"  {test.Name}{(test.IsFloat ? " (float)" : "")}: {wrong}");
        }
        int all = results.Count(r => r.Case.IsFloat), right = results.Count(r => r.Case.IsFloat && r.Wrong is null);
        text.AppendLine($"all: {results.Count(r => r.Wrong is null)} of {results.Length}; over float tensors: {right} of {all}");
        Console.WriteLine(text);
        return (right, all);
    }
}
