namespace DeepTrainer.Onnx.Operators;

/// <summary>Spectra, as products with cosines and sines, and windows, which are constants.</summary>
internal static class Signals
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Window("HannWindow", (i, n) => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / n))),
        Window("HammingWindow", (i, n) => (25.0 / 46) - (21.0 / 46 * Math.Cos(2 * Math.PI * i / n))),
        Window("BlackmanWindow", (i, n) => 0.42 - (0.5 * Math.Cos(2 * Math.PI * i / n)) + (0.08 * Math.Cos(4 * Math.PI * i / n))),
        new("MelWeightMatrix", MelWeights), new("DFT", Fourier), new("STFT", ShortTime),
    ];

    private static Operator Window(string name, Func<double, double, double> value) => new(name, n =>
    {
        int size = n.Ints(0)[0];
        if (size is < 1 or > 1 << 22)
            throw n.Fail($"a window of {size} elements");
        double period = n.Flag("periodic", true) ? size : Math.Max(1, size - 1);
        n.Give(0, n.Context.Afford(size, () => TensorData.Of((ElementType)n.Int("output_datatype", 1), [size], [.. Enumerable.Range(0, size).Select(i => value(i, period))]))
            ?? throw n.Unsupported($"a further window of {size} elements"));
    });

    // Triangles whose corners are evenly far apart on the mel scale.
    private static void MelWeights(NodeContext n)
    {
        int bins = n.Ints(0)[0], length = n.Ints(1)[0], rate = n.Ints(2)[0], rows = (length / 2) + 1;
        double low = n.Constant(3)[0], high = n.Constant(4)[0];
        if (bins < 1 || length < 1 || (long)bins * rows > 1 << 22)
            throw n.Fail($"a matrix of {rows} × {bins}");
        if (n.Context.Afford((long)bins * rows, () => TensorData.OfInt(0)) is null)
            throw n.Unsupported($"a further matrix of {rows} × {bins}");
        double Mel(double f) => 2595 * Math.Log10(1 + (f / 700));
        double step = (Mel(high) - Mel(low)) / (bins + 2);
        int[] corners = [.. Enumerable.Range(0, bins + 2).Select(i => (int)Math.Floor((length + 1) * (700 * (Math.Pow(10, (Mel(low) + (i * step)) / 2595) - 1)) / rate))];
        double[] values = new double[rows * bins];
        for (int bin = 0; bin < bins; bin++)
        {
            int left = corners[bin], center = corners[bin + 1], right = corners[bin + 2];
            if (left == center && center < rows)
                values[(center * bins) + bin] = 1;
            for (int row = Math.Max(left, 0); row <= center && left != center && row < rows; row++)
                values[(row * bins) + bin] = (double)(row - left) / (center - left);
            for (int row = Math.Max(center, 0); row < right && center != right && row < rows; row++)
                values[(row * bins) + bin] = (double)(right - row) / (right - center);
        }
        n.Give(0, TensorData.Of((ElementType)n.Int("output_datatype", 1), [rows, bins], values));
    }

    private static ConstantValue Waves(NodeContext n, int rows, int columns, Func<double, double> wave) =>
        new(n.Context.Afford((long)rows * columns,
            () => TensorData.Of(ElementType.Float, [rows, columns],
                [.. Enumerable.Range(0, rows * columns).Select(i => wave(2 * Math.PI * ((long)(i / columns) * (i % columns) % columns) / columns))]))
            ?? throw n.Unsupported($"a transformation of {columns} elements"));

    // x [.., length, .., 1 or 2] along an axis, the real and the imaginary part last.
    private static void Fourier(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        bool isNew = n.Opset >= 20, isInverse = n.Flag("inverse"), isOneSided = n.Flag("onesided");
        int axis = n.Axis(isNew ? n.Has(2) ? n.Ints(2)[0] : -2 : n.Int("axis", 1), x.Rank);
        int length = n.Has(1) ? n.Ints(1)[0] : x.Shape[axis];
        if (isOneSided && isInverse)
        {
            throw n.Unsupported("an inverse transformation of one side");
        }
        if (length < 1)
            throw n.Fail($"a transformation of {length} elements");
        x = length < x.Shape[axis] ? Shaping.Sliced(n, "part", x, [new(axis, 0, 1, length)])
            : Borders.Padded(n, "padded", x, [.. x.Shape.Select((e, a) => (0, a == axis ? length - e : 0))]);
        int last = x.Rank - 1, rows = isOneSided ? (length / 2) + 1 : length;
        double sign = isInverse ? 1 : -1, scale = isInverse ? 1.0 / length : 1;
        string cos = n.Full(Waves(n, rows, length, a => Math.Cos(a) * scale)), sin = n.Full(Waves(n, rows, length, a => sign * Math.Sin(a) * scale));
        string letters = "abcdefghijklmno"[..last], result = letters.Remove(axis, 1).Insert(axis, "z");
        string Turned(TensorValue part, string waves) => $"Contract(\"{letters},z{letters[axis]}->{result}\", {n.Full(part)}, {waves})";
        TensorValue real = Sequences.Element(n, "real", x, last, 0);
        int[] shape = [.. x.Shape[..last].With(axis, rows), 2];
        if (x.Shape[last] == 1)
        {
            n.Give(0, $"Stack(-1, {Turned(real, cos)}, {Turned(real, sin)})", x.Type, shape);
            return;
        }
        TensorValue imaginary = Sequences.Element(n, "imaginary", x, last, 1);
        n.Give(0, $"Stack(-1, {Turned(real, cos)} - {Turned(imaginary, sin)}, {Turned(real, sin)} + {Turned(imaginary, cos)})", x.Type, shape);
    }

    // Transformations of frames of a signal [N, length, 1 or 2], each times a window: [N, frames, frequencies, 2].
    private static void ShortTime(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int step = n.Ints(1)[0], length = n.Has(3) ? n.Ints(3)[0] : n.Has(2) ? n.Tensor(2).Shape[0] : throw n.Fail("it has neither a window nor a frame's length");
        bool isOneSided = n.Flag("onesided", true);
        if (x.Rank == 3 && x.Shape[2] == 2)
            throw n.Unsupported("a complex signal");
        if (step < 1 || length < 1 || length > x.Shape[1])
            throw n.Fail($"frames of {length} elements, {step} apart, of {x.Shape[1]}");
        int rows = isOneSided ? (length / 2) + 1 : length, frames = ((x.Shape[1] - length) / step) + 1;
        TensorValue flat = Shaping.Reshaped(n, "signal", x, [x.Shape[0], x.Shape[1]]);
        TensorValue seen = n.Add("frames", $"Windows({n.Full(flat)}, 1, {length}, {step})", x.Type, [x.Shape[0], frames, length]);
        if (n.Optional(2) is { } window)
        {
            int before = (length - window.Shape[0]) / 2;
            window = Borders.Padded(n, "window", window, [(before, length - window.Shape[0] - before)]);
            seen = n.MapStep("frames", x.Type, "{0} * {1}", seen, window);
        }
        string code = n.Full(seen), cos = n.Full(Waves(n, rows, length, Math.Cos)), sin = n.Full(Waves(n, rows, length, a => -Math.Sin(a)));
        n.Give(0, $"Stack(-1, Contract(\"abc,zc->abz\", {code}, {cos}), Contract(\"abc,zc->abz\", {code}, {sin}))", x.Type, [x.Shape[0], frames, rows, 2]);
    }
}
