namespace DeepTrainer.Lab.Tests;

/// <summary>Runs: what they give, that they are reproducible, resumed, and never mixed.</summary>
public sealed class ExperimentTests
{
    private static readonly Variant[] Two = [Variant.Of<WithRelu>(), Variant.Of<WithTanh>()];
    private static readonly ExperimentOptions Small = new() { Seeds = 3, Epochs = 3, BatchSize = 17 };

    [Fact]
    public void ARun_IsWhatTrainingByHandGives()
    {
        Comparison comparison = Experiment.Compare(Points.Data, [Variant.Of<WithRelu>()], Small with { Metrics = [Metric.F1()] });
        DataParts parts = Points.Data.For(2);
        WithRelu network = new(seed: 2);
        Trainer<WithRelu> trainer = new(network);
        trainer.Fit(parts.Train, parts.Test, epochs: 3, batchSize: 17, seed: 2);
        Evaluation expected = trainer.Evaluate(parts.Test, Metric.F1());
        RunResult run = comparison.Runs[1];
        Assert.Equal((2, expected.Accuracy, expected.Loss, expected.Metrics[0].Value), (run.Seed, run.Accuracy, run.Loss, run.Metrics[Metric.F1().Name]));
        Assert.Equal(run.Accuracy, run.Value);
        Assert.Equal(3, run.Epochs.Length);
        Assert.Equal(expected.Accuracy, run.Epochs[^1].Value);
        Assert.Equal(WithRelu.ParameterCount, run.Parameters);
        // Weights, and Adam's two means.
        Assert.Equal(3 * 4 * WithRelu.ParameterCount, run.MemoryBytes);
        ConfusionMatrix matrix = trainer.Confusion(parts.Test);
        Assert.All(Enumerable.Range(0, 9), i => Assert.Equal(matrix[i / 3, i % 3], run.Confusion[i / 3][i % 3]));
    }

    [Fact]
    public void Results_AreTheSameBitForBit_HoweverManyRunsGoOnAtOnce()
    {
        string[] alone = Hashes(1);
        Assert.Equal(6, alone.Distinct().Count());
        Assert.Equal(alone, Hashes(2));
        Assert.Equal(alone, Hashes(7));

        static string[] Hashes(int parallelism) =>
            [.. Experiment.Compare(Points.Data, Two, Small with { Parallelism = parallelism }).Runs.Select(run => $"{run.WeightsHash} {run.Value} {run.Loss}")];
    }

    [Fact]
    public void VariantsOfASeed_HaveTheSameSamplesInTheSameOrder()
    {
        ExperimentData split = ExperimentData.Split(Points.Of(120, 4), test: 0.3);
        Comparison comparison = Experiment.Compare(split, [Variant.Of<WithRelu>("one"), Variant.Of<WithRelu>("two")], Small);
        Assert.All(comparison.Runs.Chunk(2), pair => Assert.Equal(pair[0].WeightsHash, pair[1].WeightsHash));
        Assert.Equal(Verdict.NotSignificant, comparison["two"].Verdict);
        Assert.Contains("not significant", comparison.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("paired t-test, corrected for random splits", comparison.Method, StringComparison.Ordinal);
        Comparison byRanks = Experiment.Compare(split, Two, Small with { Test = PairedTest.Wilcoxon });
        Assert.StartsWith("Wilcoxon's signed-rank test, exact, but too sure for random splits", byRanks.Method, StringComparison.Ordinal);
        // Three seeds: at least 2 of 2³ ways.
        Assert.InRange(byRanks["WithTanh"].Difference!.Value.PValue, 0.25, 1);
    }

    [Fact]
    public void ARerun_DoesWhatIsMissing_AndNothingElse()
    {
        string folder = Points.Folder();
        int made = 0;
        Variant counted = Variant.Of("Counted", seed =>
        {
            Interlocked.Increment(ref made);
            return new WithRelu(seed);
        });
        ExperimentOptions options = Small with { Folder = folder };
        Comparison first = Experiment.Compare(Points.Data, [counted, Two[1]], options);
        // Three to train, three to know what the results are of, and one to read the declaration.
        Assert.Equal(7, made);
        File.Delete(first.Experiment.Runs[2].Path!);
        Comparison second = Experiment.Compare(Points.Data, [counted, Two[1]], options);
        Assert.Equal(11, made);
        Assert.Equal(first.Runs.Select(run => run.WeightsHash), second.Runs.Select(run => run.WeightsHash));
        Assert.Equal(first.Runs.Where((_, i) => i != 2).Select(run => run.Seconds), second.Runs.Where((_, i) => i != 2).Select(run => run.Seconds));
        Assert.DoesNotContain(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), path => path.EndsWith(".tmp", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void RunsCanBeSharedOut_AndAreComparedByWhoComesLast()
    {
        string folder = Points.Folder();
        ExperimentOptions options = Small with { Folder = folder };
        // Two processes, one of which dies after a run.
        Experiment left = new(Points.Data, Two, options), right = new(Points.Data, Two, options);
        for (int i = 0; i < left.Runs.Count; i += 2)
            left.Runs[i].Execute();
        right.Runs[1].Execute();
        Assert.Null(left.Runs[3].Load());
        Assert.NotNull(left.Runs[1].Load());
        Assert.Equal(Experiment.Compare(Points.Data, Two, Small).Runs.Select(r => r.WeightsHash), left.Run().Runs.Select(r => r.WeightsHash));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void ResultsOfOtherSettings_AreRefused_WithWhatHasChanged()
    {
        string folder = Points.Folder();
        ExperimentOptions options = Small with { Folder = folder };
        Variant variant = Variant.Of<WithSnake>("net");
        Experiment.Compare(Points.Data, [variant], options);
        string before = File.ReadAllText(Path.Combine(folder, "net", "seed-001.json"));

        Assert.Equal(["epochs: 3 there, 4 now"], Changes(Points.Data, variant, options with { Epochs = 4 }));
        Assert.Equal(["batch size: 17 there, 16 now"], Changes(Points.Data, variant, options with { BatchSize = 16 }));
        Assert.Equal(["settings: none there, LearningRate = 0.5, WeightDecay = 0.1 now"],
            Changes(Points.Data, variant.With(Variant.LearningRate, 0.5).With("WeightDecay", 0.1), options));
        Assert.Equal(["notes: none there, warmer now"], Changes(Points.Data, variant, options with { Notes = "warmer" }));
        Assert.StartsWith("declaration: ", Changes(Points.Data, Variant.Of<WithTanh>("net"), options)[0], StringComparison.Ordinal);
        foreach (Action<WithSnake> change in (Action<WithSnake>[])[n => n.LearningRate = 0.5f, n => n.Options["WeightDecay"] = 0.25, n => n.Parameters[0][0, 0] += 1])
        {
            Variant changed = Variant.Of("net", seed =>
            {
                WithSnake network = new(seed);
                change(network);
                return network;
            });
            Assert.StartsWith("network as made: ", Assert.Single(Changes(Points.Data, changed, options)), StringComparison.Ordinal);
        }
        Assert.StartsWith("samples: ", Assert.Single(Changes((Points.Of(60, 1), Points.Of(51, 9)), variant, options)), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(folder, "net", "seed-001.json")));

        Comparison replaced = Experiment.Compare(Points.Data, [variant], options with { Epochs = 4, Changed = ChangedRuns.Replace });
        Assert.All(replaced.Runs, run => Assert.Equal(4, run.Epochs.Length));
        Assert.All(Experiment.Compare(Points.Data, [variant], options with { Epochs = 4 }).Runs, run => Assert.Equal(4, run.Epochs.Length));
        Directory.Delete(folder, recursive: true);

        static IReadOnlyList<string> Changes(ExperimentData data, Variant variant, ExperimentOptions options) =>
            Assert.Throws<ExperimentChangedException>(() => Experiment.Compare(data, [variant], options)).Changes;
    }

    [Fact]
    public void ARunThatDiverges_IsAResult()
    {
        string folder = Points.Folder();
        Variant wild = Variant.Of<WithPrelu>("wild").With(Variant.LearningRate, 1e30);
        for (int pass = 0; pass < 2; pass++)
        {
            Comparison comparison = Experiment.Compare(Points.Data, [Two[0], wild], Small with { Folder = folder });
            VariantResult result = comparison["wild"];
            Assert.Equal((3, Verdict.Unknown, 0), (result.Diverged, result.Verdict, result.Value.Count));
            Assert.Equal("too few runs to say; 3 of 3 diverged", result.VerdictText);
            Assert.Contains("diverged: wild, seed 2: ", comparison.ToString(), StringComparison.Ordinal);
            Assert.Contains("too few runs to say; 3 of 3 diverged", File.ReadAllText(comparison.ReportPath!), StringComparison.Ordinal);
            Assert.Equal(3, comparison["WithRelu"].Value.Count);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void WhatIsCancelled_KeepsTheRunsThatEnded()
    {
        string folder = Points.Folder();
        using CancellationTokenSource source = new();
        ExperimentOptions options = Small with { Folder = folder, Parallelism = 1, Progress = new CancelsAfter(2, source) };
        Assert.Throws<OperationCanceledException>(() => Experiment.Compare(Points.Data, Two, options, source.Token));
        Assert.Equal(2, Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void ADamagedFile_IsTold_WithWhatToDo()
    {
        string folder = Points.Folder();
        Experiment experiment = new(Points.Data, Two, Small with { Folder = folder });
        Directory.CreateDirectory(Path.GetDirectoryName(experiment.Runs[0].Path!)!);
        File.WriteAllText(experiment.Runs[0].Path!, "{ \"Variant\": ");
        Assert.Contains("Delete it, and the run is done again", Assert.Throws<InvalidDataException>(() => experiment.Run()).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AnExceptionOfARun_IsTheCallers() => Assert.Contains(
        "'WithRelu'", Assert.Throws<ArgumentException>(() => Experiment.Compare((Narrow(9), Narrow(5)), Two, Small with { Parallelism = 1 })).Message, StringComparison.Ordinal);

    [Fact]
    public void MistakesInOptions_AreToldBeforeAnythingIsTrained()
    {
        Assert.Contains("two", Message(() => new Experiment(Points.Data, [Two[0], Two[0]]), "called 'WithRelu'"), StringComparison.OrdinalIgnoreCase);
        Message(() => new Experiment(Points.Data, [Two[0], Two[1].Named("withRelu")]), "called");
        Message(() => new Experiment(Points.Data, Two, Small with { Baseline = "nobody" }), "none of the variants 'WithRelu', 'WithTanh'");
        Message(() => new Experiment(Points.Data, Two, Small with { Callbacks = () => [] }), "options.Notes");
        Message(() => new Experiment(Points.Data, Two, Small with { Significance = 5 }), "between 0 and 1");
        Message(() => new Experiment(Points.Data, Two, Small with { Seeds = 0 }), "options.Seeds");
        Message(() => new Experiment(Points.Data, []), "at least one variant");
        Message(() => Variant.Of<WithRelu>().With("WeightDecay", 0.1).Create(1), "Beside these, LearningRate, BatchSize and Epochs can be set");
        Message(() => Variant.Of<WithRelu>().With(Variant.BatchSize, 2.5), "whole number");
        Message(() => Variant.Of<WithRelu>().With(Variant.LearningRate, double.NaN), "LearningRate must be a number.");
        Message(() => Variant.Of<WithRelu>().With("Adam.Beta1", double.NaN), "Adam.Beta1 must be a number.");
        Message(() => Variant.Of<WithRelu>().With(Variant.LearningRate, -0.1), "LearningRate must be at least 0");
        Message(() => Variant.Of<WithRelu>().With(Variant.LearningRate, 1e39), "LearningRate must be at least 0 and at most a float's 3.4e38");

        static string Message(Func<object> wrong, string says)
        {
            string message = Assert.ThrowsAny<ArgumentException>(() => wrong()).Message;
            Assert.Contains(says, message, StringComparison.Ordinal);
            return message;
        }
    }

    [Fact]
    public void NetworksOfDifferentLosses_AreComparedByTheirClasses()
    {
        Comparison comparison = Experiment.Compare(Points.Data, [Variant.Of<WithRelu>(), Variant.Of<WithMse>()], Small with { Epochs = 30 });
        Assert.All(comparison.Variants, v => Assert.InRange(v.Value.Mean, 0.75, 1));
        Assert.All(comparison["WithMse"].Runs, run => Assert.Equal(51, run.Confusion.Sum(row => row.Sum())));
        Comparison binary = Experiment.Compare((Points.Of(60, 1, classes: 2), Points.Of(50, 2, classes: 2)), [Variant.Of<Binary>()], Small with { Epochs = 30 });
        Assert.InRange(binary.Variants[0].Value.Mean, 0.8, 1);
    }

    [Fact]
    public void TwoClassesAndOneOutput_AreToldApartAsTheLossPutsThem()
    {
        // Points around (1, 0) and (−1, 0): what all networks can tell, and 0.5 is the middle of 0 and 1.
        ExperimentData data = (Points.Of(60, 1, classes: 2), Points.Of(400, 2, classes: 2));
        Variant[] variants = [Variant.Of<Binary>(), Variant.Of<BinaryMse>(), Variant.Of<BinarySigmoid>(), Variant.Of<BinaryMargin>()];
        Comparison comparison = Experiment.Compare(data, variants, Small with { Epochs = 60 });
        Assert.All(comparison.Runs, run => Assert.InRange(run.Value, 0.94, 1));
        Comparison three = Experiment.Compare(Points.Data, [Variant.Of<WithMargin>()], Small with { Epochs = 30 });
        Assert.InRange(three.Variants[0].Value.Mean, 0.75, 1);
        string message = Assert.Throws<ArgumentException>(() => Experiment.Compare(data, [Variant.Of<Distances>()], Small)).Message;
        Assert.Contains("'Distances' has the loss HingeEmbedding, which is one of distances", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoNumberOnTestSamples_IsDivergence()
    {
        // Weights of about 100 make infinite numbers of the test samples alone.
        Variant steep = Variant.Of("steep", seed =>
        {
            WithRelu network = new(seed);
            network.Parameters[0].CopyFrom([.. network.Parameters[0].ToArray().Select(w => 100 * w)]);
            return network;
        }).With(Variant.LearningRate, 0);
        Dataset near = Points.Of(30, 1), test = Dataset.FromLabels([.. near.Inputs.ToArray().Select(x => MathF.CopySign(3e38f, x))], [2], near.Labels.ToArray(), 3);
        Comparison comparison = Experiment.Compare(new ExperimentData(near, test, near), [steep], Small with { Objective = Objective.Loss });
        Assert.Equal((3, 0), (comparison.Variants[0].Diverged, comparison.Variants[0].Value.Count));
        Assert.All(comparison.Runs, run => Assert.Contains("The loss of the test samples is", run.Diverged, StringComparison.Ordinal));
    }

    [Fact]
    public void ASchedule_IsMadeForTheLengthOfEachRun()
    {
        List<RunLength> lengths = [];
        ExperimentOptions options = Small with
        {
            Seeds = 1,
            Parallelism = 1,
            Notes = "cosine",
            Schedule = run =>
            {
                lengths.Add(run);
                return new CosineAnnealingSchedule(run.Epochs);
            },
        };
        Comparison comparison = Experiment.Compare(Points.Data, [Two[0], Two[1].With(Variant.Epochs, 5).With(Variant.BatchSize, 60)], options);
        Assert.Equal([new(3, 4), new(5, 1)], lengths);
        Assert.Equal([3, 5], comparison.Runs.Select(run => run.Epochs.Length));
    }

    [Fact]
    public void WhatSteersTraining_IsRefusedWithoutValidationSamples()
    {
        ExperimentOptions stopping = Small with { Notes = "stops", Callbacks = () => [new EarlyStopping(1, restoreBest: true)] };
        ExperimentOptions plateau = Small with { Notes = "plateau", Schedule = _ => new ReduceOnPlateau() };
        foreach ((ExperimentOptions options, string user) in ((ExperimentOptions, string)[])[(stopping, "EarlyStopping"), (plateau, "ReduceOnPlateau")])
        {
            string message = Assert.Throws<InvalidOperationException>(() => Experiment.Compare(Points.Data, Two, options)).Message;
            Assert.Contains($"'{user}' goes by the loss of epochs, which without validation samples is that of the test samples", message, StringComparison.Ordinal);
            Assert.All(Experiment.Compare(Points.WithValidation, Two, options).Runs, run => Assert.False(run.HasDiverged));
            Assert.NotNull(SuccessiveHalving.Run(Points.WithValidation, Two, options, firstEpochs: 1).Best);
        }
        ExperimentOptions own = stopping with { Callbacks = () => [new EarlyStopping(1) { Objective = Objective.TrainLoss }] };
        Assert.All(Experiment.Compare(Points.Data, Two, own).Runs, run => Assert.False(run.HasDiverged));
    }

    [Fact]
    public void ARunThatFails_LeavesThoseInProgressTheirResults()
    {
        string folder = Points.Folder();
        // The other thread's run can't be made, which is known long before the first run ends.
        Variant fails = Variant.Of<WithRelu>("fails").With("Nothing", 1);
        ExperimentOptions options = Small with { Seeds = 2, Folder = folder, Parallelism = 2, Epochs = 1000 };
        Experiment experiment = new(Points.Data, [Two[0], fails], options);
        Assert.Throws<ArgumentException>(() => experiment.Run());
        Assert.NotNull(experiment.Runs[0].Load());
        Assert.Equal(1000, experiment.Runs[0].Load()!.Epochs.Length);
        Assert.Null(experiment.Runs[2].Load());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void PartsWhoseClassesDiffer_AreRefused()
    {
        Dataset train = Named("cat", "dog", "fox"), test = Named("dog", "cat", "fox");
        Assert.Contains("A class of 'test' is 'dog' where that of the training samples is 'cat'",
            Assert.Throws<ArgumentException>(() => new ExperimentData(train, test)).Message, StringComparison.Ordinal);
        Assert.Contains("A class of 'validation' is 'dog'", Assert.Throws<ArgumentException>(() => new ExperimentData(train, train, test)).Message, StringComparison.Ordinal);
        Assert.NotNull(new ExperimentData(train, Points.Of(9, 1), Named("cat", "dog", "fox")));

        static Dataset Named(params string[] names) => Dataset.FromLabels(Points.Of(9, 1).Inputs.ToArray(), [2], Points.Of(9, 1).Labels.ToArray(), [.. names]);
    }

    [Fact]
    public void Regressions_AreComparedByTheirLoss_WhereLessIsBetter()
    {
        Variant[] variants = [Variant.Of<Regression>("still").With(Variant.LearningRate, 0), Variant.Of<Regression>("learns")];
        Comparison comparison = Experiment.Compare((Sums(64, 1), Sums(40, 2)), variants, Small with { Seeds = 6, Epochs = 40 });
        Assert.Equal("loss", comparison.Experiment.Objective.Name);
        Assert.Equal(Verdict.Better, comparison["learns"].Verdict);
        Assert.True(comparison["learns"].Difference!.Value.High < 0);
        Assert.Empty(comparison.Runs[0].Confusion);

        static Dataset Sums(int count, int seed)
        {
            float[] points = Points.Of(count, seed).Inputs.ToArray();
            return Dataset.FromTargets(points, [2], [.. points.Chunk(2).Select(x => x[0] + x[1])], [1]);
        }
    }

    [Fact]
    public void AComparison_IsWhatTheFormulasSay()
    {
        Comparison comparison = Experiment.Compare(
            Points.Data, [Two[0], Two[1].With(Variant.Epochs, 1), Variant.Of<WithSnake>().With(Variant.LearningRate, 0)], Small with { Seeds = 6 });
        double[] baseline = Values("WithRelu"), still = Values("WithSnake"), differences = [.. still.Zip(baseline, (a, b) => a - b)];
        double mean = differences.Average(), error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 5 / 6);
        VariantResult result = comparison["WithSnake"];
        Assert.Equal(still.Average(), result.Value.Mean, 12);
        Assert.Equal(StudentT.TwoSided(mean / error, 5), result.Difference!.Value.PValue, 12);
        Assert.Equal(Holm.Adjust([comparison["WithTanh"].Difference!.Value.PValue, result.Difference!.Value.PValue])[1], result.AdjustedPValue, 12);
        Assert.Equal(Verdict.Worse, result.Verdict);
        Assert.All(comparison["WithTanh"].Runs, run => Assert.Single(run.Epochs));

        double[] Values(string name) => [.. comparison[name].Runs.Select(run => run.Value)];
    }

    [Fact]
    public void EachSeedsSplit_HasAllSamplesOnce_AndIsScaledByItsTrainingPart()
    {
        Dataset all = Points.Of(100, 5);
        ExperimentData data = ExperimentData.Split(all, test: 0.2, validation: 0.1), scaled = ExperimentData.Split(all, test: 0.2, validation: 0.1, standardize: true);
        Assert.Equal(0.2 / 0.7, data.TestToTrain, 12);
        Assert.Equal(0.1 / 0.7, data.ForSelection().TestToTrain, 12);
        Assert.NotEqual(data.Division, ExperimentData.Split(all, test: 0.2, validation: 0.1003).Division);
        DataParts one = data.For(1), again = data.For(1), two = data.For(2);
        Assert.Equal((70, 10, 20), (one.Train.Count, one.Validation!.Count, one.Test.Count));
        Assert.Equal(all.Inputs.ToArray().Order(), one.Train.Inputs.ToArray().Concat(one.Validation.Inputs.ToArray()).Concat(one.Test.Inputs.ToArray()).Order());
        Assert.Equal(one.Test.Inputs.ToArray(), again.Test.Inputs.ToArray());
        Assert.NotEqual(one.Test.Inputs.ToArray(), two.Test.Inputs.ToArray());
        float[] first = [.. scaled.For(1).Train.Inputs.ToArray().Where((_, i) => i % 2 == 0)];
        Assert.Equal(0, first.Average(), 5);
        Assert.Equal(Standardization.Fit(one.Train).Apply(one.Test).Inputs.ToArray(), scaled.For(1).Test.Inputs.ToArray());
    }

    private static Dataset Narrow(int count) => Dataset.FromLabels(new float[count], [1], new int[count], 3);

    private sealed class CancelsAfter(int runs, CancellationTokenSource source) : RunObserver
    {
        private int _runs;

        public override void OnRun(RunResult result)
        {
            if (++_runs == runs)
                source.Cancel();
        }
    }
}
