using DeepTrainer.Engine;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Weights that a model uses several times are one tensor of the network, so that training keeps them the same.</summary>
public sealed class SharedWeightTests
{
    private static EngineNetwork Checked(Case model, string className)
    {
        ImportedNetwork imported = model.Import(className);
        CompiledNetworks compiled = CompiledNetworks.Of(new Dictionary<string, string> { [className] = imported.Source });
        Assert.Empty(compiled.Mistakes);
        EngineNetwork network = compiled.Engine(imported);
        Assert.Null(model.Difference(network, imported));
        return network;
    }

    [Fact]
    public void TwoConvolutionsOfOneWeight_ShareIt()
    {
        Case model = new(3, 17, c =>
        {
            string w = c.W(4, 3, 3), b = c.W(4);
            string Conv(string x) => c.N("Conv", [x, w, b], ("pads", new[] { 1, 1 }));
            return [c.N("Add", [Conv(c.X(1, 3, 8)), Conv(c.X(1, 3, 8))]), c.N("ReduceSum", [w], ("keepdims", 0))];
        });
        Assert.Equal((4 * 3 * 3) + 4, Checked(model, "TwoConvolutions").Parameters.Where(p => p.IsTrained).Sum(p => p.Length));
    }

    [Fact]
    public void NormalizationsOfOneWeight_ShareIt()
    {
        Case model = new(3, 17, c =>
        {
            string scale = c.W(6), shift = c.W(6);
            string Norm(string x) => c.N("LayerNormalization", [x, scale, shift], ("axis", -1));
            return [Norm(c.N("Relu", [Norm(c.X(1, 5, 6))]))];
        });
        Assert.Equal(12, Checked(model, "TwoNorms").Parameters.Where(p => p.IsTrained).Sum(p => p.Length));
    }

    [Fact]
    public void AConvolutionInALoop_HasOneWeight()
    {
        Case model = new(3, 17, c =>
        {
            string w = c.W(3, 3, 3), x = c.X(1, 3, 8);
            ModelBuilder body = new(17);
            body.Input("step", [], ElementType.Int64);
            body.Input("condition", [], ElementType.Bool);
            body.Input("state", [1, 3, 8]);
            body.Output(body.Node("Identity", ["condition"]), body.Node("Tanh", [body.Node("Conv", ["state", w], ("pads", new[] { 1, 1 }))]));
            return [c.N("Loop", [c.Fixed(ElementType.Int64, [], 3), c.Fixed(ElementType.Bool, [], 1), x], ("body", body.Graph))];
        });
        Assert.Equal(27, Checked(model, "ConvolutionLoop").Parameters.Where(p => p.IsTrained).Sum(p => p.Length));
    }

    [Fact]
    public void ALayerAndAWeightOfOneName_AreTwo()
    {
        Case model = new(3, 17, c =>
        {
            string x = c.X(1, 3, 8), other = c.Builder.Weight("c.weight", new(ElementType.Float, [4, 3, 3], [.. Enumerable.Range(0, 36).Select(i => i / 36f)]));
            string own = c.Builder.Weight("c_weight", new(ElementType.Float, [4, 3, 3], [.. Enumerable.Range(0, 36).Select(i => -i / 36f)]));
            return [c.N("Conv", [x, own]), c.N("ReduceSum", [c.N("Mul", [c.N("Unsqueeze", [x, c.Ints(1)]), c.N("ReduceSum", [other, c.Ints(2)])])], ("keepdims", 0))];
        });
        Checked(model, "Names");
    }
}
