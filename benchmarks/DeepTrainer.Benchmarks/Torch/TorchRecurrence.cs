using DeepTrainer.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>Recurrent layers: libtorch's modules, of which a stream takes the cells.</summary>
internal static class TorchRecurrence
{
    public static TorchFunction Lstm(TorchNetwork network, DeclaredLayer layer)
    {
        int inputs = layer.InputShape[1], units = layer.Integer("Units");
        if (!network.IsStep)
        {
            LSTM lstm = LSTM(inputs, units, layer.Integer("Layers"), batchFirst: true, bidirectional: layer.Flag("Bidirectional"));
            Adopt(network, layer, lstm);
            return Sequence(layer, x =>
            {
                (TorchTensor y, TorchTensor h, TorchTensor c) = lstm.call(x);
                h.Dispose();
                c.Dispose();
                return y;
            });
        }
        LSTMCell cell = LSTMCell(inputs, units);
        Adopt(network, layer, cell, "_l0");
        (TorchTensor H, TorchTensor C) state = (zeros(1, units), zeros(1, units));
        return x =>
        {
            using TorchTensor row = x[0].view(1, inputs);
            (TorchTensor H, TorchTensor C) next = cell.call(row, state);
            state.H.Dispose();
            state.C.Dispose();
            state = next;
            return next.H.view(1, 1, units);
        };
    }

    public static TorchFunction Gru(TorchNetwork network, DeclaredLayer layer)
    {
        int inputs = layer.InputShape[1], units = layer.Integer("Units");
        if (!network.IsStep)
        {
            GRU gru = GRU(inputs, units, layer.Integer("Layers"), batchFirst: true, bidirectional: layer.Flag("Bidirectional"));
            Adopt(network, layer, gru);
            return Sequence(layer, x =>
            {
                (TorchTensor y, TorchTensor h) = gru.call(x);
                h.Dispose();
                return y;
            });
        }
        GRUCell cell = GRUCell(inputs, units);
        Adopt(network, layer, cell, "_l0");
        TorchTensor state = zeros(1, units);
        return x =>
        {
            using TorchTensor row = x[0].view(1, inputs);
            TorchTensor next = cell.call(row, state);
            state.Dispose();
            state = next;
            return next.view(1, 1, units);
        };
    }

    private static TorchFunction Sequence(DeclaredLayer layer, Func<TorchTensor, TorchTensor> run)
    {
        if (layer.Flag("ReturnSequence"))
            return x => run(x[0]);
        return x =>
        {
            using TorchTensor all = run(x[0]);
            return all.select(1, -1);
        };
    }

    private static void Adopt(TorchNetwork network, DeclaredLayer layer, Module module, string suffix = "")
    {
        foreach (string name in network.NamesOf(layer.Name).ToArray())
            network.Replace($"{layer.Name}.{name}", module.get_parameter(name[..^suffix.Length])!);
    }
}
