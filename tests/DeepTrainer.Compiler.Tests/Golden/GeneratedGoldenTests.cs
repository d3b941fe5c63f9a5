using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>Generated code against PyTorch's numbers.</summary>
public class GeneratedGoldenTests : GoldenTests
{
    private protected override INetwork Make(NetworkModel model, int seed) => CompiledNetwork.Create(model, seed);
}
