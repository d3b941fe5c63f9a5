using DeepTrainer.Benchmarks.Workloads;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>Convolutions. Borders that aren't the same on both sides are added to the input before.</summary>
internal static class TorchConvolutions
{
    public static TorchFunction Convolution1D(TorchNetwork network, DeclaredLayer layer)
    {
        (TorchTensor w, TorchTensor? b) = Weights(network, layer);
        (int stride, int dilation, int groups, int[] pads) = (layer.Each("Stride")[0], layer.Each("Dilation")[0], layer.Integer("Groups"), layer.Pads);
        if (network.IsStep && layer.Each("KernelSize")[0] > 1)
            return Streamed(x => functional.conv1d(x, w, b, dilation: dilation, groups: groups), layer.InputShape[0], pads[0]);
        if (pads[0] == pads[1])
            return x => functional.conv1d(x[0], w, b, stride, pads[0], dilation, groups);
        long[] border = [pads[0], pads[1]];
        return x =>
        {
            using TorchTensor whole = functional.pad(x[0], border);
            return functional.conv1d(whole, w, b, stride, 0, dilation, groups);
        };
    }

    public static TorchFunction Convolution2D(TorchNetwork network, DeclaredLayer layer)
    {
        (TorchTensor w, TorchTensor? b) = Weights(network, layer);
        (long[] strides, long[] dilations, int groups, long[] pads) = (Wide(layer.Each("Stride")), Wide(layer.Each("Dilation")), layer.Integer("Groups"), Wide(layer.Pads));
        (long[] before, long[] none) = (pads[..2], [0, 0]);
        if (pads.AsSpan(2).SequenceEqual(before))
            return x => functional.conv2d(x[0], w, b, strides, before, dilations, groups);
        long[] border = [pads[1], pads[3], pads[0], pads[2]];
        return x =>
        {
            using TorchTensor whole = functional.pad(x[0], border);
            return functional.conv2d(whole, w, b, strides, none, dilations, groups);
        };
    }

    public static TorchFunction Transposed2D(TorchNetwork network, DeclaredLayer layer)
    {
        (TorchTensor w, TorchTensor? b) = Weights(network, layer);
        (long[] strides, long[] pads, long[] further) = (Wide(layer.Each("Stride")), Wide(layer.Pads)[..2], Wide(layer.Each("OutputPadding")));
        (long[] dilations, int groups) = (Wide(layer.Each("Dilation")), layer.Integer("Groups"));
        return x => functional.conv_transpose2d(x[0], w, b, strides, pads, further, dilations, groups);
    }

    // What the kernel covers: the positions that came before, which are kept, and the new one.
    private static TorchFunction Streamed(Func<TorchTensor, TorchTensor> convolve, int channels, int before)
    {
        TorchTensor kept = zeros(1, channels, before);
        return x =>
        {
            using TorchTensor window = cat([kept, x[0]], 2);
            kept.Dispose();
            kept = window.narrow(2, 1, before);
            return convolve(window);
        };
    }

    private static (TorchTensor Weight, TorchTensor? Bias) Weights(TorchNetwork network, DeclaredLayer layer) =>
        (network[layer.Name + ".weight"], layer.Flag("Bias") ? network[layer.Name + ".bias"] : null);

    private static long[] Wide(int[] numbers) => [.. numbers.Select(number => (long)number)];
}
