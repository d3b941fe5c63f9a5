using System.Collections.Immutable;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Declarations;
using DeepTrainer.Engine.Execution;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine;

/// <summary>
/// A network run by the generic engine: its graphs are interpreted node by node instead of compiled. Made by a
/// <see cref="NetworkBuilder"/>, from a declared class, or from a model. With the same seed it starts with the same weights as
/// the generated class and draws the same random numbers.
/// </summary>
public sealed partial class EngineNetwork : IGradientNetwork, IGuarded
{
    // Large batches are predicted in parts, so that intermediate values stay in the caches.
    private const int SamplesAtOnce = 256;

    private readonly NetworkModel model;
    private readonly TensorStore tensors;
    private readonly ExecutorPool<float> single;
    private readonly ExecutorPool<float> batched;
    private readonly ExecutorPool<float>? evaluation;
    private readonly Lazy<ExecutorPool<float>> gradients;
    private Executor<float>? training;
    private Guard guard;

    /// <summary>Makes a network with random weights.</summary>
    /// <param name="model">What the compiler made of the declaration.</param>
    /// <param name="seed">Of the weights and of dropout: the same seed gives the same network.</param>
    public EngineNetwork(NetworkModel model, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        Seed = seed;
        tensors = new(model, seed);
        if (model.Spec.IsInference)
            NoWeights.Fill(tensors.Parameters);
        single = new(model.Inference, tensors.Storages);
        batched = new(model.Inference, tensors.Storages);
        evaluation = model.Evaluation is { } loss ? new(loss, tensors.Storages) : null;
        gradients = new(() => new(Compiler.Passes.Gradients.Run(model.Spec, training: false), tensors.Storages));
        graphs = new(() => GradientGraphs.Of(model));
        lossGradients = new(() => [.. Compiler.Passes.Gradients.OfLosses(model.Spec).Select(graph => new ExecutorPool<float>(graph, tensors.Storages))]);
        stepping = model.Streaming is { } streaming ? new(streaming.Graph, tensors.Storages) : null;
        Info = ModelInfo.Of(model);
        LearningRate = (float)model.LearningRate;
        Options = OptionsOf(model);
    }

    /// <inheritdoc/>
    public NetworkInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => tensors.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> OptimizerState => tensors.States;

    /// <inheritdoc/>
    public int Seed { get; set; }

    /// <inheritdoc/>
    public float LearningRate
    {
        get;
        set
        {
            guard.CheckHolds(Info.Name, Use.SetLearningRate);
            field = Check.LearningRate(value, Info.Name);
        }
    }

    /// <inheritdoc/>
    public long Steps
    {
        get;
        set
        {
            guard.CheckHolds(Info.Name, Use.SetSteps);
            field = Check.Steps(value, Info.Name);
        }
    }

    /// <inheritdoc/>
    public NetworkOptions Options { get; }

    /// <summary>What the compiler made of the declaration.</summary>
    public NetworkModel Model => model;

    ref Guard IGuarded.Guard => ref guard;

    internal static NetworkOptions OptionsOf(NetworkModel model) =>
        new(model.Spec.Name, [.. model.Adjustables.Select(a => new AdjustableNumber(a.Name, a.Initial, a.Min, a.Max, a.Range))]);

    /// <summary>Reads a declared class's attributes by reflection.</summary>
    /// <typeparam name="T">The class with <see cref="NetworkAttribute"/>.</typeparam>
    /// <param name="seed">Of the weights and of dropout.</param>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public static EngineNetwork FromDeclaration<T>(int seed) => FromDeclaration(typeof(T), seed);

    /// <summary>Reads a declared class's attributes by reflection.</summary>
    /// <param name="declaration">The class with <see cref="NetworkAttribute"/>.</param>
    /// <param name="seed">Of the weights and of dropout.</param>
    /// <exception cref="NetworkDefinitionException">The declaration has mistakes.</exception>
    public static EngineNetwork FromDeclaration(Type declaration, int seed) =>
        new(NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(declaration)), seed);

    /// <summary>A network of its own with the same weights, optimizer state, steps, learning rate and seed.</summary>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    public EngineNetwork Clone()
    {
        EngineNetwork clone = new(model, Seed);
        clone.CopyCheckpointFrom(this);
        return clone;
    }

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<float> input, Span<float> output) => Predict(input, output, 0);

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<float> input, Span<float> output, long draw)
    {
        Check.Sample(input.Length, Info.InputSize, Info.Name, nameof(input));
        Check.Sample(output.Length, Info.OutputSize, Info.Name, nameof(output));
        Check.Apart(input, output, Info.Name, nameof(input), nameof(output));
        CheckIndices(input, nameof(input));
        int version = guard.BeginGlance(Info.Name, Use.Predict);
        Executor<float> executor = single.Take();
        Predict(executor, 1, input, output, draw, 0);
        single.Return(executor);
        guard.EndGlance(version, Info.Name, Use.Predict);
    }

    /// <inheritdoc/>
    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs) => PredictBatch(inputs, outputs, 0);

    /// <inheritdoc/>
    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs, long draw)
    {
        int inputSize = Info.InputSize, outputSize = Info.OutputSize;
        int count = Check.PredictBatch(inputs.Length, inputSize, outputs.Length, outputSize, Info.Name);
        Check.Apart(inputs, outputs, Info.Name, nameof(inputs), nameof(outputs));
        CheckIndices(inputs, nameof(inputs));
        int version = guard.BeginGlance(Info.Name, Use.PredictBatch);
        Executor<float> executor = batched.Take();
        int most = Math.Clamp(executor.MaxSamples, 1, SamplesAtOnce);
        for (int start = 0, samples; start < count; start += samples)
        {
            samples = Math.Min(most, count - start);
            Predict(executor, samples, inputs.Slice(start * inputSize, samples * inputSize), outputs.Slice(start * outputSize, samples * outputSize), draw, start);
        }
        batched.Return(executor);
        guard.EndGlance(version, Info.Name, Use.PredictBatch);
    }

    /// <inheritdoc/>
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Train(inputs, new(targets), []);

    /// <inheritdoc/>
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Train(inputs, Goals.Of(labels, Info), []);

    /// <inheritdoc/>
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts) => Train(inputs, new(targets), Checked(inputs, targets, lossParts));

    /// <inheritdoc/>
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts) =>
        Train(inputs, Goals.Of(labels, Info), Checked(inputs, labels, lossParts));

    /// <inheritdoc/>
    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Evaluate(inputs, new Goals(targets), []);

    /// <inheritdoc/>
    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Evaluate(inputs, Goals.Of(labels, Info), []);

    /// <inheritdoc/>
    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts) =>
        Evaluate(inputs, new Goals(targets), Checked(inputs, targets, lossParts));

    /// <inheritdoc/>
    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts) =>
        Evaluate(inputs, Goals.Of(labels, Info), Checked(inputs, labels, lossParts));

    /// <summary>
    /// The gradients of a batch's loss as in <see cref="Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float})"/> with respect to every
    /// trained parameter, by its name, and to all inputs, under "input"; row-major.
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="targets">What they should give.</param>
    /// <exception cref="ArgumentException">The lengths don't fit.</exception>
    /// <exception cref="NotSupportedException">The network has no loss, or is trained on class indices.</exception>
    public IReadOnlyDictionary<string, float[]> Gradients(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) =>
        Gradients(inputs, new Goals(targets));

    /// <inheritdoc cref="Gradients(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="labels">The class of each sample.</param>
    public IReadOnlyDictionary<string, float[]> Gradients(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) =>
        Gradients(inputs, Goals.Of(labels, Info));

    private void Predict(Executor<float> executor, int samples, ReadOnlySpan<float> inputs, Span<float> outputs, long draw, int first)
    {
        Resize(executor, samples);
        if (executor.Source(SourceKind.Input) is { } input)
            inputs.CopyTo(input.Span);
        executor.Run(new StepContext(samples, unchecked((ulong)Seed), 0, 0) { Options = Options, Draw = draw, FirstSample = first });
        executor.Output(Graph.Prediction).Span.CopyTo(outputs);
    }

    private float Train(ReadOnlySpan<float> inputs, Goals goals, Span<float> lossParts)
    {
        Graph graph = model.Training ?? throw new NotSupportedException(
            $"'{Info.Name}' can't be trained: it lacks {(!model.HasLoss ? "a loss, such as [Mse]" : "an optimizer, such as [Adam]")}.");
        Check.NextStep(Steps, Info.Name);
        int samples = goals.Check(inputs.Length, Info);
        CheckNeeds(samples);
        CheckIndices(inputs, nameof(inputs));
        guard.BeginChange(Info.Name, Use.TrainBatch);
        try
        {
            training ??= new(graph, tensors.Storages);
            Run(training, samples, inputs, goals, unchecked((ulong)Seed));
            Steps++;
            float loss = training.Output(Graph.Loss).Span[0];
            PartsOf(training, loss, lossParts.Length).CopyTo(lossParts);
            return loss;
        }
        finally
        {
            guard.EndChange();
        }
    }

    private float Evaluate(ReadOnlySpan<float> inputs, Goals goals, Span<float> lossParts)
    {
        int count = lossParts.Length;
        (float loss, float[] parts) = Read(Use.Evaluate, evaluation ?? throw NoLoss(), inputs, goals, executor =>
        {
            float value = executor.Output(Graph.Loss).Span[0];
            return (value, PartsOf(executor, value, count));
        });
        parts.CopyTo(lossParts);
        return loss;
    }

    private Span<float> Checked(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts)
    {
        Check.Apart(labels, lossParts, Info.Name, nameof(labels), nameof(lossParts));
        return Checked(inputs, default(ReadOnlySpan<float>), lossParts);
    }

    private Span<float> Checked(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts)
    {
        Check.LossParts(lossParts.Length, Info.LossParts.Length, Info.Name);
        Check.Apart(inputs, lossParts, Info.Name, nameof(inputs), nameof(lossParts));
        Check.Apart(targets, lossParts, Info.Name, nameof(targets), nameof(lossParts));
        return lossParts;
    }

    private static float[] PartsOf(Executor<float> executor, float loss, int count) =>
        count == 1 ? [loss] : [.. Enumerable.Range(0, count).Select(i => executor.Output(Graph.PartOfLoss(i)).Span[0])];

    private Dictionary<string, float[]> Gradients(ReadOnlySpan<float> inputs, Goals goals)
    {
        if (evaluation is null)
            throw NoLoss();
        int inputLength = inputs.Length;
        return Read(Use.Gradients, gradients.Value, inputs, goals, executor =>
        {
            Dictionary<string, float[]> named = Parameters.Where(p => p.IsTrained).ToDictionary(p => p.Name, p => executor.GradientOf(p.Name, p.Length));
            named[Compiler.Passes.Gradients.Input] = executor.GradientOf(Compiler.Passes.Gradients.Input, inputLength);
            return named;
        });
    }

    private TResult Read<TResult>(Use use, ExecutorPool<float> pool, ReadOnlySpan<float> inputs, Goals goals, Func<Executor<float>, TResult> result)
    {
        int samples = goals.Check(inputs.Length, Info);
        CheckIndices(inputs, nameof(inputs));
        guard.BeginReading(Info.Name, use);
        try
        {
            Executor<float> executor = pool.Take();
            Run(executor, samples, inputs, goals, GradientSums.NoiseOf(Seed, batches));
            TResult read = result(executor);
            pool.Return(executor);
            return read;
        }
        finally
        {
            guard.EndReading(use);
        }
    }

    private void Run(Executor<float> executor, int samples, ReadOnlySpan<float> inputs, Goals goals, ulong noise)
    {
        Resize(executor, samples);
        if (executor.Source(SourceKind.Input) is { } input)
            inputs.CopyTo(input.Span);
        goals.CopyTo(executor);
        executor.Run(new StepContext(samples, noise, Steps + 1, LearningRate) { Options = Options, DrawSeed = unchecked((ulong)Seed) });
    }

    private void Resize(Executor<float> executor, int samples)
    {
        if (samples > executor.MaxSamples)
        {
            throw new ArgumentException($"'{Info.Name}' can't work on {samples} samples at once: one of its values would have more than {Array.MaxLength} floats. "
                + (executor.MaxSamples > 0 ? $"{executor.MaxSamples} samples are possible." : "It is too large for any batch."));
        }
        executor.Resize(samples);
    }

    private void CheckIndices(ReadOnlySpan<float> inputs, string argument) => CheckIndices(model.Indices, inputs, Info.InputSize, argument);

    private void CheckIndices(ImmutableArray<IndexRange> indices, ReadOnlySpan<float> inputs, int size, string argument)
    {
        foreach (IndexRange range in indices)
            Check.Indices(inputs, size, range.Start, range.Count, range.Step, range.Rows, Info.Name, argument);
    }

    private NotSupportedException NoLoss() => new($"'{Info.Name}' can't be evaluated: it lacks a loss, such as [Mse].");
}
