using DeepTrainer;

const int Seeds = 5, Epochs = 40;
Dataset train = Surface(1024, seed: 1), test = Surface(512, seed: 2);

Console.WriteLine($"{"",-14}{"error",10}{"spread",10}   root mean squared error, mean and standard deviation of {Seeds} seeds");
double[] errors = [Compare<Baseline>(), Compare<WithRipple>(), Compare<WithLogCosh>()];
return errors.All(e => e < 0.3) ? 0 : 1;

double Compare<TNetwork>()
    where TNetwork : class, INetwork<TNetwork>
{
    double[] errors = [.. Enumerable.Range(1, Seeds).Select(seed =>
    {
        TNetwork network = TNetwork.Create(seed);
        new Trainer<TNetwork>(network).Fit(train, epochs: Epochs, seed: seed, schedule: new CosineAnnealingSchedule(Epochs));
        // Of all networks the same is measured, whatever their losses are.
        float[] outputs = new float[test.Count];
        network.PredictBatch(test.Inputs, outputs);
        return Math.Sqrt(outputs.Select((y, i) => Math.Pow(y - test.Target(i)[0], 2)).Average());
    })];
    double mean = errors.Average(), spread = Math.Sqrt(errors.Average(e => Math.Pow(e - mean, 2)));
    Console.WriteLine($"{typeof(TNetwork).Name,-14}{mean,10:F4}{spread,10:F4}");
    return mean;
}

// A surface with waves, to be learned from points on it.
static Dataset Surface(int count, int seed)
{
    RandomSource random = new(seed);
    float[] points = [.. Enumerable.Range(0, 2 * count).Select(_ => (4 * random.NextSingle()) - 2)];
    return Dataset.FromTargets(points, [2], [.. Enumerable.Range(0, count).Select(i => MathF.Sin(2 * points[2 * i]) * MathF.Cos(points[(2 * i) + 1]))], [1]);
}
