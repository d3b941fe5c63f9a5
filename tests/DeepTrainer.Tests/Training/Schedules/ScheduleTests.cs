using CsCheck;

namespace DeepTrainer.Tests;

public class ScheduleTests
{
    private const int Steps = 200;

    private static readonly Gen<double> Rate = Gen.Double[1e-5, 10];
    private static readonly Gen<double> Fraction = Gen.Double[0.01, 1];
    private static readonly Gen<int> Count = Gen.Int[1, 60];

    [Fact]
    public void Step_IsThatOfPyTorch() => Gen.Select(Rate, Count, Fraction).Each((rate, size, gamma) =>
        Same(new StepSchedule(size, gamma), rate, PyTorchSchedules.Step(rate, size, gamma)));

    [Fact]
    public void Exponential_IsThatOfPyTorch() => Gen.Select(Rate, Fraction).Each((rate, gamma) =>
        Same(new ExponentialSchedule(gamma), rate, PyTorchSchedules.Exponential(rate, gamma)));

    [Fact]
    public void Linear_IsThatOfPyTorch() => Gen.Select(Rate, Fraction, Fraction, Count).Each((rate, start, end, total) =>
        Same(new LinearSchedule(start, end, total), rate, PyTorchSchedules.Linear(rate, start, end, total)));

    [Fact]
    public void Polynomial_IsThatOfPyTorch() => Gen.Select(Rate, Count, Gen.Double[0.2, 4]).Each((rate, total, power) =>
        Same(new PolynomialSchedule(total, power), rate, PyTorchSchedules.Polynomial(rate, total, power)));

    // PyTorch's recursion divides by nearly 0 around the lowest rate, which costs it digits.
    [Fact]
    public void CosineAnnealing_IsThatOfPyTorch_AlsoWhereItRisesAgain() => Gen.Select(Rate, Count, Fraction).Each((rate, period, min) =>
        Same(new CosineAnnealingSchedule(period, min), rate, PyTorchSchedules.Cosine(rate, period, min), 1e-9));

    [Fact]
    public void WarmRestarts_AreThoseOfPyTorch() => Gen.Select(Rate, Count, Gen.Int[1, 3], Fraction).Each((rate, t0, mult, min) =>
        Same(new CosineWarmRestartsSchedule(t0, mult, min), rate, PyTorchSchedules.WarmRestarts(rate, t0, mult, min)));

    [Fact]
    public void Cyclic_IsThatOfPyTorch()
    {
        foreach (CyclicMode mode in Enum.GetValues<CyclicMode>())
        {
            Gen.Select(Rate, Rate, Count, Count).Each((rate, max, up, down) =>
                Same(new CyclicSchedule(max, up, down, mode, 0.97), rate, PyTorchSchedules.Cyclic(rate, max, up, down, mode, 0.97)));
        }
    }

    [Fact]
    public void OneCycle_IsThatOfPyTorch() =>
        Gen.Select(Rate, Gen.Int[3, 150], Gen.Double[0, 0.5], Gen.Select(Gen.Bool, Gen.Bool)).Each((max, steps, start, options) =>
        {
            // PyTorch divides by 0 where the rise takes no time; the next test has that.
            if (start * steps == 1)
                return;
            (bool cos, bool three) = options;
            var schedule = new OneCycleSchedule(
                max, steps, start, cos ? AnnealStrategy.Cosine : AnnealStrategy.Linear, divFactor: 20, finalDivFactor: 300, threePhase: three);
            (double Rate, double Momentum)[] expected = [.. PyTorchSchedules.OneCycle(max, steps, start, cos, 20, 300, three)];
            Assert.Equal(expected.Length, schedule.Length);
            Same(schedule, 0.5, expected.Select(step => step.Rate));
            for (int t = 0; t < expected.Length; t++)
                Assert.Equal(expected[t].Momentum, schedule.MomentumAt(t), 1e-12);
        });

    [Fact]
    public void OneCycle_BeginsAtItsTop_WhereARiseTakesNoTime()
    {
        Assert.Equal(2, new OneCycleSchedule(2, 10, pctStart: 0.1).RateAt(0, 1), 1e-12);
        Assert.Equal(2, new OneCycleSchedule(2, 10, pctStart: 1).RateAt(9, 1), 1e-12);
        Assert.Equal(2.0 / 25 / 1e4, new OneCycleSchedule(2, 1).RateAt(0, 1), 1e-12);
    }

    [Fact]
    public void ReduceOnPlateau_IsThatOfPyTorch()
    {
        var metrics = Gen.Select(Gen.Double[0, 1], Gen.Double[0, 0.05].Array[Steps]);
        var options = Gen.Select(Gen.Bool, Gen.Bool, Gen.Select(Gen.Int[0, 6], Gen.Int[0, 4], Gen.Double[0, 0.1]));
        Gen.Select(Rate, metrics, options).Each((rate, metric, o) =>
        {
            (bool min, bool rel, (int patience, int cooldown, double threshold)) = o;
            // A metric that falls (or rises) ever slower, with noise.
            double[] seen = [.. metric.Item2.Select((noise, t) => (min ? 1 : -1) * (1 / (1 + metric.Item1 * t) + noise))];
            var schedule = new ReduceOnPlateau(
                new("metric", epoch => epoch.Loss, HigherIsBetter: !min), 0.3, patience, threshold, rel ? ThresholdMode.Relative : ThresholdMode.Absolute,
                cooldown, 1e-4, 1e-6);
            double[] expected = [.. PyTorchSchedules.Plateau(rate, seen, min, 0.3, patience, threshold, rel, cooldown, 1e-4, 1e-6)];
            for (int t = 0; t < Steps; t++)
            {
                Assert.Equal(expected[t], schedule.RateAt(t, rate), 1e-12 * rate);
                schedule.Observe(seen[t]);
            }
        });
    }

    [Fact]
    public void ReduceOnPlateau_GoesOnFromItsState()
    {
        var whole = new ReduceOnPlateau(patience: 2, cooldown: 1);
        double[] metrics = [3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1];
        var second = new ReduceOnPlateau(patience: 2, cooldown: 1);
        for (int t = 0; t < metrics.Length; t++)
        {
            if (t == 5)
                second = new ReduceOnPlateau(patience: 2, cooldown: 1) { State = second.State };
            whole.Observe(metrics[t]);
            second.Observe(metrics[t]);
            Assert.Equal(whole.State, second.State);
        }
        Assert.Equal(2, whole.State.Reductions);
        whole.State = ReduceOnPlateauState.Initial;
        Assert.Equal(0.1, whole.RateAt(20, 0.1));
    }

    [Fact]
    public void AMetricThatIsNoNumber_IsNoBetter()
    {
        var schedule = new ReduceOnPlateau(patience: 1);
        schedule.Observe(double.NaN);
        schedule.Observe(double.NaN);
        Assert.Equal(new ReduceOnPlateauState(null, 0, 0, 1), schedule.State);
    }

    [Fact]
    public void ASequence_BeginsEachPartWithItsOwnStep0()
    {
        var warmUp = new LinearSchedule(0.1, 1, 5);
        var cosine = new CosineAnnealingSchedule(10);
        var last = new ConstantSchedule(0.5, 3);
        var sequence = new SequentialSchedule([warmUp, cosine, last], [5, 15]);
        for (int t = 0; t < 25; t++)
        {
            double expected = t < 5 ? warmUp.RateAt(t, 2) : t < 15 ? cosine.RateAt(t - 5, 2) : last.RateAt(t - 15, 2);
            Assert.Equal(expected, sequence.RateAt(t, 2));
        }
        Assert.Null(sequence.Length);
        Assert.Equal(ScheduleUnit.Epoch, sequence.DefaultUnit);
    }

    [Fact]
    public void ASequence_EndsWithItsLastPart_AndHasAUnitIfItsPartsAgree()
    {
        var sequence = new SequentialSchedule([new LinearSchedule(), new OneCycleSchedule(1, 10)], [5]);
        Assert.Equal(15, sequence.Length);
        Assert.Null(sequence.DefaultUnit);
        Assert.Equal(ScheduleUnit.Batch, new SequentialSchedule([new CyclicSchedule(1), new OneCycleSchedule(1, 10)], [5]).DefaultUnit);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.RateAt(15, 1));
    }

    [Fact]
    public void Lambda_MultipliesTheBaseRate() => Assert.Equal(0.5 * 9, new LambdaSchedule(t => t * t).RateAt(3, 0.5));

    [Fact]
    public void StepsFarAway_HaveRatesToo()
    {
        LearningRateSchedule[] endless =
        [
            new ConstantSchedule(), new StepSchedule(3), new MultiStepSchedule([4, 7]), new ExponentialSchedule(0.9), new LinearSchedule(),
            new PolynomialSchedule(), new CosineAnnealingSchedule(7), new CosineWarmRestartsSchedule(7), new CosineWarmRestartsSchedule(7, 3),
            new CyclicSchedule(1), new ReduceOnPlateau(),
        ];
        foreach (LearningRateSchedule schedule in endless)
            Assert.InRange(schedule.RateAt(long.MaxValue, 0.1), 0, 1);
    }

    [Fact]
    public void MilestonesCountInAnyOrder_AndTwiceIfGivenTwice() =>
        Assert.Equal([1, 0.5, 0.5, 0.125], new long[] { 0, 2, 4, 5 }.Select(t => new MultiStepSchedule([5, 2, 5], 0.5).RateAt(t, 1)));

    [Fact]
    public void WhatMakesNoSense_IsRefused()
    {
        Refused("stepSize", () => new StepSchedule(0));
        Refused("gamma", () => new StepSchedule(1, 0));
        Refused("gamma", () => new ExponentialSchedule(1.1));
        Refused("milestones", () => new MultiStepSchedule([-1]));
        Refused("startFactor", () => new LinearSchedule(0));
        Refused("endFactor", () => new LinearSchedule(1, 1.5));
        Refused("factor", () => new ConstantSchedule(double.NaN));
        Refused("tMax", () => new CosineAnnealingSchedule(0));
        Refused("etaMin", () => new CosineWarmRestartsSchedule(1, 1, -1));
        Refused("totalSteps", () => new OneCycleSchedule(1, 0));
        Refused("pctStart", () => new OneCycleSchedule(1, 10, 1.5));
        Refused("stepSizeDown", () => new CyclicSchedule(1, 5, 0));
        Refused("factor", () => new ReduceOnPlateau(factor: 1));
        Refused("patience", () => new ReduceOnPlateau(patience: -1));
        Refused("step", () => new StepSchedule(1).RateAt(-1, 1));
        Refused("step", () => new OneCycleSchedule(1, 10).RateAt(10, 1));
        Refused("step", () => new OneCycleSchedule(1, 10).MomentumAt(10));
        Refused("baseRate", () => new StepSchedule(1).RateAt(0, double.NaN));
        Refused("milestones", () => new SequentialSchedule([new StepSchedule(1)], [3]));
        Refused("milestones", () => new SequentialSchedule([], []));
        Refused("milestones", () => new SequentialSchedule([new StepSchedule(1), new StepSchedule(1), new StepSchedule(1)], [3, 3]));
        Refused("milestones", () => new SequentialSchedule([new OneCycleSchedule(1, 10), new StepSchedule(1)], [11]));
        string message = Assert.Throws<InvalidOperationException>(() => new LambdaSchedule(_ => -1).RateAt(3, 1)).Message;
        Assert.Contains("LambdaSchedule gave the learning rate -1 for step 3", message, StringComparison.Ordinal);

        static void Refused(string argument, Func<object> make) => Assert.Equal(argument, Assert.ThrowsAny<ArgumentException>(make).ParamName);
    }

    private static void Same(LearningRateSchedule schedule, double rate, IEnumerable<double> expected, double tolerance = 1e-11)
    {
        double[] rates = [.. expected.Take(Steps)];
        for (int t = 0; t < rates.Length; t++)
            Assert.Equal(rates[t], schedule.RateAt(t, rate), tolerance * rates.Max());
    }
}
