using System.Reflection;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Functions of tensors that users write.</summary>
public class TensorFunctionTests
{
    // Differences don't see what a function says of its gradients.
    private static readonly string[] WithGradientsOfTheirOwn = [nameof(Constructs.Stopped)];

    public static TheoryData<string> Names => [.. Methods.Keys];

    public static TheoryData<string> Smooth => [.. Methods.Keys.Except(WithGradientsOfTheirOwn)];

    private static Dictionary<string, MethodInfo> Methods { get; } = typeof(Constructs).GetMethods(BindingFlags.Public | BindingFlags.Static).ToDictionary(m => m.Name);

    [Theory, MemberData(nameof(Smooth))]
    public void GradientsAreRight(string construct)
    {
        GradientCheckResult result = GradientCheck.Run(Network(construct, "sgd"), seed: 3);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
    }

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeAgreesWithTheEngine(string construct)
    {
        NetworkModel model = Network(construct, "adam").ToModel();
        foreach (int batch in new[] { 1, 3, 7, 17 })
            AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), batch);
    }

    internal static NetworkBuilder Network(string construct, string name)
    {
        MethodInfo method = Methods[construct];
        NetworkBuilder builder = new NetworkBuilder(construct + name).Input(method.GetCustomAttribute<SampleAttribute>()!.Shape)
            .Layer(method.CreateDelegate<Func<Tensor, Tensor>>()).Flatten().Dense(3).Mse();
        return name == "adam" ? builder.Adam() : builder.Sgd();
    }
}
