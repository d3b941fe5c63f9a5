using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>What transposed convolutions do to positions.</summary>
internal static class Convolutions
{
    // Zeros between the elements of an axis, so that they are a stride apart.
    internal static Tensor SetApart(Tensor x, int axis, int stride)
    {
        int extent = x.Shape[axis];
        if (extent == 1)
            return x;
        int[] shape = new int[x.Rank];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = i == axis ? extent * stride : x.Shape[i];
        Tensor apart = Pad(x.Unsqueeze(axis + 1), axis + 1, 0, stride - 1).Reshape(shape);
        return Split(apart, [((extent - 1) * stride) + 1, stride - 1], axis)[0];
    }
}
