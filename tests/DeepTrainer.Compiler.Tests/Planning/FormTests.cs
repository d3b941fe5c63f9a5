using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Planning;

/// <summary>Kernels that are one method must be alike in all that the method depends on.</summary>
public class FormTests
{
    // Eight maps stacked are kept from being a multiple of 4 KB apart; the same shape joined of two halves isn't.
    [Fact]
    public void TensorsWhosePlacesAreKeptApart_AreOfAnotherForm()
    {
        NetworkBuilder network = new NetworkBuilder("Apart").Input(1, 1024).Relu(name: "t0", from: "input").Gelu(name: "t1", from: "input").Tanh(name: "t2", from: "input")
            .Sigmoid(name: "t3", from: "input").Silu(name: "t4", from: "input").Elu(name: "t5", from: "input").Softplus(name: "t6", from: "input").Mish(name: "t7", from: "input")
            .Concat("t0, t1, t2, t3, t4, t5, t6, t7", name: "j").Softmax(name: "a", from: "j")
            .Slice(0, 512, axis: 1, name: "first", from: "j").Slice(512, 512, axis: 1, name: "second", from: "j").Concat("second, first", axis: 1, name: "k")
            .Softmax(name: "b", from: "k").Concat("a, b");
        AgainstEngine.Compare(network.ToModel(), [1, 3]);
    }
}
