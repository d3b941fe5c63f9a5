using DeepTrainer.Benchmarks.Workloads;
using static DeepTrainer.Benchmarks.Onnx.OnnxAttribute;

namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>Recurrent layers, one step of a stream.</summary>
internal static class OnnxRecurrence
{
    // PyTorch's gates are input, forget, cell, output; ONNX has input, output, forget, cell.
    public static string Lstm(OnnxModel model, DeclaredLayer layer, string x)
    {
        int units = layer.Integer("Units");
        string h = model.Fresh("Hidden"), c = model.Fresh("Cell");
        model.Node(
            "LSTM", [x, .. Weights(model, layer, [0, 3, 1, 2]), "", model.State(h, 1, 1, units), model.State(c, 1, 1, units)],
            ["", h, c], Of("hidden_size", units));
        return h;
    }

    // PyTorch's gates are reset, update, new; ONNX has update, reset, new. Both apply the reset after the product.
    public static string Gru(OnnxModel model, DeclaredLayer layer, string x)
    {
        int units = layer.Integer("Units");
        string h = model.Fresh("Hidden");
        model.Node(
            "GRU", [x, .. Weights(model, layer, [1, 0, 2]), "", model.State(h, 1, 1, units)],
            ["", h], Of("hidden_size", units), Of("linear_before_reset", 1));
        return h;
    }

    // W: [1, gates·H, F], R: [1, gates·H, H], B: [1, 2·gates·H]: those of the input, then those of the state.
    private static string[] Weights(OnnxModel model, DeclaredLayer layer, int[] gates)
    {
        int rows = gates.Length * layer.Integer("Units");
        return
        [
            model.Constant(Reordered("weight_ih_l0"), 1, rows, layer.InputShape[1]),
            model.Constant(Reordered("weight_hh_l0"), 1, rows, layer.Integer("Units")),
            model.Constant([.. Reordered("bias_ih_l0"), .. Reordered("bias_hh_l0")], 1, 2 * rows),
        ];

        float[] Reordered(string name)
        {
            float[] values = model.Parameter($"{layer.Name}.{name}").ToArray();
            int size = values.Length / gates.Length;
            return [.. gates.SelectMany(gate => values[(gate * size)..((gate + 1) * size)])];
        }
    }
}
