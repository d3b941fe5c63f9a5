using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>
/// Models that people have made, if DEEPTRAINER_ONNX_MODELS names a folder of them: each is imported, and engine and generated code give what ONNX
/// Runtime gives. Shapes of open dimensions stand in a file beside the model, model.onnx.shapes, a line "x:1x3x48x192" for each input.
/// </summary>
public sealed class ModelTests
{
    private const int Repetitions = 30;

    [Fact]
    public void ImportedModels_GiveWhatOnnxRuntimeGives()
    {
        if (Environment.GetEnvironmentVariable("DEEPTRAINER_ONNX_MODELS") is not { Length: > 0 } folder)
            return;
        StringBuilder wrong = new();
        foreach (string path in Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Difference(path) is { } difference)
                wrong.AppendLine(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {difference}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    private static string? Difference(string path)
    {
        OnnxImportOptions options = new() { ClassName = "Imported" };
        foreach (string line in File.Exists(path + ".shapes") ? File.ReadAllLines(path + ".shapes") : [])
            options.Inputs[line[..line.LastIndexOf(':')]] = [.. line[(line.LastIndexOf(':') + 1)..].Split('x').Select(e => int.Parse(e, CultureInfo.InvariantCulture))];
        ImportedNetwork imported = OnnxImporter.Import(path, options);
        Random random = new(7);
        Dictionary<string, TensorData> inputs =
            imported.Inputs.ToDictionary(i => i.Name,
                i => new TensorData(ElementType.Float, i.Shape.AsSpan(), [.. Enumerable.Range(0, i.Length).Select(_ => (random.NextSingle() * 2) - 1)]));
        byte[] model = File.ReadAllBytes(path);
        float[] expected = Witness.Run(model, inputs), sample = [.. imported.Inputs.SelectMany(i => inputs[i.Name].Floats)];
        CompiledNetworks compiled = CompiledNetworks.Of(new Dictionary<string, string> { [imported.ClassName] = imported.Source });
        if (compiled.Mistakes.Count > 0)
            return compiled.Mistakes.Values.First();
        INetwork engine = compiled.Engine(imported);
        var clock = Stopwatch.StartNew();
        INetwork generated = GeneratedNetworks.Of(imported);
        double build = clock.Elapsed.TotalSeconds;
        double largest = expected.Max(Math.Abs);
        string? difference = Run(engine) is { } first ? "engine: " + first : Run(generated) is { } second ? "generated code: " + second : null;
        float[] output = new float[expected.Length];
        double own = Time(() => generated.Predict(sample, output)), other = Witness.Time(model, inputs, Repetitions);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(path)}: generated and compiled in {build:F1} s; {own:F3} ms a prediction, ONNX Runtime {other:F3} ms"));
        return difference;

        string? Run(INetwork network)
        {
            float[] actual = new float[expected.Length];
            network.Predict(sample, actual);
            return Agreement.Difference(expected, actual, 1e-4, 1e-4 * largest);
        }
    }

    /// <summary>The shortest of several runs in milliseconds, those before the code is optimized left out.</summary>
    public static double Time(Action action, int repetitions = Repetitions)
    {
        double best = double.MaxValue;
        for (int i = 0; i < repetitions; i++)
        {
            var clock = Stopwatch.StartNew();
            action();
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }
        return best;
    }
}
