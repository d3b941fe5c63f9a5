using DeepTrainer.Benchmarks.Workloads;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>Attention by libtorch's fused function, between projections.</summary>
internal static class TorchAttention
{
    public static TorchFunction Of(TorchNetwork network, DeclaredLayer layer)
    {
        (int steps, int width, int heads, bool isCausal) = (layer.InputShape[0], layer.InputShape[1], layer.Integer("Heads"), layer.Flag("Causal"));
        bool hasBias = layer.Flag("Bias"), isTurned = layer.Flag("Rotary");
        int shared = layer.Integer("KeyValueHeads") is > 0 and int some ? some : heads, size = width / heads;
        double dropout = network.IsTraining ? layer.Number("Dropout") : 0;
        network.DropsOut |= dropout > 0;
        TorchTensor w = network[layer.Name + ".in_proj_weight"];
        TorchTensor? b = hasBias ? network[layer.Name + ".in_proj_bias"] : null;
        TorchFunction join = TorchLayers.Linear(network, layer.Name + ".out_proj.weight", hasBias ? layer.Name + ".out_proj.bias" : null);
        TorchTensor? angles = isTurned ? Angles(steps, size, layer.Number("RotaryBase")) : null;
        return x =>
        {
            (TorchTensor q, TorchTensor k, TorchTensor v) = x.Length > 1 ? OfMemory(x) : shared == heads && !isTurned ? OfItself(x[0]) : Parts(x[0]);
            using TorchTensor mixed = functional.scaled_dot_product_attention(q, k, v, null, dropout, isCausal);
            q.Dispose();
            k.Dispose();
            v.Dispose();
            using TorchTensor back = mixed.transpose(1, 2), rows = back.reshape(-1, steps, width);
            return join([rows]);
        };

        (TorchTensor Query, TorchTensor Key, TorchTensor Value) OfItself(TorchTensor x)
        {
            using TorchTensor all = functional.linear(x, w, b), parts = all.view(-1, steps, 3, heads, size), turned = parts.permute(2, 0, 3, 1, 4);
            return (turned.select(0, 0), turned.select(0, 1), turned.select(0, 2));
        }

        // Heads that share their keys and values, or are turned by their positions.
        (TorchTensor Query, TorchTensor Key, TorchTensor Value) Parts(TorchTensor x)
        {
            using TorchTensor all = functional.linear(x, w, b);
            using TorchTensor q = Heads(all, 0, heads, steps, angles), k = Heads(all, heads, shared, steps, angles), v = Heads(all, heads + shared, shared, steps);
            return (q.alias(), k.repeat_interleave(heads / shared, 1), v.repeat_interleave(heads / shared, 1));
        }

        (TorchTensor Query, TorchTensor Key, TorchTensor Value) OfMemory(TorchTensor[] x)
        {
            int memory = (int)x[1].shape[1];
            using TorchTensor wq = w.narrow(0, 0, width), wm = w.narrow(0, width, 2 * width);
            using TorchTensor? bq = b?.narrow(0, 0, width), bm = b?.narrow(0, width, 2 * width);
            using TorchTensor asked = functional.linear(x[0], wq, bq), said = functional.linear(x[1], wm, bm);
            return (Heads(asked, 0, heads, steps), Heads(said, 0, heads, memory), Heads(said, heads, heads, memory));
        }

        // [N, L, heads · d] → [N, heads, L, d]
        TorchTensor Heads(TorchTensor features, int first, int count, int length, TorchTensor? turn = null)
        {
            using TorchTensor part = features.narrow(2, first * size, count * size);
            if (turn is null)
            {
                using TorchTensor own = part.view(-1, length, count, size);
                return own.transpose(1, 2);
            }
            using TorchTensor pairs = part.reshape(-1, length, count, size / 2, 2), complex = pairs.view_as_complex(), turned = complex.mul(turn), real = turned.view_as_real();
            using TorchTensor flat = real.flatten(3);
            return flat.transpose(1, 2);
        }
    }

    // Each pair of features is a complex number, turned by position · base^(-2i/d).
    private static TorchTensor Angles(int steps, int size, double rate)
    {
        using TorchTensor exponents = arange(0, size, 2, ScalarType.Float64).mul_(-Math.Log(rate) / size), rates = exponents.exp();
        using TorchTensor positions = arange(steps, ScalarType.Float64), all = outer(positions, rates), single = all.to_type(ScalarType.Float32);
        using TorchTensor ones = ones_like(single), turns = polar(ones, single);
        return turns.unsqueeze(1);
    }
}
