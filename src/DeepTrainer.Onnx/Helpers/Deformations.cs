using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>What the windows of a deformed convolution see.</summary>
internal static class Deformations
{
    // x [C, H, W] at the elements of windows [K], each moved by offsets [groups · K · 2, P], rows first, and times a mask [groups · K, P]: [C, K, P].
    internal static Tensor DeformedColumns(Tensor x, Tensor offsets, Tensor? mask, int groups, int[] kernel, int[] strides, int[] before, int[] dilations, int[] count)
    {
        int channels = x.Shape[0] / groups, size = kernel[0] * kernel[1];
        Tensor number = Range(count[0] * count[1]), row = Floor((number + 0.5) / count[1]), column = number - count[1] * row;
        List<Tensor> parts = [];
        for (int group = 0; group < groups; group++)
        {
            Tensor image = x[(group * channels)..((group + 1) * channels)];
            List<Tensor> seen = [];
            for (int k = 0; k < size; k++)
            {
                int at = group * size + k;
                Tensor y = row * strides[0] + (k / kernel[1] * dilations[0] - before[0]) + offsets[2 * at];
                Tensor z = column * strides[1] + (k % kernel[1] * dilations[1] - before[1]) + offsets[2 * at + 1];
                Tensor rows = Maximum(0, 1 - Abs(y.Unsqueeze(1) - Range(x.Shape[1]))), columns = Maximum(0, 1 - Abs(z.Unsqueeze(1) - Range(x.Shape[2])));
                Tensor sample = Contract("pi,pj,cij->cp", rows, columns, image);
                seen.Add(mask is null ? sample : sample * mask[at]);
            }
            parts.Add(Stack(1, seen.ToArray()));
        }
        return groups == 1 ? parts[0] : Concat(0, parts.ToArray());
    }
}
