namespace DeepTrainer.Tests;

public class CallbackTests
{
    [Fact]
    public void HooksAreCalled_InTheOrderOfTraining_AndOfTheCallbacks()
    {
        List<string> calls = [];
        Runs.Fit(Runs.Network(), 1, [new Caller("a", calls), new Caller("b", calls)]);
        Assert.Equal(["a load", "b load", "a start", "b start", "a epoch start", "b epoch start", "a batch start", "b batch start", "a batch", "b batch"], calls.Take(10));
        Assert.Equal(
            ["a validation start", "b validation start", "a validation end", "b validation end", "a epoch", "b epoch", "a end", "b end"],
            calls.SkipWhile(c => c != "a validation start").Where(c => !c.EndsWith("save", StringComparison.Ordinal)));
        Assert.Equal(Runs.Batches, calls.Count(c => c == "a batch"));
    }

    [Fact]
    public void TheTrainersCallbacks_ComeBeforeThoseOfTheCall()
    {
        List<string> calls = [];
        Trainer<SoftmaxRegression> trainer = new(Runs.Network()) { Callbacks = [new Caller("first", calls)] };
        trainer.Fit(Runs.Train, epochs: 1, callbacks: [new Caller("second", calls)]);
        trainer.Fit(Runs.Train, epochs: 1);
        Assert.Equal(["first start", "second start", "first start"], calls.Where(c => c.EndsWith(" start", StringComparison.Ordinal) && c.Count(x => x == ' ') == 1));
    }

    [Fact]
    public void TheContext_KnowsWhereTrainingStands()
    {
        List<string> places = [];
        Runs.Fit(Runs.Network(), 2,
            [new Probe(t => places.Add($"{t.Epoch}/{t.Epochs} {t.Batch}/{t.Batches} {t.Network.Steps} {t.History.Epochs.Count} {t.Samples} {t.BatchSize} {t.HasValidation}"))]);
        Assert.Equal("1/2 1/17 1 0 117 7 True", places[0]);
        Assert.Equal("2/2 17/17 34 1 117 7 True", places[^1]);
    }

    [Fact]
    public void StoppedAtABatch_TrainingIsDone_AndCancelled_ItCanGoOn()
    {
        SoftmaxRegression whole = Runs.Network(), stopped = Runs.Network(), cancelled = Runs.Network();
        Runs.Fit(whole, 3, []);
        History history = Runs.Fit(stopped, 3, [new Probe(t => { if (t is { Epoch: 2, Batch: 4 }) t.Stop("enough"); })]);
        Assert.Equal((true, false, "enough", 1), (history.StoppedEarly, history.Cancelled, history.StopReason, history.Epochs.Count));
        Assert.Equal(Runs.Batches + 4, stopped.Steps);
        Runs.Fit(stopped, 3, [], resume: true);
        Assert.Equal(Runs.Batches + 4, stopped.Steps);

        history = Runs.Fit(cancelled, 3, [new Probe(t => { if (t is { Epoch: 2, Batch: 4 }) t.Cancel(); })]);
        Assert.Equal((false, true), (history.StoppedEarly, history.Cancelled));
        Assert.Equal(Runs.Batches + 4, cancelled.Steps);
        Runs.Fit(cancelled, 3, [], resume: true);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(cancelled));
    }

    [Fact]
    public void WhatIsLogged_IsAmongTheMetrics_AsTheMeanOfTheEpoch_AlsoIfItWasInterrupted()
    {
        Probe Logger(Action<TrainingContext>? also = null) => new(t =>
        {
            t.Log("step", t.Network.Steps);
            also?.Invoke(t);
        });
        History whole = Runs.Fit(Runs.Network(), 2, [Logger()]);
        Assert.Equal(Enumerable.Range(1, Runs.Batches).Average(), whole.Epochs[0].Metrics["step"]);
        Assert.Equal(Enumerable.Range(Runs.Batches + 1, Runs.Batches).Average(), whole.Epochs[1].Metrics["step"]);
        Assert.Equal("F1 (macro)", Metric.F1(Averaging.Macro).Name);

        SoftmaxRegression first = Runs.Network(), second = Runs.Network(9);
        using Temporary files = new();
        Runs.Fit(first, 2, [Logger(t => { if (t is { Epoch: 2, Batch: 5 }) t.Cancel(); }), new Checkpoint(files.Folder)]);
        History rest = Runs.Fit(second, 2, [Logger()], resume: files["last.safetensors"]);
        Assert.Equal(whole.Epochs[1].Metrics["step"], rest.Epochs[0].Metrics["step"]);
    }

    [Fact]
    public void AnException_EndsTraining_AndAllCallbacksAreTold()
    {
        List<string> calls = [];
        Exception? seen = null;
        var error = Assert.Throws<InvalidOperationException>(() => Runs.Fit(Runs.Network(), 2,
            [new Caller("a", calls), new Probe(t => throw new InvalidOperationException("mine"))
            { End = t => { seen = t.Error; throw new IOException("another"); } }, new Caller("b", calls)]));
        Assert.Equal("mine", error.Message);
        Assert.Same(error, seen);
        Assert.Contains("a end", calls);
        Assert.Contains("b end", calls);
    }

    [Fact]
    public void AnExceptionAtTheEnd_IsThrown_AfterAllWereTold()
    {
        List<string> calls = [];
        Assert.Throws<IOException>(() => Runs.Fit(Runs.Network(), 1, [new Probe(_ => { }) { End = _ => throw new IOException("full") }, new Caller("b", calls)]));
        Assert.Contains("b end", calls);
    }

    [Fact]
    public void WhatCannotWork_IsRefusedBeforeTheFirstBatch()
    {
        SoftmaxRegression network = Runs.Network();
        Probe probe = new(_ => { });
        Refused("Callback 1 is null", probe, null!);
        Refused("is the same object as one before", probe, probe);
        Refused("two WeightAverages", WeightAverage.Exponential(), WeightAverage.Stochastic(1));
        Refused("'GradientNorms' needs gradients, and 'Softmax' hands out none; declare it with [Network(Gradients = true)]", new GradientNorms());
        Assert.Equal(0, network.Steps);

        void Refused(string part, params Callback[] callbacks) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(() => Runs.Fit(network, 1, callbacks)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_IsFit_OnAThreadOfItsOwn()
    {
        SoftmaxRegression here = Runs.Network(), there = Runs.Network();
        new Trainer<SoftmaxRegression>(here).Fit(Runs.Train, epochs: 2);
        int thread = Environment.CurrentManagedThreadId, other = thread;
        History history = await new Trainer<SoftmaxRegression>(there).FitAsync(Runs.Train, epochs: 2, callbacks: [new Probe(_ => other = Environment.CurrentManagedThreadId)]);
        Assert.NotEqual(thread, other);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(Runs.Bits(here), Runs.Bits(there));

        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.True((await new Trainer<SoftmaxRegression>(there).FitAsync(Runs.Train, cancellationToken: source.Token)).Cancelled);
    }

    private sealed class Probe(Action<TrainingContext> batch) : Callback
    {
        public Action<TrainingContext>? End { get; init; }

        public override void OnBatch(TrainingContext training, in BatchResult result) => batch(training);

        public override void OnEnd(TrainingContext training) => End?.Invoke(training);
    }

    private sealed class Caller(string name, List<string> calls) : Callback
    {
        public override void OnStart(TrainingContext training) => calls.Add($"{name} start");

        public override void OnEpochStart(TrainingContext training) => calls.Add($"{name} epoch start");

        public override void OnBatchStart(TrainingContext training) => calls.Add($"{name} batch start");

        public override void OnBatch(TrainingContext training, in BatchResult batch) => calls.Add($"{name} batch");

        public override void OnValidationStart(TrainingContext training) => calls.Add($"{name} validation start");

        public override void OnValidationEnd(TrainingContext training) => calls.Add($"{name} validation end");

        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => calls.Add($"{name} epoch");

        public override void OnEnd(TrainingContext training) => calls.Add($"{name} end");

        public override void SaveState(CallbackState state) => calls.Add($"{name} save");

        public override void LoadState(CallbackState state) => calls.Add($"{name} load");
    }
}
