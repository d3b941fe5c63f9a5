using DeepTrainer.Compiler.Spec;
using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class SpecificationTests
{
    [Fact]
    public void Elements_KeepTheirOrder() => Assert.Equal(
        ["Input", "Dense", "Gelu", "Dropout", "Dense", "Relu", "Add", "Concat", "Dense", "Mse", "Sgd", "ClipGradientNorm"],
        GeneratorRun.Of(Networks.Residual).Spec.Elements.Select(e => e.Kind));

    [Fact]
    public void NameAndFrom_StandBesideTheArguments()
    {
        ElementSpec add = GeneratorRun.Of(Networks.Residual).Spec.Elements[6];

        Assert.Equal("sum", add.Name);
        Assert.Equal(["stem", "active"], add.From);
        Assert.Empty(add.Arguments);
    }

    [Theory]
    [InlineData("Adam(LearningRate = 1e-3f)", "LearningRate", "0.001")]
    [InlineData("Adam(LearningRate = 1e-3)", "LearningRate", "0.001")]
    [InlineData("Adam(LearningRate = 0.00030517578125)", "LearningRate", "0.00030517578125")]
    [InlineData("Adam(LearningRate = 1.0 / 3)", "LearningRate", "0.3333333333333333")]
    [InlineData("Adam(LearningRate = 0.25f)", "LearningRate", "0.25")]
    [InlineData("Adam(AmsGrad = true)", "AmsGrad", "true")]
    [InlineData("Dense(3, Init = Init.HeNormal)", "Init", "HeNormal")]
    [InlineData("Dense(units: 3)", "Units", "3")]
    [InlineData("Input(1, 28, 28)", "Shape", "1, 28, 28")]
    [InlineData("Input(new[] { 7 })", "Shape", "7")]
    [InlineData("Activation(nameof(F))", "Function", "F")]
    [InlineData("ClipGradientNorm(1.5f)", "MaxNorm", "1.5")]
    [InlineData("CrossEntropy(ClassWeights = new[] { 1, 0.5, 1e-3f })", "ClassWeights", "1, 0.5, 0.001")]
    [InlineData("CrossEntropy(ClassWeights = new double[] { 1, 2 }, IgnoreIndex = -100)", "ClassWeights", "1, 2")]
    [InlineData("CrossEntropy(IgnoreIndex = -100)", "IgnoreIndex", "-100")]
    [InlineData("Dense(3, SharedWith = \"other\")", "SharedWith", "other")]
    [InlineData("Output(\"a, b\")", "Layers", "a, b")]
    [InlineData("Reshape(2, -1)", "Shape", "2, -1")]
    public void Arguments_AreWhatTheirAuthorWrote(string attribute, string name, string value)
    {
        NetworkSpec spec = GeneratorRun.Of($"[Network, {attribute}] public partial class Net {{ static float F(float x) => x; }}").Spec;

        Assert.Equal(value, Assert.Single(spec.Elements).Arguments.Single(a => a.Name == name).Value.ToString());
    }

    [Fact]
    public void ANestedClass_RepeatsTheHeadersAroundIt()
    {
        NetworkSpec spec = GeneratorRun.Of("""
            namespace A.B;
            public partial interface IOuter
            {
                internal static partial class Nets
                {
                    [Network, Input(4), Dense(2)]
                    private sealed partial class Net;
                }
            }
            """).Spec;

        Assert.Equal(("A.B", "Net", "private sealed"), (spec.Namespace, spec.Name, spec.Modifiers));
        Assert.Equal(["public partial interface IOuter", "internal static partial class Nets"], spec.ContainingTypes);
    }

    [Fact]
    public void Functions_AreReadOnceEach() => Assert.Equal(
        [new FunctionSpec("F", "x => y = x * x")],
        GeneratorRun.Of("""
            [Network, Input(4), Activation(nameof(F)), Activation(nameof(F))]
            public partial class Net { static float F(float x) => x * x; }
            """).Spec.Functions);
}
