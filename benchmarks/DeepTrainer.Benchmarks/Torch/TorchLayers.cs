using DeepTrainer.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>The functions of each kind of layer that the compared networks have.</summary>
internal static class TorchLayers
{
    private delegate Func<TorchTensor, TorchTensor> Maker(TorchNetwork network, DeclaredLayer layer);

    private static readonly Dictionary<string, Maker> Makers = new()
    {
        ["BatchNorm"] = BatchNorm,
        ["Conv1D"] = Convolution1D,
        ["Conv2D"] = Convolution2D,
        ["ConvTranspose2D"] = TransposedConvolution2D,
        ["Dense"] = (network, layer) => Linear(network, layer.Name + ".weight", layer.Name + ".bias"),
        ["Embedding"] = Embedding,
        ["Flatten"] = (_, _) => x => x.flatten(1),
        ["GlobalAvgPool"] = (_, _) => x => x.mean([2, 3]),
        ["Gru"] = Gru,
        ["LayerNorm"] = (network, layer) => LayerNorm(network, layer.Name, layer.InputShape[^1]),
        ["Lstm"] = Lstm,
        ["MultiHeadAttention"] = (network, layer) => Attention(network, layer, layer.Name),
        ["MaxPool2D"] = (_, layer) => x => functional.max_pool2d(x, layer.Each("KernelSize")[0]),
        ["PositionalEmbedding"] = (network, layer) => x => x.add(network[layer.Name + ".weight"]),
        ["Relu"] = (_, _) => x => x.relu(),
        ["TransformerEncoder"] = Encoder,
    };

    /// <summary>Whether there are functions for all of a network's layers.</summary>
    public static bool Know(Workload workload) => DeclaredLayer.Of(workload.Declaration).All(layer => Makers.ContainsKey(layer.Kind));

    public static Func<TorchTensor, TorchTensor> Make(TorchNetwork network, DeclaredLayer layer) => Makers.TryGetValue(layer.Kind, out Maker? maker)
        ? maker(network, layer)
        : throw new NotSupportedException($"There is no libtorch function yet for the layer {layer.Kind}.");

    private static Func<TorchTensor, TorchTensor> Linear(TorchNetwork network, string weight, string bias)
    {
        (TorchTensor w, TorchTensor b) = (network[weight], network[bias]);
        return x => functional.linear(x, w, b);
    }

    private static Func<TorchTensor, TorchTensor> Embedding(TorchNetwork network, DeclaredLayer layer)
    {
        (TorchTensor w, int steps, int width) = (network[layer.Name + ".weight"], layer.OutputShape[0], layer.OutputShape[1]);
        return x =>
        {
            using TorchTensor indices = x.view(-1), rows = w.index_select(0, indices);
            return rows.view(-1, steps, width);
        };
    }

    private static Func<TorchTensor, TorchTensor> LayerNorm(TorchNetwork network, string name, long width)
    {
        (TorchTensor w, TorchTensor b, long[] shape) = (network[name + ".weight"], network[name + ".bias"], [width]);
        return x => functional.layer_norm(x, shape, w, b);
    }

    private static Func<TorchTensor, TorchTensor> BatchNorm(TorchNetwork network, DeclaredLayer layer)
    {
        TorchTensor w = network[layer.Name + ".weight"], b = network[layer.Name + ".bias"];
        TorchTensor mean = network[layer.Name + ".running_mean"], variance = network[layer.Name + ".running_var"];
        TorchTensor batches = network[layer.Name + ".num_batches_tracked"];
        if (!network.IsTraining)
            return x => functional.batch_norm(x, mean, variance, w, b);
        return x =>
        {
            using (no_grad())
                batches.add_(1);
            return functional.batch_norm(x, mean, variance, w, b, training: true);
        };
    }

    private static Func<TorchTensor, TorchTensor> Convolution2D(TorchNetwork network, DeclaredLayer layer)
    {
        TorchTensor w = network[layer.Name + ".weight"];
        TorchTensor? b = layer.Flag("Bias") ? network[layer.Name + ".bias"] : null;
        long[] strides = [.. layer.Each("Stride").Select(s => (long)s)], pads = [.. layer.Pads.Take(2).Select(p => (long)p)];
        int groups = layer.Integer("Groups");
        return x => functional.conv2d(x, w, b, strides, pads, groups: groups);
    }

    private static Func<TorchTensor, TorchTensor> TransposedConvolution2D(TorchNetwork network, DeclaredLayer layer)
    {
        TorchTensor w = network[layer.Name + ".weight"], b = network[layer.Name + ".bias"];
        long[] strides = [.. layer.Each("Stride").Select(s => (long)s)], pads = [.. layer.Pads.Take(2).Select(p => (long)p)];
        return x => functional.conv_transpose2d(x, w, b, strides, pads);
    }

    private static Func<TorchTensor, TorchTensor> Convolution1D(TorchNetwork network, DeclaredLayer layer)
    {
        TorchTensor w = network[layer.Name + ".weight"], b = network[layer.Name + ".bias"];
        int before = layer.Pads[0];
        if (!network.IsStep)
            return x => functional.conv1d(x, w, b, padding: before);
        // What the kernel covers: the positions that came before, which are kept, and the new one.
        TorchTensor kept = zeros(1, layer.InputShape[0], before);
        return x =>
        {
            using TorchTensor window = cat([kept, x], 2);
            kept.Dispose();
            kept = window.narrow(2, 1, before);
            return functional.conv1d(window, w, b);
        };
    }

    private static Func<TorchTensor, TorchTensor> Lstm(TorchNetwork network, DeclaredLayer layer)
    {
        int inputs = layer.InputShape[1], units = layer.Integer("Units");
        if (!network.IsStep)
        {
            LSTM lstm = LSTM(inputs, units, batchFirst: true);
            Adopt(network, layer, lstm, "_l0");
            return x =>
            {
                (TorchTensor y, TorchTensor h, TorchTensor c) = lstm.call(x);
                h.Dispose();
                c.Dispose();
                return y;
            };
        }
        LSTMCell cell = LSTMCell(inputs, units);
        Adopt(network, layer, cell, "");
        (TorchTensor H, TorchTensor C) state = (zeros(1, units), zeros(1, units));
        return x =>
        {
            using TorchTensor row = x.view(1, inputs);
            (TorchTensor H, TorchTensor C) next = cell.call(row, state);
            state.H.Dispose();
            state.C.Dispose();
            state = next;
            return next.H.alias();
        };
    }

    private static Func<TorchTensor, TorchTensor> Gru(TorchNetwork network, DeclaredLayer layer)
    {
        int inputs = layer.InputShape[1], units = layer.Integer("Units");
        GRUCell cell = GRUCell(inputs, units);
        Adopt(network, layer, cell, "");
        TorchTensor state = zeros(1, units);
        return x =>
        {
            using TorchTensor row = x.view(1, inputs);
            TorchTensor next = cell.call(row, state);
            state.Dispose();
            state = next;
            return next.alias();
        };
    }

    private static void Adopt(TorchNetwork network, DeclaredLayer layer, Module module, string suffix)
    {
        foreach (string name in new[] { "weight_ih", "weight_hh", "bias_ih", "bias_hh" })
            network.Replace($"{layer.Name}.{name}_l0", module.get_parameter(name + suffix)!);
    }

    // x + attention(norm(x)), then x + feed-forward(norm(x)).
    private static Func<TorchTensor, TorchTensor> Encoder(TorchNetwork network, DeclaredLayer layer)
    {
        int width = layer.InputShape[1];
        Func<TorchTensor, TorchTensor> norm1 = LayerNorm(network, layer.Name + ".norm1", width), norm2 = LayerNorm(network, layer.Name + ".norm2", width);
        Func<TorchTensor, TorchTensor> attend = Attention(network, layer, layer.Name + ".self_attn");
        Func<TorchTensor, TorchTensor> widen = Linear(network, layer.Name + ".linear1.weight", layer.Name + ".linear1.bias");
        Func<TorchTensor, TorchTensor> narrow = Linear(network, layer.Name + ".linear2.weight", layer.Name + ".linear2.bias");
        return x =>
        {
            using TorchTensor h = norm1(x), attention = attend(h), sum = x.add(attention);
            using TorchTensor normed = norm2(sum), wide = widen(normed), active = wide.relu(), forward = narrow(active);
            return sum.add(forward);
        };
    }

    private static Func<TorchTensor, TorchTensor> Attention(TorchNetwork network, DeclaredLayer layer, string name)
    {
        (int steps, int width, int heads, bool causal) = (layer.InputShape[0], layer.InputShape[1], layer.Integer("Heads"), layer.Flag("Causal"));
        Func<TorchTensor, TorchTensor> project = Linear(network, name + ".in_proj_weight", name + ".in_proj_bias");
        Func<TorchTensor, TorchTensor> join = Linear(network, name + ".out_proj.weight", name + ".out_proj.bias");
        return x =>
        {
            using TorchTensor qkv = project(x), parts = qkv.view(-1, steps, 3, heads, width / heads), turned = parts.permute(2, 0, 3, 1, 4);
            using TorchTensor q = turned.select(0, 0), k = turned.select(0, 1), v = turned.select(0, 2);
            using TorchTensor mixed = functional.scaled_dot_product_attention(q, k, v, is_casual: causal);
            using TorchTensor back = mixed.transpose(1, 2), rows = back.reshape(-1, steps, width);
            return join(rows);
        };
    }
}
