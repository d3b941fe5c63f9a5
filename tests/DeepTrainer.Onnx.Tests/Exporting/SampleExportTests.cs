using System.Reflection;

namespace DeepTrainer.Onnx.Tests.Exporting;

/// <summary>The networks of all samples, which the solution builds: generated classes, with layers, activations and recurrences of their own.</summary>
public sealed class SampleExportTests
{
    // The build's own configuration: …/bin/Release/net10.0
    private static readonly string Output = Path.Combine([.. AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar).TakeLast(3)]);

    // Web has its network in a page, which is built for browsers.
    public static TheoryData<string> Samples => [.. Directory.EnumerateDirectories(OperatorPageTests.At("../samples"))
        .Where(f => File.Exists(Path.Combine(f, $"{Path.GetFileName(f)}.csproj")))
        .Select(f => Path.GetFileName(f)!).Where(name => name != "Web").Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Samples))]
    public void NetworksOfSamples_PredictTheSame(string sample)
    {
        string path = Path.Combine(OperatorPageTests.At("../samples"), sample, Output, sample + ".dll");
        Assert.True(File.Exists(path), $"'{path}' is not there; build the solution, or samples/{sample} in the configuration of the tests.");
        var assembly = Assembly.LoadFrom(path);
        Type[] types = [.. TypesOf(assembly).Where(t => t.GetCustomAttribute<NetworkAttribute>() is not null)];
        List<string> wrong = [];
        foreach (Type type in types)
        {
            var network = (INetwork)Activator.CreateInstance(type,
                BindingFlags.CreateInstance | BindingFlags.OptionalParamBinding | BindingFlags.Public | BindingFlags.Instance, null, [1], null)!;
            try
            {
                if (new Exported(network).Difference() is { } difference)
                    wrong.Add($"{type.Name}: {difference}");
            }
            catch (OnnxException e)
            {
                wrong.Add($"{type.Name}: {e.Message}");
            }
        }
        Assert.NotEmpty(types);
        Assert.Empty(wrong);
    }

    // Without those that need a web server's assemblies, which aren't here.
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }
}
