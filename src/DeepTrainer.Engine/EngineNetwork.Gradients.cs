using System.Collections.Immutable;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Execution;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine;

// Gradients handed out and taken. Their graphs are made when they are first asked for.
public sealed partial class EngineNetwork
{
    private readonly Lazy<GradientGraphs> graphs;
    private readonly Lazy<ImmutableArray<ExecutorPool<float>>> lossGradients;
    private readonly Dictionary<Graph, Executor<float>> steps = [];
    private long batches;
    private bool hasOutputGradients;

    /// <inheritdoc/>
    public int GradientSize => Parameters.Where(p => p.IsTrained).Sum(p => p.Length);

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> AccumulatedGradients => tensors.Sums;

    /// <inheritdoc/>
    public long AccumulatedSamples { get; private set; }

    /// <inheritdoc/>
    public float Gradients(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> parameterGradients, Span<float> inputGradients)
    {
        CheckResults(targets, nameof(targets), parameterGradients, inputGradients);
        return Gradients(inputs, new Goals(targets), parameterGradients, inputGradients);
    }

    /// <inheritdoc/>
    public float Gradients(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> parameterGradients, Span<float> inputGradients)
    {
        Check.Apart(labels, parameterGradients, Info.Name, nameof(labels), nameof(parameterGradients));
        Check.Apart(labels, inputGradients, Info.Name, nameof(labels), nameof(inputGradients));
        return Gradients(inputs, Goals.Of(labels, Info), parameterGradients, inputGradients);
    }

    /// <inheritdoc/>
    public float LossGradients(string loss, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> parameterGradients, Span<float> inputGradients)
    {
        if (Info.Losses.IsEmpty)
            throw new NotSupportedException($"'{Info.Name}' hasn't several losses whose gradients could be told apart; Gradients has those of "
                + $"{(Info.HasLoss ? "the one that it has" : "networks with a loss")}.");
        ExecutorPool<float> pool = lossGradients.Value[Check.Loss(loss, Info)];
        CheckResults(targets, nameof(targets), parameterGradients, inputGradients);
        Check.GradientRoom(inputs, parameterGradients, GradientSize, inputGradients, Info.Name);
        CheckNeeds(new Goals(targets).Check(inputs.Length, Info));
        return Gradients(pool, inputs, new Goals(targets), parameterGradients, inputGradients);
    }

    /// <inheritdoc/>
    public float Accumulate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts = default, Span<float> inputGradients = default)
    {
        CheckResults(targets, nameof(targets), lossParts, inputGradients);
        return Accumulate(inputs, new Goals(targets), lossParts, inputGradients);
    }

    /// <inheritdoc/>
    public float Accumulate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts = default, Span<float> inputGradients = default)
    {
        Check.Apart(labels, lossParts, Info.Name, nameof(labels), nameof(lossParts));
        Check.Apart(labels, inputGradients, Info.Name, nameof(labels), nameof(inputGradients));
        return Accumulate(inputs, Goals.Of(labels, Info), lossParts, inputGradients);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        if (graphs.Value.Forward is not { } graph)
        {
            PredictBatch(inputs, outputs);
            return;
        }
        int samples = Check.PredictBatch(inputs.Length, Info.InputSize, outputs.Length, Info.OutputSize, Info.Name);
        Check.Apart(inputs, outputs, Info.Name, nameof(inputs), nameof(outputs));
        CheckIndices(inputs, nameof(inputs));
        if (samples == 0)
            return;
        CheckNeeds(samples);
        guard.BeginReading(Info.Name, Use.Forward);
        try
        {
            Executor<float> executor = new(graph, tensors.Storages);
            Resize(executor, samples);
            if (executor.Source(SourceKind.Input) is { } input)
                inputs.CopyTo(input.Span);
            executor.Run(Step(samples));
            executor.Output(Graph.Prediction).Span.CopyTo(outputs);
        }
        finally
        {
            guard.EndReading(Use.Forward);
        }
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputGradients, Span<float> inputGradients = default)
    {
        int samples = Check.Batch(inputs.Length, Info.InputSize, outputGradients.Length, Info.OutputSize, Info.Name, nameof(outputGradients));
        CheckIndices(inputs, nameof(inputs));
        Check.GradientRoom(inputs, [], GradientSize, inputGradients, Info.Name);
        Check.Apart(outputGradients, inputGradients, Info.Name, nameof(outputGradients), nameof(inputGradients));
        CheckNeeds(samples);
        guard.BeginChange(Info.Name, Use.Backward);
        try
        {
            Executor<float> executor = ExecutorOf(graphs.Value.Backward);
            Resize(executor, samples);
            if (executor.Source(SourceKind.Targets) is { } given)
                outputGradients.CopyTo(given.Span);
            Add(executor, samples, inputs, inputGradients);
            hasOutputGradients = true;
        }
        finally
        {
            guard.EndChange();
        }
    }

    void IGradientNetwork.CountAccumulated(long samples, long batches)
    {
        Check.Counts(samples, batches);
        AccumulatedSamples += samples;
        this.batches += batches;
    }

    /// <inheritdoc/>
    public void Apply()
    {
        Graph graph = graphs.Value.Step ?? throw new NotSupportedException($"'{Info.Name}' has no optimizer, so it can't take steps: add one, such as [Adam].");
        Check.Accumulated(AccumulatedSamples, Info.Name);
        Check.NextStep(Steps, Info.Name);
        CheckTakesAll(graph);
        guard.BeginChange(Info.Name, Use.Apply);
        try
        {
            ExecutorOf(graph)
                .Run(new StepContext(checked((int)AccumulatedSamples), unchecked((ulong)Seed), Steps + 1, LearningRate)
                {
                    Options = Options,
                    OutputGradients = hasOutputGradients
                });
            Forget();
            Steps++;
        }
        finally
        {
            guard.EndChange();
        }
    }

    /// <inheritdoc/>
    public void DiscardGradients()
    {
        guard.BeginChange(Info.Name, Use.DiscardGradients);
        Forget();
        guard.EndChange();
    }

    private float Gradients(ReadOnlySpan<float> inputs, Goals goals, Span<float> parameterGradients, Span<float> inputGradients)
    {
        if (evaluation is null)
            throw NoLoss();
        Check.GradientRoom(inputs, parameterGradients, GradientSize, inputGradients, Info.Name);
        return Gradients(gradients.Value, inputs, goals, parameterGradients, inputGradients);
    }

    private float Gradients(ExecutorPool<float> pool, ReadOnlySpan<float> inputs, Goals goals, Span<float> parameterGradients, Span<float> inputGradients)
    {
        int inputLength = inputGradients.Length;
        bool hasParameters = !parameterGradients.IsEmpty;
        (float loss, float[] ofParameters, float[] ofInputs) = Read(Use.Gradients, pool, inputs, goals, executor => (
            executor.Output(Graph.Loss).Span[0],
            hasParameters ? Parameters.Where(p => p.IsTrained).SelectMany(p => executor.GradientOf(p.Name, p.Length)).ToArray() : [],
            inputLength > 0 ? executor.GradientOf(Compiler.Passes.Gradients.Input, inputLength) : []));
        ofParameters.CopyTo(parameterGradients);
        ofInputs.CopyTo(inputGradients);
        return loss;
    }

    private float Accumulate(ReadOnlySpan<float> inputs, Goals goals, Span<float> lossParts, Span<float> inputGradients)
    {
        if (evaluation is null)
            throw NoLoss();
        int samples = goals.Check(inputs.Length, Info);
        CheckIndices(inputs, nameof(inputs));
        Check.GradientRoom(inputs, [], GradientSize, inputGradients, Info.Name);
        Check.PartsRoom(inputs, lossParts, Info.LossParts.Length, inputGradients, Info.Name);
        CheckNeeds(samples);
        guard.BeginChange(Info.Name, Use.Accumulate);
        try
        {
            Executor<float> executor = ExecutorOf(graphs.Value.Training!);
            Resize(executor, samples);
            goals.CopyTo(executor);
            Add(executor, samples, inputs, inputGradients);
            float loss = executor.Output(Graph.Loss).Span[0];
            PartsOf(executor, loss, lossParts.Length).CopyTo(lossParts);
            return loss;
        }
        finally
        {
            guard.EndChange();
        }
    }

    private void Add(Executor<float> executor, int samples, ReadOnlySpan<float> inputs, Span<float> inputGradients)
    {
        if (executor.Source(SourceKind.Input) is { } input)
            inputs.CopyTo(input.Span);
        executor.Run(Step(samples) with { GradientScale = samples });
        inputGradients.Clear();
        if (executor.Has(Graph.InputGradient) && !inputGradients.IsEmpty)
            executor.Output(Graph.InputGradient).Span.CopyTo(inputGradients);
        AccumulatedSamples += samples;
        batches++;
    }

    private StepContext Step(int samples) => new(samples, GradientSums.NoiseOf(Seed, batches), Steps + 1, LearningRate) { Options = Options, DrawSeed = unchecked((ulong)Seed) };

    private Executor<float> ExecutorOf(Graph graph)
    {
        _ = tensors.Sums;
        return steps.TryGetValue(graph, out Executor<float>? executor) ? executor : steps[graph] = new(graph, tensors.Storages);
    }

    private void Forget()
    {
        foreach (Parameter sum in tensors.Sums)
            tensors.Storages[GradientGraphs.SumOf(sum.Name)].Data.Span.Clear();
        (AccumulatedSamples, batches, hasOutputGradients) = (0, 0, false);
    }

    // Without [Network(Gradients = true)] there is optimizer state for what the loss reaches only.
    private void CheckTakesAll(Graph step)
    {
        if (model.Spec.Gradients || !hasOutputGradients)
            return;
        string[] left = [.. graphs.Value.Backward.Updates.Select(u => ((Source)u.Target.Primitive).Name).Where(GradientGraphs.IsSum)
            .Where(sum => !step.Nodes.Any(n => n.Primitive is Source source && source.Name == sum))];
        if (left.Length > 0)
        {
            throw new NotSupportedException($"'{Info.Name}' can't take a step with gradients of its outputs: its loss doesn't depend on what these change, "
                + $"{string.Join(", ", left.Select(sum => $"'{GradientGraphs.ParameterOf(sum)}'"))}. Declare it with [Network(Gradients = true)].");
        }
    }

    private void CheckNeeds(int samples)
    {
        foreach ((string layer, int needed) in model.SampleNeeds)
            Check.TrainingSamples(samples, needed, Info.Name, layer);
    }

    private void CheckResults(ReadOnlySpan<float> targets, string argument, Span<float> first, Span<float> inputGradients)
    {
        Check.Apart(targets, first, Info.Name, argument, "the results");
        Check.Apart(targets, inputGradients, Info.Name, argument, nameof(inputGradients));
    }
}
