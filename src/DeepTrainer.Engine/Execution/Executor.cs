using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Kernels;

namespace DeepTrainer.Engine.Execution;

/// <summary>
/// A graph made ready to run: a value for each node and a kernel for each that computes, in the graph's order. Memory is kept
/// from run to run. One thread at a time; the tensors it reads may be shared.
/// </summary>
internal sealed class Executor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Node, Value<T>> values = [];
    private readonly Dictionary<SourceKind, Value<T>> sources = [];
    private readonly Dictionary<string, Value<T>> carries = [];
    private readonly Dictionary<string, Value<T>> outputs = [];
    private readonly List<Kernel<T>> kernels = [];
    private readonly List<(Value<T> Target, Value<T> Value)> updates = [];
    private readonly List<Value<T>> copies = [], kept = [];
    private int batch = -1;
    private int? maxSamples;

    /// <param name="graph">What to run.</param>
    /// <param name="tensors">The network's parameters and optimizer state, by name.</param>
    public Executor(Graph graph, IReadOnlyDictionary<string, Storage<T>> tensors)
    {
        StretchedMaps stretched = new(graph);
        foreach ((Node node, Storage<T> storage) in Placement.Run(graph, tensors, stretched))
        {
            values[node] = new(node.Shape, storage);
            if (!stretched.Contains(node))
                kept.Add(values[node]);
        }
        KernelFactory<T> factory = new(values, stretched);
        foreach (Node node in graph.Nodes)
        {
            if (node.Primitive is Compiler.Primitives.Source source)
                sources[source.Kind] = values[node];
            if (node.Primitive is Compiler.Primitives.Source { Kind: SourceKind.Carry } carry)
                carries[carry.Name] = values[node];
            if (factory.Make(node) is { } kernel)
                kernels.Add(kernel);
        }
        foreach ((string role, Node value) in graph.Outputs)
            outputs[role] = values[value];
        foreach ((Node target, Node value) in graph.Updates)
            updates.Add((values[target], BeforeUpdates(value)));
    }

    /// <summary>The value of the source of this kind, to be filled before a run; none if the graph does not read it.</summary>
    public Value<T>? Source(SourceKind kind) => sources.GetValueOrDefault(kind);

    /// <summary>The value of a placeholder, to be filled before a run; none if the graph does not read it.</summary>
    public Value<T>? Placeholder(Node node) => values.GetValueOrDefault(node);

    /// <summary>What a stream carries on under this name; none if the graph does not read it.</summary>
    public Value<T>? Carry(string name) => carries.GetValueOrDefault(name);

    /// <summary>Whether a run computes something in this role.</summary>
    public bool Has(string role) => outputs.ContainsKey(role);

    /// <summary>What a run computed in this role; valid until the next run.</summary>
    public Value<T> Output(string role) => outputs[role];

    /// <summary>The gradient that a run computed for a parameter or the input; zeros if the loss does not depend on it.</summary>
    public T[] GradientOf(string name, int length) =>
        outputs.TryGetValue(Gradients.RoleOf(name), out Value<T>? gradient) ? gradient.Span.ToArray() : new T[length];

    /// <summary>The samples of the largest batch for which every value is an array; 0 if there is none.</summary>
    public int MaxSamples => maxSamples ??= (int)values.Values.Min(v => v.MaxSamples);

    /// <summary>Sizes every value for the batch, which is at most <see cref="MaxSamples"/>.</summary>
    public void Resize(int samples)
    {
        if (samples == batch)
            return;
        foreach (Value<T> value in values.Values.Concat(copies))
            value.Resize(samples);
        foreach (Value<T> value in kept.Concat(copies))
            value.Storage.Reserve(samples);
        foreach (Kernel<T> kernel in kernels)
            kernel.Prepare();
        batch = samples;
    }

    /// <summary>Computes everything from the sources, then writes the updates.</summary>
    public void Run(in StepContext step)
    {
        Resize(step.Batch);
        foreach (Kernel<T> kernel in kernels)
            kernel.Run(step);
        foreach ((Value<T> target, Value<T> value) in updates)
            value.Span.CopyTo(target.Span);
        GC.KeepAlive(this);
    }

    // A target that takes its new content from another's old one, as in a swap, needs that one copied before anything is written.
    private Value<T> BeforeUpdates(Node value)
    {
        if (Placement.Owner(value).Primitive is not Compiler.Primitives.Source)
            return values[value];
        Value<T> copy = new(value.Shape, StorageRecycler<T>.New(value.Shape));
        copies.Add(copy);
        kernels.Add(new CopyKernel<T>(values[value], copy));
        return copy;
    }
}
