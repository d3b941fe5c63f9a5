using System.Globalization;

namespace DeepTrainer.Tests;

/// <summary>Schedules against the rates that PyTorch gives.</summary>
public class GoldenScheduleTests
{
    private static readonly Dictionary<string, LearningRateSchedule> Schedules = new()
    {
        ["constant"] = new ConstantSchedule(factor: 0.25, totalIters: 6),
        ["cosine"] = new CosineAnnealingSchedule(tMax: 30, etaMin: 0.001),
        ["cosine_short"] = new CosineAnnealingSchedule(tMax: 10),
        ["cyclic"] = new CyclicSchedule(maxRate: 0.1, stepSizeUp: 5),
        ["exponential"] = new ExponentialSchedule(gamma: 0.9),
        ["linear_warmup"] = new LinearSchedule(startFactor: 0.1, endFactor: 1, totalIters: 8),
        ["multi_step"] = new MultiStepSchedule([5, 12, 20], gamma: 0.3),
        ["one_cycle"] = new OneCycleSchedule(maxRate: 0.1, totalSteps: 30),
        ["one_cycle_linear"] =
            new OneCycleSchedule(maxRate: 0.1, totalSteps: 30, pctStart: 0.4, AnnealStrategy.Linear, divFactor: 10, finalDivFactor: 100),
        ["polynomial"] = new PolynomialSchedule(totalIters: 25, power: 2),
        ["reduce_on_plateau"] = new ReduceOnPlateau(factor: 0.5, patience: 3),
        ["step"] = new StepSchedule(stepSize: 7, gamma: 0.5),
    };

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Folder, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden", "data", "schedules");

    [Fact]
    public void EveryFileHasASchedule() => Assert.Equal(Schedules.Keys.Order(), Cases.Select(row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rates_AreThoseOfPyTorch(string name)
    {
        TensorFile file = Read(name);
        double baseRate = Number(file.Metadata["optimizer"].Split("lr=")[1].Split(',', ')')[0]);
        LearningRateSchedule schedule = Schedules[name];
        float[] metric = file.Tensors.TryGetValue("metric", out FileTensor? values) ? values.ToFloats() : [];
        double[] expected = Numbers(file, "lr_exact");
        Assert.Equal(30, expected.Length);
        for (int t = 0; t < expected.Length; t++)
        {
            Close(name, t, schedule.RateAt(t, baseRate), expected[t], expected.Max());
            if (schedule is ReduceOnPlateau plateau)
                plateau.Observe(metric[t]);
        }
    }

    [Fact]
    public void TheMomentumOfOneCycle_IsThatOfPyTorch()
    {
        double[] expected = Numbers(Read("one_cycle"), "momentum_exact");
        var schedule = (OneCycleSchedule)Schedules["one_cycle"];
        for (int t = 0; t < expected.Length; t++)
            Close("momentum", t, schedule.MomentumAt(t), expected[t], expected.Max());
    }

    private static void Close(string what, int t, double got, double expected, double largest)
    {
        if (!(Math.Abs(got - expected) <= 1e-12 * largest))
            Assert.Fail($"{what}[{t}] is {got:R} but should be {expected:R}.");
    }

    private static TensorFile Read(string name) => TensorFile.Read(Path.Combine(Folder, name + ".safetensors"));

    private static double[] Numbers(TensorFile file, string key) => [.. file.Metadata[key].Split(' ').Select(Number)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
