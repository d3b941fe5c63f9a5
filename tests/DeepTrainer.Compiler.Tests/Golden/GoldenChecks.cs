using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>What a network has to do to reproduce a reference case, whoever makes it: the engine or generated code.</summary>
public static class GoldenChecks
{
    public static void Activation(GoldenCase golden, Func<NetworkModel, int, INetwork> make)
    {
        GoldenFile file = golden.File;
        float[] input = file.Floats("input");
        INetwork network = Probed(golden, make, input, rows: 1);
        SetParameters(network, file, golden.Prefix);

        float[] output = new float[input.Length];
        network.Predict([1], output);
        Close.Elements($"{golden.Id} output", output, file.Floats(golden.Prefix + "output"));

        network.TrainBatch([1], [.. Enumerable.Repeat((float)input.Length, input.Length)]);
        Close.Elements($"{golden.Id} derivative", GradientOf(network, GoldenCases.Probe + ".weight"), file.Floats(golden.Prefix + "grad.input"));
        CheckGradients(network, file, golden.Prefix, 1e-5);
    }

    public static void Softmax(GoldenCase golden, Func<NetworkModel, int, INetwork> make)
    {
        GoldenFile file = golden.File;
        float[] input = file.Floats("input"), outer = file.Floats(golden.Prefix + "grad.output");
        int rows = file.Shape("input")[0];
        INetwork network = Probed(golden, make, input, rows);
        float[] output = new float[input.Length];
        network.PredictBatch(Identity(rows), output);
        Close.Tensor($"{golden.Id} output", output, file.Floats(golden.Prefix + "output"), 1e-5);
        network.TrainBatch(Identity(rows), [.. outer.Select(g => g * outer.Length)]);
        Close.Tensor($"{golden.Id} gradient", ProbedGradient(network, rows), file.Floats(golden.Prefix + "grad.input"), 2e-5);
    }

    public static void Loss(GoldenCase golden, Func<NetworkModel, int, INetwork> make)
    {
        GoldenFile file = golden.File;
        float[] input = file.Floats("input");
        int rows = file.Shape("input")[0];
        INetwork network = Probed(golden, make, input, rows);
        float[] inputs = Identity(rows);
        float evaluated, trained;
        if (file.AreLabels("target"))
        {
            evaluated = network.Evaluate(inputs, file.Labels("target"));
            trained = network.TrainBatch(inputs, file.Labels("target"));
        }
        else
        {
            evaluated = network.Evaluate(inputs, file.Floats("target"));
            trained = network.TrainBatch(inputs, file.Floats("target"));
        }
        Close.Tensor($"{golden.Id} loss", [evaluated], file.Floats("loss"), 1e-5);
        Close.Tensor($"{golden.Id} training loss", [trained], file.Floats("loss"), 1e-5);
        Close.Tensor($"{golden.Id} gradient", ProbedGradient(network, rows), file.Floats("grad.input"), 1e-5);
    }

    public static void Comparison(GoldenCase golden, Func<NetworkModel, int, INetwork> make)
    {
        GoldenFile file = golden.File;
        INetwork network = make(golden.Model, 1);
        int rows = network.Info.InputSize;
        foreach (Parameter probe in network.Parameters)
            probe.CopyFrom(Transposed(file.Floats(probe.Name[..^".weight".Length]), rows));
        float[] targets = file.Has("target") ? file.Floats("target") : [];
        Close.Tensor($"{golden.Id} loss", [network.Evaluate(Identity(rows), targets)], file.Floats("loss"), 1e-5);
        Close.Tensor($"{golden.Id} training loss", [network.TrainBatch(Identity(rows), targets)], file.Floats("loss"), 1e-5);
        foreach (Parameter probe in network.Parameters)
        {
            float[] gradient = GradientOf(network, probe.Name);
            Close.Tensor($"{golden.Id} {probe.Name}", Transposed(gradient, gradient.Length / rows), file.Floats("grad." + probe.Name[..^".weight".Length]), 1e-5);
        }
    }

    public static void Layer(GoldenCase golden, Func<NetworkModel, int, INetwork> make)
    {
        GoldenFile file = golden.File;
        INetwork network = make(golden.Model, 1);
        SetParameters(network, file, "");
        float[] input = file.Floats("input"), output = new float[file.Floats("output").Length];
        network.PredictBatch(input, output);
        Close.Tensor($"{golden.Id} output", output, file.Floats("output"), 1e-5);
        Close.Tensor($"{golden.Id} loss", [network.Evaluate(input, file.Floats("target"))], file.Floats("loss"), 1e-5);
        if (network.Parameters.Count == 0)
            return;
        network.TrainBatch(input, file.Floats("target"));
        CheckGradients(network, file, "", 2e-5);
    }

    public static void Training(GoldenCase golden, Func<NetworkModel, int, INetwork> make)
    {
        GoldenFile file = golden.File;
        INetwork network = make(golden.Model, 1);
        SetParameters(network, file, "");
        int batches = file.Shape("batch.input")[0];
        float[] losses = file.Floats("steps.loss");
        for (int step = 1; step <= losses.Length; step++)
        {
            (float[] inputs, float[] targets, int[] labels) = Batch(file, (step - 1) % batches);
            float loss = labels.Length > 0 ? network.TrainBatch(inputs, labels) : network.TrainBatch(inputs, targets);
            Close.Tensor($"{golden.Id} loss of step {step}", [loss], [losses[step - 1]], Tolerance(golden, step));
            foreach (Parameter parameter in network.Parameters.Where(p => file.Has($"step{step}.param.{p.Name}")))
            {
                Close.Tensor($"{golden.Id} {parameter.Name} after step {step}", Read(parameter),
                    file.Floats($"step{step}.param.{parameter.Name}"), Tolerance(golden, step));
            }
        }
        Assert.Equal(losses.Length, network.Steps);
        float[] output = new float[file.Floats("final.output").Length];
        network.PredictBatch(Batch(file, 0).Inputs, output);
        Close.Tensor($"{golden.Id} final output", output, file.Floats("final.output"), Tolerance(golden, losses.Length));
    }

    public static void SetParameters(INetwork network, GoldenFile file, string prefix)
    {
        foreach (Parameter parameter in network.Parameters.Where(p => file.Has(NameIn(file, prefix, p.Name))))
            parameter.CopyFrom(file.Floats(NameIn(file, prefix, parameter.Name)));
    }

    public static float[] Read(Parameter parameter)
    {
        float[] values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    }

    private static double Tolerance(GoldenCase golden, int step) =>
        step > 2 ? (golden.Name.StartsWith("networks", StringComparison.Ordinal) ? 1e-4 : 5e-5) : 2e-5;

    private static void CheckGradients(INetwork network, GoldenFile file, string prefix, double tolerance)
    {
        foreach (Parameter parameter in network.Parameters.Where(p => p.Name != GoldenCases.Probe + ".weight"))
        {
            string stored = $"{prefix}grad.param.{(prefix.Length == 0 ? parameter.Name : parameter.Name[prefix.Length..])}";
            Close.Tensor(stored, GradientOf(network, parameter.Name), file.Floats(stored), tolerance);
        }
    }

    // In files of several cases the prefix is the layer's name: "prelu.param.weight" is the weight of "prelu".
    private static string NameIn(GoldenFile file, string prefix, string parameter) =>
        prefix.Length > 0 && parameter.StartsWith(prefix, StringComparison.Ordinal)
            ? $"{prefix}param.{parameter[prefix.Length..]}"
            : $"param.{parameter}";

    private static float[] GradientOf(INetwork network, string parameter) =>
        Read(network.OptimizerState.Single(s => s.Name == parameter + ".momentum_buffer"));

    // input: [rows, columns]   weight: [columns, rows]
    private static INetwork Probed(GoldenCase golden, Func<NetworkModel, int, INetwork> make, float[] input, int rows)
    {
        INetwork network = make(golden.Model, 1);
        network.Parameters.Single(p => p.Name == GoldenCases.Probe + ".weight").CopyFrom(Transposed(input, rows));
        return network;
    }

    private static float[] ProbedGradient(INetwork network, int rows)
    {
        float[] gradient = GradientOf(network, GoldenCases.Probe + ".weight");
        return Transposed(gradient, gradient.Length / rows);
    }

    private static float[] Transposed(float[] matrix, int rows)
    {
        int columns = matrix.Length / rows;
        return [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % rows * columns) + (i / rows)])];
    }

    private static float[] Identity(int rows) => [.. Enumerable.Range(0, rows * rows).Select(i => i / rows == i % rows ? 1f : 0f)];

    private static (float[] Inputs, float[] Targets, int[] Labels) Batch(GoldenFile file, int index)
    {
        bool labels = file.AreLabels("batch.target");
        return (
            Part(file.Floats("batch.input")),
            labels ? [] : Part(file.Floats("batch.target")),
            labels ? Part(file.Labels("batch.target")) : []);

        T[] Part<T>(T[] all)
        {
            int size = all.Length / file.Shape("batch.input")[0];
            return all[(index * size)..((index + 1) * size)];
        }
    }
}
