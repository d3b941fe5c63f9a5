using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

public class DifferentialTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(32)]
    public void Perceptron_TrainsAsTheEngineDoes(int batch)
    {
        NetworkModel model = new NetworkBuilder("Digits").Input(64).Dense(32).Relu().Dense(10).CrossEntropy().Adam().ToModel();
        foreach (var file in DeepTrainer.Compiler.Rendering.Renderer.Run(model))
            File.WriteAllText(Path.Combine(Path.GetTempPath(), file.HintName), file.Text);
        foreach (int bits in (int[])[128, 256, 512])
            AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7, [bits]), batch);
    }
}
