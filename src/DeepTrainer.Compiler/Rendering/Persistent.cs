using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Where weights and optimizer state lie in a network's two buffers, in the planner's layouts; sums of gradients, which lie as their
/// weights do; and what a stream carries on in the caller's state and in its next.
/// </summary>
internal sealed class Persistent
{
    /// <summary>What the memory for sums of gradients is called.</summary>
    public const string Gradients = "gradients";

    /// <summary>What the memory for totals over the chunks of a batch is called.</summary>
    public const string Sums = "sums";

    private readonly Dictionary<string, (string Buffer, long Offset, Placement Placement)> tensors = [];

    private readonly ImmutableArray<string> adjustables;

    public Persistent(NetworkModel model, GradientGraphs? gradients = null, StepInChunks? step = null)
    {
        adjustables = [.. model.Adjustables.Select(a => a.Name)];
        ImmutableArray<string> summed = [.. gradients is null ? [] : model.Parameters.Where(p => p.IsTrained).Select(p => p.Name)];
        Graph[] graphs = [.. new[] { model.Inference, model.Training, model.Streaming?.Graph }.OfType<Graph>().Concat(gradients?.All ?? [])];
        Layouts = (WeightLayouts.Run(graphs) with { Narrow = Narrow(model, graphs), Winograd = model.Spec.Winograd })
            .With(model.States.Where(s => s.Shape.Rank > 0).Select(s => (s.Name, s.Parameter)).Concat(summed.Select(p => (GradientGraphs.SumOf(p), p))));
        if (step is not null)
            Layouts = Layouts.With(step);
        SumFloats = Place(Sums, (step?.Sums ?? []).Select(s => (s.Name, s.Shape)));
        WeightFloats = Place("weights", model.Parameters.SelectMany(WithFactors).Concat(model.Constants.Select(c => (c.Name, c.Shape))));
        StateFloats = Place("state", model.States.Select(s => (s.Name, s.Shape)));
        foreach (string parameter in summed)
            tensors[GradientGraphs.SumOf(parameter)] = tensors[parameter] with { Buffer = Gradients };
        foreach (CarrySpec carry in model.Streaming?.Carries ?? [])
        {
            Placement placement = new(new Storage(carry.Name, carry.Name, carry.Shape, StorageKind.Caller), Layout.Rows(carry.Shape));
            long offset = model.Streaming!.OffsetOf(carry);
            tensors[carry.Name] = ("carries", offset, placement);
            if (!carry.IsRing)
                tensors[carry.NextName] = ("kept", offset, placement);
        }
    }

    private static ImmutableDictionary<string, NarrowWeight> Narrow(NetworkModel model, Graph[] graphs) => ElementType.OfWeights(model.Spec.WeightType) is { } element
        ? NarrowWeights.Of([.. graphs, .. model.Evaluation is { } evaluation ? new[] { evaluation } : []], element,
            [.. model.Parameters.Where(p => !p.IsBuffer).Select(p => p.Name)]) : ImmutableDictionary<string, NarrowWeight>.Empty;

    private IEnumerable<(string Name, Shape Shape)> WithFactors(ParameterSpec parameter) => NarrowOf(parameter.Name) is { Element.HasFactors: true } narrow
        ? [(parameter.Name, parameter.Shape), (NarrowWeights.FactorsOf(parameter.Name), Shape.Of(parameter.Shape[narrow.Channels]))] : [(parameter.Name, parameter.Shape)];

    /// <summary>What a weight is kept as; none for float32.</summary>
    public NarrowWeight? NarrowOf(string name) => Layouts.Narrow.TryGetValue(name, out NarrowWeight? narrow) ? narrow : null;

    /// <summary>The place of a number that can be changed at run time.</summary>
    public int AdjustableAt(string name) => adjustables.IndexOf(name) is >= 0 and var place ? place
        : throw new InvalidOperationException($"'{name}' is none of the network's numbers.");

    /// <summary>How the tensors lie.</summary>
    public WeightLayouts Layouts { get; }

    /// <summary>The floats of a step's sums over samples.</summary>
    public long SumFloats { get; }

    public long WeightFloats { get; }

    public long StateFloats { get; }

    /// <summary>Whether the tensor lies in one of the buffers; what callers give by itself does not.</summary>
    public bool Has(Storage storage) => storage.Kind != StorageKind.Temporary && tensors.ContainsKey(storage.Origin);

    /// <summary>The address of a tensor's element as a pointer to its type, so many floats after its first.</summary>
    public string AddressOf(string name, IndexExpr? distance = null)
    {
        (string buffer, long offset, _) = tensors[name];
        string address = IndexPrinter.Address(Pointer.ToFloats(buffer), (distance ?? 0) + offset);
        return NarrowOf(name) is { } narrow ? $"({narrow.Element.Name}*){address}" : address;
    }

    public long OffsetOf(string name) => tensors[name].Offset;

    public long SizeOf(string name) => tensors[name].Placement.Size;

    /// <summary>The sizes in memory: a dimension in blocks is two.</summary>
    public IEnumerable<long> MemoryShapeOf(string name) => Dimensions(name).Select(d => d.Size);

    /// <summary>The distances between neighbours along the sizes in memory.</summary>
    public IEnumerable<long> StridesOf(string name) => Dimensions(name).Select(d => d.Stride);

    private IEnumerable<(long Size, long Stride)> Dimensions(string name)
    {
        Placement placement = tensors[name].Placement;
        for (int d = 0; d < placement.Storage.Shape.Rank; d++)
        {
            long size = placement.Storage.Shape[d];
            Stride stride = placement.StrideOf(d);
            if (stride.IsBlocked)
                yield return (size / stride.Block, stride.Block * stride.BlockSteps);
            yield return (stride.IsBlocked ? stride.Block : size, stride.Count);
        }
    }

    // What memory of floats holds so many bytes.
    private static long FloatsFor(long bytes) => (bytes + ElementType.Float32.Bytes - 1) / ElementType.Float32.Bytes;

    private long Place(string buffer, IEnumerable<(string Name, Shape Shape)> all)
    {
        long offset = 0;
        foreach ((string name, Shape shape) in all)
        {
            Placement placement = new(new Storage(name, name, shape, StorageKind.Persistent) { IsFlat = Layouts.Flat.Contains(name) },
                Layouts.Layouts.TryGetValue(name, out Layout layout) ? layout : Layout.Rows(shape));
            tensors[name] = (buffer, offset, placement);
            offset += NarrowOf(name) is { } narrow ? Placement.Padded(FloatsFor(placement.Size * narrow.Element.Bytes)) : placement.Size;
        }
        return offset;
    }
}
