using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>The engine against PyTorch's numbers.</summary>
public class EngineGoldenTests
{
    public static TheoryData<string> Activations => Ids(GoldenCases.Activations);

    public static TheoryData<string> Softmaxes => Ids(GoldenCases.Softmaxes);

    public static TheoryData<string> Losses => Ids(GoldenCases.Losses);

    public static TheoryData<string> Layers => Ids(GoldenCases.Layers);

    public static TheoryData<string> Training => Ids(GoldenCases.Training);

    [Theory, MemberData(nameof(Activations))]
    public void ActivationAndDerivativeMatch(string id) => GoldenChecks.Activation(Find(GoldenCases.Activations, id), Make);

    [Theory, MemberData(nameof(Softmaxes))]
    public void SoftmaxAndItsGradientMatch(string id) => GoldenChecks.Softmax(Find(GoldenCases.Softmaxes, id), Make);

    [Theory, MemberData(nameof(Losses))]
    public void LossAndItsGradientMatch(string id) => GoldenChecks.Loss(Find(GoldenCases.Losses, id), Make);

    [Theory, MemberData(nameof(Layers))]
    public void LayerAndItsGradientsMatch(string id) => GoldenChecks.Layer(Find(GoldenCases.Layers, id), Make);

    [Theory, MemberData(nameof(Training))]
    public void TenStepsOfTrainingMatch(string id) => GoldenChecks.Training(Find(GoldenCases.Training, id), Make);

    [Theory, MemberData(nameof(Layers))]
    public void GradientsOfInputAndParametersMatch(string id)
    {
        GoldenCase golden = Find(GoldenCases.Layers, id);
        GoldenFile file = golden.File;
        EngineNetwork network = new(golden.Model, 1);
        GoldenChecks.SetParameters(network, file, "");
        IReadOnlyDictionary<string, float[]> gradients = network.Gradients(file.Floats("input"), file.Floats("target"));
        Close.Tensor("grad.input", gradients["input"], file.Floats("grad.input"), 2e-5);
        foreach (Parameter parameter in network.Parameters)
            Close.Tensor(parameter.Name, gradients[parameter.Name], file.Floats("grad.param." + parameter.Name), 2e-5);
    }

    private static EngineNetwork Make(NetworkModel model, int seed) => new(model, seed);

    private static GoldenCase Find(IReadOnlyList<GoldenCase> cases, string id) => cases.Single(c => c.Id == id);

    private static TheoryData<string> Ids(IReadOnlyList<GoldenCase> cases) => [.. cases.Select(c => c.Id)];
}
