namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Convolutions, pooling, images, normalizations, recurrences, attention, quantized numbers.</summary>
internal static class LayerCases
{
    public static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> All() => [.. Windows(), .. Images(), .. Normal(), .. Recurrent(), .. Others()];

    private static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> Windows()
    {
        yield return ("Conv", 11, c => [c.N("Conv", [c.X(1, 3, 7, 9), c.W(5, 3, 3, 3), c.W(5)], ("pads", new[] { 1, 1, 1, 1 }), ("strides", new[] { 2, 1 }))]);
        yield return ("Conv asymmetric", 11, c => [c.N("Conv", [c.X(1, 4, 7, 9), c.W(6, 2, 3, 2)], ("group", 2), ("pads", new[] { 0, 1, 2, 0 }), ("dilations", new[] { 2, 1 }))]);
        yield return ("Conv of signals", 11, c => [c.N("Conv", [c.X(1, 3, 17), c.W(3, 1, 5), c.W(3)], ("group", 3), ("auto_pad", "SAME_LOWER"), ("strides", new[] { 3 }))]);
        yield return ("Conv of volumes", 11, c => [c.N("Conv", [c.X(1, 2, 4, 5, 6), c.W(3, 2, 2, 3, 2), c.W(3)], ("pads", new[] { 0, 1, 0, 1, 0, 0 }))]);
        yield return ("Conv of several", 11, c => [c.N("Conv", [c.X(2, 3, 7, 5), c.W(4, 3, 3, 3), c.W(4)], ("auto_pad", "SAME_UPPER"))]);
        yield return ("Conv with computed weights", 11, c => [c.N("Conv", [c.X(1, 2, 7, 5), c.X(4, 2, 3, 3), c.X(4)])]);
        yield return ("ConvTranspose", 11, c =>
            [c.N("ConvTranspose", [c.X(1, 3, 4, 5), c.W(3, 2, 3, 3), c.W(2)], ("strides", new[] { 2, 3 }), ("pads", new[] { 1, 0, 1, 2 }), ("output_padding", new[] { 1, 0 }))]);
        yield return ("ConvTranspose in groups", 11, c => [c.N("ConvTranspose", [c.X(1, 4, 9), c.W(4, 3, 3)], ("group", 2), ("strides", new[] { 2 }))]);
        yield return ("ConvTranspose of volumes", 11, c =>
            [c.N("ConvTranspose", [c.X(1, 2, 2, 3, 2), c.W(2, 3, 2, 2, 3), c.W(3)], ("strides", new[] { 2, 1, 2 }), ("dilations", new[] { 1, 2, 1 }))]);
        yield return ("ConvTranspose to a shape", 11, c =>
            [c.N("ConvTranspose", [c.X(1, 1, 3, 3), c.W(1, 2, 3, 3)], ("strides", new[] { 3, 2 }), ("output_shape", new[] { 10, 8 }))]);
        yield return ("MaxPool", 12, c =>
            [c.N("MaxPool", [c.X(1, 3, 7, 9)], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 1 })),
                c.N("MaxPool", [c.X(1, 3, 17)], ("kernel_shape", new[] { 3 }), ("dilations", new[] { 2 }))]);
        yield return ("MaxPool with ceil", 12, c =>
            [c.N("MaxPool", [c.X(1, 2, 7, 8)], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("ceil_mode", 1)),
                c.N("MaxPool", [c.X(2, 2, 5, 5)], ("kernel_shape", new[] { 2, 2 }))]);
        yield return ("MaxPool with numbers", 12, c => c.Many("MaxPool", 2, [c.X(1, 2, 6, 5)], ("kernel_shape", new[] { 2, 3 }),
            ("strides", new[] { 2, 1 }), ("pads", new[] { 0, 1, 0, 1 })));
        yield return ("AveragePool", 11, c =>
            [c.N("AveragePool", [c.X(1, 3, 7, 9)], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 0, 1 })),
                c.N("AveragePool", [c.X(1, 3, 7, 9)], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 }),
                    ("count_include_pad", 1)), c.N("AveragePool", [c.X(2, 3, 11)], ("kernel_shape", new[] { 4 }), ("auto_pad", "SAME_UPPER"))]);
        yield return ("AveragePool of volumes", 11, c => [c.N("AveragePool", [c.X(1, 2, 4, 5, 6)], ("kernel_shape", new[] { 2, 2, 3 }), ("strides", new[] { 1, 2, 1 }))]);
        yield return ("LpPool and global pools", 11, c =>
            [c.N("LpPool", [c.X(1, 2, 6, 5)], ("kernel_shape", new[] { 2, 2 }), ("p", 2)), c.N("GlobalAveragePool", [c.X(1, 3, 5, 4)]),
                c.N("GlobalMaxPool", [c.X(1, 3, 5, 4)]), c.N("GlobalLpPool", [c.X(1, 3, 5)], ("p", 1))]);
        yield return ("MaxUnpool", 11, c =>
        {
            string[] pooled = c.Many("MaxPool", 2, [c.X(1, 1, 4, 6)], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
            return [c.N("MaxUnpool", pooled, ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))];
        }
        );
        yield return ("DeformConv", 19, c =>
            [c.N("DeformConv", [c.X(1, 4, 5, 6), c.W(3, 4, 2, 3), c.X(1, 24, 6, 4), c.W(3), c.X(1, 12, 6, 4)], ("offset_group", 2),
                ("pads", new[] { 1, 0, 1, 0 })), c.N("DeformConv", [c.X(2, 2, 5, 5), c.W(4, 1, 2, 2), c.X(2, 8, 2, 2)], ("group", 2), ("strides", new[] { 2, 2 }))]);
        yield return ("LRN", 13, c => [c.N("LRN", [c.X(1, 7, 3, 2)], ("size", 3), ("alpha", 0.3f), ("beta", 0.6f), ("bias", 1.5f)), c.N("LRN", [c.X(2, 5, 3, 2)], ("size", 5))]);
    }

    private static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> Images()
    {
        foreach (string place in (string[])["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"])
        {
            foreach (string mode in (string[])["nearest", "linear", "cubic"])
                yield return ($"Resize {mode} {place}", 13, c =>
                    [c.N("Resize", [c.X(1, 2, 5, 4), "", "", c.Ints(1, 2, 8, 7)], ("mode", mode), ("coordinate_transformation_mode", place)),
                        c.N("Resize", [c.X(1, 2, 5, 4), "", c.Floats(1, 1, 2, 2)], ("mode", mode), ("coordinate_transformation_mode", place))]);
        }
        foreach (string nearest in (string[])["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
            yield return ($"Resize {nearest}", 13, c => [c.N("Resize", [c.X(1, 2, 7, 6), "", "", c.Ints(1, 2, 3, 9)], ("nearest_mode", nearest))]);
        yield return ("Resize smoothed", 18, c => [c.N("Resize", [c.X(1, 2, 9, 8), "", "", c.Ints(1, 2, 4, 5)], ("mode", "linear"), ("antialias", 1)),
            c.N("Resize", [c.X(1, 2, 9, 8), "", "", c.Ints(1, 2, 4, 5)], ("mode", "cubic"), ("antialias", 1), ("exclude_outside", 1))]);
        yield return ("Resize of old", 10, c => [c.N("Resize", [c.X(1, 2, 5, 4), c.Floats(1, 1, 2, 3)]),
            c.N("Resize", [c.X(1, 2, 5, 4), c.Floats(1, 1, 1.6f, 2)], ("mode", "linear"))]);
        yield return ("Upsample", 9, c => [c.N("Upsample", [c.X(1, 2, 5, 4), c.Floats(1, 1, 2, 3)]), c.N("Upsample", [c.X(1, 2, 5, 4), c.Floats(1, 1, 2, 2)], ("mode", "linear"))]);
        foreach (string padding in (string[])["zeros", "border", "reflection"])
        {
            foreach (string mode in (string[])["bilinear", "nearest", "bicubic"])
                yield return ($"GridSample {mode} {padding}", 16, c =>
                    [c.N("GridSample", [c.X(1, 2, 5, 4), c.N("Mul", [c.X(1, 3, 2, 2), c.Number(0.6f)])], ("mode", mode), ("padding_mode", padding),
                        ("align_corners", 1)), c.N("GridSample", [c.X(2, 1, 5, 4), c.N("Mul", [c.X(2, 3, 2, 2), c.Number(0.6f)])], ("mode", mode), ("padding_mode", padding))]);
        }
        yield return ("RoiAlign", 16, c =>
            [c.N("RoiAlign", [c.X(2, 3, 9, 8), c.Builder.Weight("rois", new(ElementType.Float, [2, 4], [0.5f, 1, 6, 7, 2, 2, 5, 9])), c.Ints(1, 0)],
                ("output_height", 2), ("output_width", 3), ("sampling_ratio", 2), ("spatial_scale", 0.75f))]);
        yield return ("Col2Im", 18, c => [c.N("Col2Im", [c.X(1, 12, 12), c.Ints(5, 4), c.Ints(3, 2)], ("pads", new[] { 1, 0, 0, 0 }))]);
    }

    private static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> Normal()
    {
        yield return ("BatchNormalization", 15, c =>
            [c.N("BatchNormalization", [c.X(1, 3, 5, 4), c.W(3), c.W(3), c.W(3), c.Positive(3)], ("epsilon", 1e-3f)),
                c.N("BatchNormalization", [c.X(2, 3, 5), c.W(3), c.W(3), c.W(3), c.Positive(3)]), c.N("BatchNormalization", [c.X(1, 3), c.W(3), c.W(3), c.W(3), c.Positive(3)])]);
        yield return ("InstanceNormalization", 6 + 1, c => [c.N("InstanceNormalization", [c.X(1, 3, 5, 4), c.W(3), c.W(3)], ("epsilon", 1e-3f)),
            c.N("InstanceNormalization", [c.X(2, 3, 5), c.W(3), c.W(3)])]);
        yield return ("LayerNormalization", 17, c =>
            [c.N("LayerNormalization", [c.X(1, 7, 5), c.W(5), c.W(5)]), c.N("LayerNormalization", [c.X(1, 3, 4, 5), c.W(4, 5)], ("axis", 2),
                ("epsilon", 1e-3f)), c.N("LayerNormalization", [c.X(3, 5), c.W(3, 5), c.W(3, 5)], ("axis", 0))]);
        yield return ("GroupNormalization", 21, c => [c.N("GroupNormalization", [c.X(1, 6, 5, 4), c.W(6), c.W(6)], ("num_groups", 2)),
            c.N("GroupNormalization", [c.X(2, 6, 5), c.W(6), c.W(6)], ("num_groups", 3))]);
        yield return ("Other normalizations", 13, c =>
            [c.N("LpNormalization", [c.X(1, 7)], ("p", 1)), c.N("LpNormalization", [c.X(3, 5)], ("axis", 0)),
                c.N("MeanVarianceNormalization", [c.X(1, 3, 5, 4)]), c.Microsoft("SkipLayerNormalization", [c.X(1, 3, 5), c.X(1, 3, 5), c.W(5), c.W(5), c.W(5)])]);
    }

    private static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> Recurrent()
    {
        foreach ((string op, int gates, int states) in new[] { ("LSTM", 4, 2), ("GRU", 3, 1), ("RNN", 1, 1) })
        {
            foreach (string direction in (string[])["forward", "reverse", "bidirectional"])
            {
                int d = direction == "bidirectional" ? 2 : 1;
                yield return ($"{op} {direction}", 14, c =>
                    c.Many(op, 2, [c.X(5, 1, 3), c.W(d, gates * 4, 3), c.W(d, gates * 4, 4), c.W(d, gates * 8)], ("hidden_size", 4), ("direction", direction)));
                yield return ($"{op} {direction} of several with states", 14, c =>
                    c.Many(op, 1 + states, [c.X(5, 3, 2), c.W(d, gates * 4, 2), c.W(d, gates * 4, 4), c.W(d, gates * 8), "",
                        .. Enumerable.Range(0, states).Select(_ => c.X(d, 3, 4))], ("hidden_size", 4), ("direction", direction)));
                yield return ($"{op} {direction} with lengths", 14, c =>
                    c.Many(op, 1 + states, [c.X(5, 3, 2), c.W(d, gates * 4, 2), c.W(d, gates * 4, 4), "", c.Fixed(ElementType.Int32, [3], 5, 2, 3)],
                        ("hidden_size", 4), ("direction", direction)));
            }
            yield return ($"{op} with states alone", 14, c =>
                c.Many(op, 1 + states, [c.X(1, 1, 3), c.W(1, gates * 4, 3), c.W(1, gates * 4, 4), c.W(1, gates * 8), "",
                    .. Enumerable.Range(0, states).Select(_ => c.X(1, 1, 4))], ("hidden_size", 4)));
        }
        yield return ("GRU with the reset behind", 14, c => c.Many("GRU", 2,
            [c.X(5, 1, 3), c.W(1, 12, 3), c.W(1, 12, 4), c.W(1, 24), "", c.X(1, 1, 4)], ("hidden_size", 4), ("linear_before_reset", 1)));
        yield return ("LSTM with peepholes", 14, c => c.Many("LSTM", 3,
            [c.X(5, 2, 3), c.W(1, 16, 3), c.W(1, 16, 4), c.W(1, 32), "", "", "", c.W(1, 12)], ("hidden_size", 4), ("clip", 0.5f)));
        yield return ("LSTM with other activations", 14, c =>
            c.Many("LSTM", 2, [c.X(5, 2, 3), c.W(1, 16, 3), c.W(1, 16, 4)], ("hidden_size", 4),
                ("activations", new[] { "HardSigmoid", "Relu", "Tanh" }), ("activation_alpha", new[] { 0.3f }), ("activation_beta", new[] { 0.4f })));
        yield return ("RNN with Relu", 14, c => c.Many("RNN", 2, [c.X(5, 1, 3), c.W(1, 4, 3), c.W(1, 4, 4)], ("hidden_size", 4), ("activations", new[] { "Relu" })));
    }

    private static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> Others()
    {
        yield return ("QuantizeLinear", 13, c => [c.N("QuantizeLinear", [c.X(1, 7), c.Number(0.05f), c.Fixed(ElementType.Uint8, [], 120)]),
            c.N("QuantizeLinear", [c.X(3, 5), c.Positive(5), c.Fixed(ElementType.Int8, [5], 1, 0, -3, 7, 2)], ("axis", 1))]);
        yield return ("DequantizeLinear", 13, c =>
            [c.N("DequantizeLinear", [c.Whole(-128, 127, ElementType.Int8, 1, 3, 5), c.Positive(3), c.Fixed(ElementType.Int8, [3], 1, -2, 5)],
                ("axis", 1)), c.N("Conv", [c.X(1, 2, 5, 5), c.N("DequantizeLinear", [c.WholeWeight(-20, 20, ElementType.Int8, 3, 2, 3, 3), c.Number(0.1f)])])]);
        yield return ("DynamicQuantizeLinear", 11, c => c.Many("DynamicQuantizeLinear", 3, [c.X(1, 17)]));
        yield return ("Whole products", 10, c =>
            [c.N("MatMulInteger",
                [c.Whole(0, 255, ElementType.Uint8, 3, 5), c.WholeWeight(0, 255, ElementType.Uint8, 5, 4), c.Fixed(ElementType.Uint8, [], 120),
                    c.Fixed(ElementType.Uint8, [], 3)]),
                        c.N("ConvInteger", [c.Whole(0, 255, ElementType.Uint8, 1, 2, 5, 5), c.WholeWeight(0, 255, ElementType.Uint8, 3, 2, 3, 3),
                            c.Fixed(ElementType.Uint8, [], 9)], ("pads", new[] { 1, 1, 1, 1 }))]);
        yield return ("QLinearMatMul", 10, c =>
            [c.N("QLinearMatMul",
                [c.Whole(0, 255, ElementType.Uint8, 3, 5), c.Number(0.02f), c.Fixed(ElementType.Uint8, [], 100),
                    c.WholeWeight(0, 255, ElementType.Uint8, 5, 4), c.Number(0.01f), c.Fixed(ElementType.Uint8, [], 30), c.Number(0.05f), c.Fixed(ElementType.Uint8, [], 128)])]);
        yield return ("QLinearConv", 10, c =>
            [c.N("QLinearConv", [c.Whole(0, 255, ElementType.Uint8, 1, 2, 5, 6), c.Number(0.02f), c.Fixed(ElementType.Uint8, [], 100),
                c.WholeWeight(-20, 20, ElementType.Int8, 3, 2, 3, 3), c.Positive(3), c.Fixed(ElementType.Int8, [3], 0, 0, 0), c.Number(1.5f),
                c.Fixed(ElementType.Uint8, [], 128), c.WholeWeight(-50, 50, ElementType.Int32, 3)], ("pads", new[] { 1, 0, 1, 0 }))]);
        yield return ("Attention", 23, c => [c.N("Attention", [c.X(1, 3, 7, 4), c.X(1, 3, 5, 4), c.X(1, 3, 5, 6)]),
            c.N("Attention", [c.X(1, 7, 12), c.X(1, 7, 12), c.X(1, 7, 12)], ("q_num_heads", 3), ("kv_num_heads", 3), ("is_causal", 1))]);
        yield return ("Losses", 13, c => [c.N("SoftmaxCrossEntropyLoss", [c.X(3, 5), c.Whole(0, 4, ElementType.Int64, 3)]),
            c.N("SoftmaxCrossEntropyLoss", [c.X(3, 5, 2), c.Whole(0, 4, ElementType.Int64, 3, 2), c.Positive(5)], ("ignore_index", 2),
                ("reduction", "sum")), c.N("NegativeLogLikelihoodLoss", [c.X(3, 5), c.Whole(0, 4, ElementType.Int64, 3), c.Positive(5)])]);
        yield return ("Spectra", 17, c => [c.N("DFT", [c.X(1, 9, 2)], ("axis", 1)), c.N("DFT", [c.X(2, 9, 1)], ("axis", 1), ("onesided", 1)),
            c.N("STFT", [c.X(1, 33), c.Fixed(ElementType.Int64, [], 4), c.Positive(9)], ("onesided", 1))]);
    }
}
