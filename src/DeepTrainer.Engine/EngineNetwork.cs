using System.Collections.Immutable;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Declarations;
using DeepTrainer.Engine.Execution;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine;

/// <summary>
/// A network run by the generic engine: its graphs are interpreted node by node instead of compiled. Made by a
/// <see cref="NetworkBuilder"/>, from a declared class, or from a model. With the same seed it starts with the same weights as
/// the generated class and draws the same random numbers.
/// </summary>
public sealed partial class EngineNetwork : INetwork
{
    // Large batches are predicted in parts, so that intermediate values stay in the caches.
    private const int SamplesAtOnce = 256;

    private readonly NetworkModel model;
    private readonly int seed;
    private readonly TensorStore tensors;
    private readonly ExecutorPool<float> single;
    private readonly ExecutorPool<float> batched;
    private Executor<float>? evaluation;
    private Executor<float>? training;
    private Executor<float>? gradients;

    /// <summary>Makes a network with random weights.</summary>
    /// <param name="model">What the compiler made of the declaration.</param>
    /// <param name="seed">Of the weights and of dropout: the same seed gives the same network.</param>
    public EngineNetwork(NetworkModel model, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.seed = seed;
        tensors = new(model, seed);
        single = new(model.Inference, tensors.Storages);
        batched = new(model.Inference, tensors.Storages);
        stepping = model.Streaming is { } streaming ? new(streaming.Graph, tensors.Storages) : null;
        Info = ModelInfo.Of(model);
        LearningRate = (float)model.LearningRate;
    }

    /// <inheritdoc/>
    public NetworkInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => tensors.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> OptimizerState => tensors.States;

    /// <inheritdoc/>
    public float LearningRate { get; set; }

    /// <inheritdoc/>
    public long Steps { get; set; }

    /// <summary>What the compiler made of the declaration.</summary>
    public NetworkModel Model => model;

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

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        Check.Sample(input.Length, Info.InputSize, Info.Name, nameof(input));
        Check.Sample(output.Length, Info.OutputSize, Info.Name, nameof(output));
        CheckIndices(input, nameof(input));
        Predict(single, 1, input, output);
    }

    /// <inheritdoc/>
    public void PredictBatch(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int inputSize = Info.InputSize, outputSize = Info.OutputSize;
        int count = Check.PredictBatch(inputs.Length, inputSize, outputs.Length, outputSize, Info.Name);
        CheckIndices(inputs, nameof(inputs));
        for (int start = 0; start < count; start += SamplesAtOnce)
        {
            int samples = Math.Min(SamplesAtOnce, count - start);
            Predict(batched, samples, inputs.Slice(start * inputSize, samples * inputSize), outputs.Slice(start * outputSize, samples * outputSize));
        }
    }

    /// <inheritdoc/>
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Train(inputs, new(targets));

    /// <inheritdoc/>
    public float TrainBatch(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Train(inputs, new(labels));

    /// <inheritdoc/>
    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets) => Evaluate(inputs, new Goals(targets));

    /// <inheritdoc/>
    public float Evaluate(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels) => Evaluate(inputs, new Goals(labels));

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
        Gradients(inputs, new Goals(labels));

    private static void Predict(ExecutorPool<float> pool, int samples, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        Executor<float> executor = pool.Take();
        executor.Resize(samples);
        inputs.CopyTo(executor.Source(SourceKind.Input)!.Span);
        executor.Run(new StepContext(samples, 0, 0, 0));
        executor.Output(Graph.Prediction).Span.CopyTo(outputs);
        pool.Return(executor);
    }

    private float Train(ReadOnlySpan<float> inputs, Goals goals)
    {
        Graph graph = model.Training ?? throw new NotSupportedException(
            $"'{Info.Name}' can't be trained: it lacks {(!model.HasLoss ? "a loss, such as [Mse]" : "an optimizer, such as [Adam]")}.");
        int samples = goals.Check(inputs.Length, Info);
        foreach ((string layer, int needed) in model.SampleNeeds)
            Check.TrainingSamples(samples, needed, Info.Name, layer);
        float loss = Run(training ??= new(graph, tensors.Storages), inputs, goals, Steps + 1);
        Steps++;
        return loss;
    }

    private float Evaluate(ReadOnlySpan<float> inputs, Goals goals)
    {
        CheckLoss();
        return Run(evaluation ??= new(model.Evaluation!, tensors.Storages), inputs, goals, Steps + 1);
    }

    private Dictionary<string, float[]> Gradients(ReadOnlySpan<float> inputs, Goals goals)
    {
        CheckLoss();
        gradients ??= new(Compiler.Passes.Gradients.Run(model.Spec, training: false), tensors.Storages);
        Run(gradients, inputs, goals, Steps + 1);
        Dictionary<string, float[]> named = Parameters.Where(p => p.IsTrained).ToDictionary(p => p.Name, p => gradients.GradientOf(p.Name, p.Length));
        named[Compiler.Passes.Gradients.Input] = gradients.GradientOf(Compiler.Passes.Gradients.Input, inputs.Length);
        return named;
    }

    private float Run(Executor<float> executor, ReadOnlySpan<float> inputs, Goals goals, long step)
    {
        int samples = goals.Check(inputs.Length, Info);
        CheckIndices(inputs, nameof(inputs));
        executor.Resize(samples);
        if (executor.Source(SourceKind.Input) is { } input)
            inputs.CopyTo(input.Span);
        goals.CopyTo(executor);
        executor.Run(new StepContext(samples, seed, step, LearningRate));
        return executor.Output(Graph.Loss).Span[0];
    }

    private void CheckIndices(ReadOnlySpan<float> inputs, string argument) => CheckIndices(model.Indices, inputs, Info.InputSize, argument);

    private void CheckIndices(ImmutableArray<IndexRange> indices, ReadOnlySpan<float> inputs, int size, string argument)
    {
        foreach (IndexRange range in indices)
            Check.Indices(inputs, size, range.Start, range.Count, range.Step, range.Rows, Info.Name, argument);
    }

    private void CheckLoss()
    {
        if (model.Evaluation is null)
            throw new NotSupportedException($"'{Info.Name}' can't be evaluated: it lacks a loss, such as [Mse].");
    }
}
