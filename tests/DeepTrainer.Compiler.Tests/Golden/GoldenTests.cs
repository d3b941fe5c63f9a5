using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>A way of running networks against PyTorch's numbers.</summary>
public abstract class GoldenTests
{
    public static TheoryData<string> Activations => Ids(GoldenCases.Activations);

    public static TheoryData<string> Softmaxes => Ids(GoldenCases.Softmaxes);

    public static TheoryData<string> Losses => Ids(GoldenCases.Losses);

    public static TheoryData<string> Comparisons => Ids(GoldenCases.Comparisons);

    public static TheoryData<string> Layers => Ids(GoldenCases.Layers);

    public static TheoryData<string> Training => Ids(GoldenCases.Training);

    [Theory, MemberData(nameof(Activations))]
    public void ActivationAndDerivativeMatch(string id) => GoldenChecks.Activation(Find(GoldenCases.Activations, id), Make);

    [Theory, MemberData(nameof(Softmaxes))]
    public void SoftmaxAndItsGradientMatch(string id) => GoldenChecks.Softmax(Find(GoldenCases.Softmaxes, id), Make);

    [Theory, MemberData(nameof(Losses))]
    public void LossAndItsGradientMatch(string id) => GoldenChecks.Loss(Find(GoldenCases.Losses, id), Make);

    [Theory, MemberData(nameof(Comparisons))]
    public void LossBetweenLayersAndItsGradientsMatch(string id) => GoldenChecks.Comparison(Find(GoldenCases.Comparisons, id), Make);

    [Theory, MemberData(nameof(Layers))]
    public void LayerAndItsGradientsMatch(string id) => GoldenChecks.Layer(Find(GoldenCases.Layers, id), Make);

    [Theory, MemberData(nameof(Training))]
    public void TenStepsOfTrainingMatch(string id) => GoldenChecks.Training(Find(GoldenCases.Training, id), Make);

    private protected abstract INetwork Make(NetworkModel model, int seed);

    private protected static GoldenCase Find(IReadOnlyList<GoldenCase> cases, string id) => cases.Single(c => c.Id == id);

    private static TheoryData<string> Ids(IReadOnlyList<GoldenCase> cases) => [.. cases.Select(c => c.Id)];
}
