using System.Globalization;
using DeepTrainer;
using DeepTrainer.Arm64;

// write FILE: what each network predicts after some training; check FILE: whether this machine predicts the same.
const double Tolerance = 2e-4;
int[] batches = [1, 7, 16, 17];

(string Name, Func<float[]> Predict)[] networks =
[
    ("Perceptron", () => Trained(new Perceptron(7), isTokens: false)),
    ("Images", () => Trained(new Images(7), isTokens: false)),
    ("Depthwise", () => Trained(new Depthwise(7), isTokens: false)),
    ("Recurrence", () => Trained(new Recurrence(7), isTokens: false)),
    ("Tokens", () => Trained(new Tokens(7), isTokens: true)),
];

if (args is ["write", string to])
{
    File.WriteAllLines(to, networks.Select(n => $"{n.Name} {string.Join(' ', n.Predict().Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}"));
    return 0;
}
if (args is not ["check", string from])
{
    Console.Error.WriteLine("usage: DeepTrainer.Arm64 write FILE | check FILE");
    return 2;
}

int wrong = 0;
Dictionary<string, float[]> expected = File.ReadLines(from).Select(l => l.Split(' '))
    .ToDictionary(w => w[0], w => w.Skip(1).Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray());
foreach ((string name, Func<float[]> predict) in networks)
{
    float[] actual = predict(), wanted = expected[name];
    double worst = actual.Zip(wanted).Max(p => Math.Abs(p.First - p.Second) / Math.Max(1, Math.Abs(p.Second)));
    // A NaN is no less than anything.
    bool isRight = actual.Length == wanted.Length && worst <= Tolerance;
    wrong += isRight ? 0 : 1;
    Console.WriteLine($"{name}: {actual.Length} predictions, at most {worst:E1} apart: {(isRight ? "ok" : "WRONG")}");
}
Console.WriteLine(wrong == 0 ? "OK" : $"{wrong} of {networks.Length} networks are wrong");
return wrong == 0 ? 0 : 1;

float[] Trained(INetwork network, bool isTokens)
{
    Random random = new(3);
    foreach (int batch in batches)
    {
        float[] inputs = Inputs(batch);
        _ = network.Info.TargetKind == TargetKind.ClassIndices
            ? network.TrainBatch(inputs, [.. Enumerable.Range(0, batch * network.Info.TargetSize).Select(_ => random.Next(network.Info.OutputSize))])
            : network.TrainBatch(inputs, [.. Enumerable.Range(0, batch * network.Info.TargetSize).Select(_ => random.NextSingle())]);
    }
    List<float> predictions = [];
    foreach (int batch in batches)
    {
        float[] predicted = new float[batch * network.Info.OutputSize];
        network.PredictBatch(Inputs(batch), predicted);
        predictions.AddRange(predicted);
    }
    return [.. predictions];

    float[] Inputs(int batch) => [.. Enumerable.Range(0, batch * network.Info.InputSize).Select(_ => isTokens ? random.Next(101) : (2 * random.NextSingle()) - 1)];
}
