using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>y = a · sigmoid(b), where a and b are the halves of x along a dimension. Dauphin et al., Language Modeling with Gated Convolutional Networks (2017).</summary>
public sealed class Glu() : Layer("Glu", Axis)
{
    private static readonly Option Axis = new("Axis", -1);

    public override Node? Build(LayerContext c)
    {
        if (c.DimensionOf(Axis) is not { } axis)
            return null;
        int half = c.Input.Shape[axis] / 2;
        if (c.Input.Shape[axis] % 2 != 0)
        {
            return c.Report(ProblemKinds.OutOfRange, Axis, Axis.Name, c.Name, Format.Number(c.Number(Axis)),
                $"a dimension of even size to be halved, and this one of {Shape.Of([.. c.Input.Shape.PerSample])} has {Format.Integer(2 * half + 1)}");
        }
        GraphBuilder g = c.Graph;
        return g.Map((a, b) => a * Sigmoid(b), g.Slice(c.Input, axis, 0, half), g.Slice(c.Input, axis, half, half));
    }
}
