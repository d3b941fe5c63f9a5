using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>
/// Gradients of random networks against central differences: what layers do to each other's gradients, which the tests of single layers
/// don't see.
/// </summary>
public class RandomGradientTests
{
    [Fact]
    public void RandomNetworks_HaveRightGradients() => CheckAll(RandomNetworks.Generate, 72);

    [Fact]
    public void RandomImageNetworks_HaveRightGradients() => CheckAll(RandomImageNetworks.Generate, 36);

    [Fact]
    public void RandomNormalizedNetworks_HaveRightGradients() => CheckAll(RandomNormalizedNetworks.Generate, 36);

    private static void CheckAll(Func<int, NetworkModel> generate, int count)
    {
        for (int seed = 0; seed < count; seed++)
        {
            NetworkModel model = generate(seed);
            // a padding's row counts in the sum, but is not trained
            string[] padded = [.. model.Spec.Elements.Where(e => e.Arguments.Any(a => a.Name == "PaddingIndex" && a.Value.Number >= 0)).Select(e => $"{e.Name}.weight")];
            foreach (GradientError error in GradientCheck.Run(model, elements: 12).Errors.Where(e => !padded.Contains(e.Name)))
                Assert.True(error.Relative < 1e-6, $"{model.Spec.Name}: {error}");
        }
    }
}
