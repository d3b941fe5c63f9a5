using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Lanes over samples whose results the caller wants sample by sample: four outputs are stored together, by a transposition.</summary>
public class NeighbourTests
{
    // Of seventeen outputs, four are stored together four times, and one is left; three are too few.
    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    [InlineData(17, true)]
    public void NeighbouringOutputs_AreStoredTogether(int outputs, bool together)
    {
        NetworkModel model = new NetworkBuilder("Outputs").Input(9).Dense(32).Relu().Dense(outputs).Mse().Adam().ToModel();
        string text = Renderer.Run(model).Single(f => f.HintName.Contains("Vector512.", StringComparison.Ordinal)).Text;
        Assert.Equal(together, text.Contains("VectorMath.StoreStrided(predictionNext0, predictionNext1, predictionNext2, predictionNext3, ", StringComparison.Ordinal));
        AgainstEngine.Compare(model, [1, 5, 16, 23]);
    }

    // Lanes over 100 inputs waste less than two vectors for 17 outputs. They find inputs side by side where the caller has them, not in the copy with
    // samples side by side, and weights a row apart.
    [Fact]
    public void AnUpdateWithLanesOverInputs_ReadsTheCallersAndStoresNeighboursTogether()
    {
        NetworkModel model = new NetworkBuilder("Update").Input(100).Dense(17).Mse().Adam().ToModel();
        string TextOf(string file) => Renderer.Run(model).Single(f => f.HintName.Contains(file, StringComparison.Ordinal)).Text;
        string text = TextOf("Vector512.");
        Assert.Matches(@"Dense1WeightUpdate\(dense1Gradient\w*, input, ", TextOf("Graphs."));
        Assert.Contains("VectorMath.StoreStrided(dense1WeightNext0, ", text, StringComparison.Ordinal);
        // Inlined, four updates would exceed what the JIT inlines into one method.
        Assert.Matches(@"\[MethodImpl\(Kernel\)\]\n\tstatic void Dense1WeightUpdateFinish\(V\* sums, ", text);
        AgainstEngine.Compare(model, [3, 32, 37]);
    }
}
