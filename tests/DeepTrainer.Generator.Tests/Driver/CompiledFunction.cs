using System.Reflection;
using DeepTrainer.Compiler.Expressions;

namespace DeepTrainer.Generator.Tests.Driver;

/// <summary>A user's function twice: as the generator read it, and as C# compiled it.</summary>
internal sealed class CompiledFunction
{
    private readonly MethodInfo method;

    private CompiledFunction(ScalarFunction read, MethodInfo method)
    {
        Read = read;
        this.method = method;
    }

    public ScalarFunction Read { get; }

    /// <summary>The function F of these members, used as an activation, a loss or an update rule.</summary>
    public static CompiledFunction Of(string members, string use = "Activation")
    {
        // Without [Input] the compiler stops where the reader has finished, which is all that is looked at here.
        string source = $"[Network, {use}(nameof(F))] public partial class Net {{ {members} }}";
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.Equal("DT0101", Assert.Single(run.Diagnostics, d => d.Id is not "DT0108" and not "DT0109" and not "DT0110" and not "DT0315").Id);
        using MemoryStream image = new();
        Assert.Empty(GeneratorRun.Compile(source).Emit(image).Diagnostics.Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        MethodInfo[] methods = Assembly.Load(image.ToArray()).GetType("Net")!.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public);
        return new(ScalarFunction.Parse(Assert.Single(run.Spec.Functions).Text), methods.Single(m => m.Name == "F"));
    }

    /// <summary>What C# computes: the returned value, or the ref parameters' values afterwards.</summary>
    public double[] Run(params double[] inputs)
    {
        ParameterInfo[] parameters = method.GetParameters();
        object?[] arguments = [.. parameters.Select((p, i) => i < inputs.Length ? (float)inputs[i] : p.DefaultValue)];
        object? result = method.Invoke(null, arguments);
        return method.ReturnType == typeof(void)
            ? [.. parameters.Where(p => p.ParameterType.IsByRef).Select(p => (double)(float)arguments[p.Position]!)]
            : [(float)result!];
    }

    /// <summary>Both agree on the inputs, to float32's accuracy.</summary>
    public void AssertSame(params double[] inputs)
    {
        double[] rounded = [.. inputs.Select(x => (double)(float)x)];
        double[] expected = Run(rounded);
        double[] actual = [.. Read.Results.Select(r => r.Value.Evaluate(rounded))];
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-4 * (1 + Math.Abs(expected[i])) || !double.IsFinite(expected[i]);
            Assert.True(same, $"F({string.Join(", ", rounded)}) is {expected[i]}, but was read as {actual[i]}: {Read}");
        }
    }
}
