using System.Collections.Immutable;
using System.Reflection;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Networks of several inputs, outputs and losses: generated code against the engine.</summary>
public class StructureTests
{
    private static NetworkBuilder TwoInputs => new NetworkBuilder("TwoInputs").InputNamed("image", 3).Dense(5, name: "a").Tanh(name: "t")
        .InputNamed("extra", 4).Dense(2, name: "b").Concat(from: "t, b, extra").Dense(3).CrossEntropy().Adam();

    [Fact]
    public void SeveralInputs_AreOneSample()
    {
        NetworkModel model = TwoInputs.ToModel();
        INetwork generated = CompiledNetwork.Create(model, 7);
        AgainstEngine.Compare(model, generated, 5);

        Assert.Equal(7, generated.Info.InputSize);
        Assert.Equal([7], generated.Info.InputShape);
        Assert.Equal([("image", 3, 0), ("extra", 4, 3)], generated.Info.Inputs.Select(i => (i.Name, i.Size, i.Offset)));
        Assert.Equal(model.Inputs.Select(i => (i.Name, i.Size, i.Offset)), new EngineNetwork(model, 1).Info.Inputs.Select(i => (i.Name, i.Size, i.Offset)));
        Assert.Equal(["image", "extra"], generated.Info.Layers.Take(2).Select(l => l.Name));
        Assert.Equal((3, 0, 4, 3), (Constant(generated, "ImageSize"), Constant(generated, "ImageOffset"), Constant(generated, "ExtraSize"), Constant(generated, "ExtraOffset")));
    }

    [Fact]
    public void EachInput_IsItsSliceOfTheSample()
    {
        NetworkModel model = new NetworkBuilder("Slices").InputNamed("a", 2).Relu(name: "ra").InputNamed("b", 3).Relu(name: "rb")
            .Concat(from: "rb, ra").ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            float[] output = new float[10];
            network.PredictBatch([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], output);
            Assert.Equal([3, 4, 5, 1, 2, 8, 9, 10, 6, 7], output);
        }
    }

    [Fact]
    public void ANamedInput_IsKnownByIt()
    {
        NetworkModel model = new NetworkBuilder("Named").InputNamed("pixels", 4).Dense(4).Add(from: "pixels, dense1").ToModel();
        Assert.Equal("pixels", model.Inputs.Single().Name);
        Assert.Equal("pixels", CompiledNetwork.Create(model, 1).Info.Inputs.Single().Name);
    }

    private static int Constant(INetwork network, string name) =>
        (int)network.GetType().GetField(name, BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!;
}
