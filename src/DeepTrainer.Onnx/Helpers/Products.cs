using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>Products along an axis.</summary>
internal static class Products
{
    // x₀, x₀ · x₁, x₀ · x₁ · x₂, …: in log₂ n steps, each of which multiplies by what is twice as far away.
    internal static Tensor CumulativeProduct(Tensor x, int axis)
    {
        int extent = x.Shape[axis];
        for (int step = 1; step < extent; step *= 2)
            x *= Pad(Split(x, [extent - step, step], axis)[0], axis, step, 0, 1);
        return x;
    }
}
