using System.Collections.Immutable;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>A function and the values that it takes.</summary>
internal readonly record struct TorchStep(TorchFunction Function, ImmutableArray<Node> Inputs);

/// <summary>The functions of a graph's primitives, as far as the compared networks have any outside of layers that are known.</summary>
internal sealed class TorchPrimitives(TorchNetwork network) : IPrimitiveVisitor<TorchStep>
{
    /// <summary>A parameter's tensor; null if the value is none.</summary>
    public TorchTensor? Given(Node node) => node.Primitive is Source { Kind: SourceKind.Parameter } source ? network[source.Name] : null;

    public TorchStep Source(Source source, Node node) => throw Unsupported(node);

    // What isn't read lends its shape, which later values get from others.
    public TorchStep Map(Map map, Node node) => new(TorchExpressions.Of(map.Body, map.Read), [.. map.Read.Select(input => node.Inputs[input])]);

    public TorchStep Contract(Contract contract, Node node)
    {
        string equation = $"{contract.A},{contract.B}->{contract.Result}";
        return new(x => einsum(equation, x[0], x[1]), node.Inputs);
    }

    public TorchStep Reduce(Reduce reduce, Node node)
    {
        long[] axes = [.. reduce.Axes.Select(axis => (long)axis)];
        return new(reduce.Kind == Reduction.Sum ? x => x[0].sum(axes, keepdim: true) : x => x[0].amax(axes, keepdim: true), node.Inputs);
    }

    // A stream's steps have another extent than the whole, and keep it where nothing changes.
    public TorchStep Reshape(Reshape reshape, Node node)
    {
        if (node.Shape == node.Inputs[0].Shape)
            return new(x => x[0].alias(), node.Inputs);
        long[] shape = [.. node.Shape.Dimensions.Select(extent => (long)extent)];
        return new(x => x[0].reshape(shape), node.Inputs);
    }

    public TorchStep View(View view, Node node) => new(TorchViews.Of(view, node), node.Inputs);

    public TorchStep Concatenate(Concatenate concatenate, Node node)
    {
        int axis = concatenate.Axis;
        return concatenate.InTurn ? throw Unsupported(node) : new(x => cat(x, axis), node.Inputs);
    }

    public TorchStep Iota(Iota iota, Node node)
    {
        int extent = iota.Extent;
        return new(_ => arange(extent, ScalarType.Float32), []);
    }

    public TorchStep Pad(Pad pad, Node node) => throw Unsupported(node);

    public TorchStep Gather(Gather gather, Node node) => throw Unsupported(node);

    public TorchStep ScatterAdd(ScatterAdd scatter, Node node) => throw Unsupported(node);

    public TorchStep FirstOccurrences(FirstOccurrences first, Node node) => throw Unsupported(node);

    public TorchStep ReplaceRows(ReplaceRows replace, Node node) => throw Unsupported(node);

    public TorchStep Scan(Scan scan, Node node) => throw Unsupported(node);

    public TorchStep Push(Push push, Node node) => throw Unsupported(node);

    public TorchStep Latest(Latest latest, Node node) => throw Unsupported(node);

    public TorchStep Random(RandomUniform random, Node node) => throw Unsupported(node);

    public TorchStep SampleAxis(SampleAxis axis, Node node) => throw Unsupported(node);

    private static NotSupportedException Unsupported(Node node) => new($"There is no libtorch function yet for {node}.");
}
