using System.Text;
using DeepTrainer;
using DeepTrainer.Onnx;

namespace Samples;

/// <summary>The whole way, step by step; every step is checked.</summary>
internal static class FromOnnxToOnnx
{
    private const double Tolerance = 1e-5, Sane = 0.93;
    private const int Epochs = 20;

    public static int Run(string? model, string? picture)
    {
        string folder = Directory.CreateTempSubdirectory("onnx-sample-").FullName;
        try
        {
            string? fault = Steps(folder, model ?? Path.Combine(folder, "ten-digits.onnx"), picture, out string result);
            (fault is null ? Console.Out : Console.Error).WriteLine($"Onnx: {fault ?? result} — {(fault is null ? "OK" : "FAILED")}");
            return fault is null ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Steps(string folder, string exported, string? picture, out string result)
    {
        result = "";
        (Dataset train, Dataset holdOut) = DigitImages.Load();
        byte[] given = Resource("seven-digits.onnx");

        // 1. Import. What deeptrainer import writes is a file of this project, SevenDigits.cs; importing again must give the same text.
        ImportedNetwork imported = OnnxImporter.Import(given, "seven-digits.onnx", new OnnxImportOptions { Namespace = nameof(Samples) });
        imported.Write(folder);
        if (imported.Source != Encoding.UTF8.GetString(Resource("SevenDigits.cs")))
            return $"importing seven-digits.onnx gives another text than SevenDigits.cs:\n{imported.Source}";
        string weights = Path.Combine(folder, imported.WeightsFile);
        Console.WriteLine($"seven-digits.onnx: {given.Length:N0} bytes → {imported.SourceFile}, the same as in this project, and "
            + $"{imported.WeightsFile}, {imported.Weights.Tensors.Count} tensors");

        // 2. The imported class predicts what ONNX Runtime computes of the file.
        SevenDigits seven = new(seed: 1);
        seven.Load(weights);
        if (Compare("SevenDigits", seven, given, holdOut, out float[] before) is { } differs)
            return differs;

        // 3. A new head on its features: the file has all weights but those of the head, and training changes only those. Statistics of batch normalization follow
        // the new images, as in PyTorch.
        TenDigits ten = new(seed: 2);
        LoadReport report = ten.Load(weights, new LoadOptions { Strict = false });
        Console.WriteLine($"\nTenDigits, from the same weights: {report}");
        if (report.Missing is not ["head.weight", "head.bias"])
            return "the head should be what the file doesn't have, and nothing else";
        TenDigits start = new(seed: 1);
        start.CopyFrom(ten);
        Trainer<TenDigits> trainer = new(ten);
        double untrained = trainer.Evaluate(holdOut).Accuracy!.Value;
        History history = trainer.Fit(train, validation: null, Epochs, seed: 1);
        double accuracy = trainer.Evaluate(holdOut).Accuracy!.Value;
        Console.WriteLine($"{Epochs} epochs of the head: loss {history.Epochs[0].TrainLoss:F3} → {history.Epochs[^1].TrainLoss:F3}, {untrained:P1} → "
            + $"{accuracy:P1} of unseen digits from 0 to 9");
        foreach ((Parameter was, Parameter now) in start.Parameters.Zip(ten.Parameters))
        {
            if (now.Name.Contains(".running_", StringComparison.Ordinal) || now.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))
                continue;
            bool isSame = was.ToArray().AsSpan().SequenceEqual(now.ToArray());
            if (isSame == now.Name.StartsWith("head.", StringComparison.Ordinal))
                return $"'{now.Name}' has {(isSame ? "not " : "")}changed";
        }

        // 4. Export. ONNX Runtime computes of the file what the network predicts.
        Export(ten, exported, "Handwritten digits, of 8x8 pixels from 0 to 1.");
        byte[] model = File.ReadAllBytes(exported);
        Console.WriteLine($"\n{Path.GetFileName(exported)}: {model.Length:N0} bytes");
        if (Compare("TenDigits", ten, model, holdOut, out float[] after) is { } fault)
            return fault;

        if (picture is not null)
            DigitsPicture.Draw(holdOut, before, after, picture);
        result = FormattableString.Invariant($"seven digits in, ten out, {100 * accuracy:F1} % right, both models as ONNX Runtime has them");
        return accuracy >= Sane ? null : $"{accuracy:P1} on the hold-out; at least {Sane:P0} were expected";
    }

    /// <summary>Writes a network as a model that says what it is for.</summary>
    public static void Export<TNetwork>(TNetwork network, string path, string purpose)
        where TNetwork : class, INetwork<TNetwork> => OnnxExporter.Export(network, path, new OnnxExportOptions { Documentation = purpose });

    // All images at once, 17 at a time, and one by one.
    private static string? Compare<TNetwork>(string name, TNetwork network, byte[] model, Dataset images, out float[] scores)
        where TNetwork : class, INetwork<TNetwork>
    {
        using Witness witness = new(model);
        scores = new float[images.Count * network.Info.OutputSize];
        network.PredictBatch(images.Inputs, scores);
        double largest = scores.Max(Math.Abs);
        foreach (int batch in (int[])[images.Count, 17, 1])
        {
            for (int first = 0; first + batch <= images.Count; first += batch)
            {
                float[] theirs = witness.Run(images.Inputs.Slice(first * images.InputSize, batch * images.InputSize), batch);
                double difference = theirs.Zip(scores.Skip(first * network.Info.OutputSize), (a, b) => Math.Abs(a - b)).Max() / largest;
                if (!(difference <= Tolerance) || theirs.Length != batch * network.Info.OutputSize)
                    return $"{name}: ONNX Runtime differs by {difference:E1} of the largest score, in batches of {batch}";
            }
        }
        float[] output = new float[network.Info.OutputSize];
        double ours = Witness.Time(() => network.Predict(images.Input(0), output)), runtimes = Witness.Time(() => witness.Run(images.Input(0), 1));
        Console.WriteLine($"{name}: ONNX Runtime agrees within {Tolerance:0.#####} of the largest score; one image takes {ours:F1} µs, there {runtimes:F1} µs");
        return null;
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(FromOnnxToOnnx).Assembly.GetManifestResourceStream(name)!;
        byte[] contents = new byte[stream.Length];
        stream.ReadExactly(contents);
        return contents;
    }
}
