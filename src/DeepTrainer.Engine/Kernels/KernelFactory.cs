using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>Node → kernel; none for values that are given or that share another's memory.</summary>
internal sealed class KernelFactory<T>(IReadOnlyDictionary<Node, Value<T>> values, StretchedMaps stretched) : IPrimitiveVisitor<Kernel<T>?>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Scratch<T> scratch = new();

    public Kernel<T>? Make(Node node) => node.Primitive.Accept(this, node);

    public Kernel<T>? Source(Source source, Node node) =>
        source.Kind == SourceKind.HostScalar ? new HostSourceKernel<T>(source.Name, values[node]) : null;

    public Kernel<T>? Map(Map map, Node node) => node.IsHostScalar ? new HostMapKernel<T>(map.Body, Inputs(node), values[node])
        : stretched.Contains(node) ? null : Elementwise(map, node);

    private MapKernel<T> Elementwise(Map map, Node node) => new(map.Body, Inputs(node), values[node], scratch);

    public Kernel<T>? Contract(Contract contract, Node node) =>
        new ContractKernel<T>(contract, values[node.Inputs[0]], values[node.Inputs[1]], values[node]);

    public Kernel<T>? Reduce(Reduce reduce, Node node) => new ReduceKernel<T>(reduce.Kind, values[node.Inputs[0]], values[node],
        stretched.Contains(node.Inputs[0]) ? Elementwise((Map)node.Inputs[0].Primitive, node.Inputs[0]) : null);

    public Kernel<T>? Reshape(Reshape reshape, Node node) =>
        node.IsHostScalar ? new HostMapKernel<T>(new Expr.Input(0), Inputs(node), values[node]) : null;

    public Kernel<T>? View(View view, Node node) => new ViewKernel<T>(view, values[node.Inputs[0]], values[node]);

    public Kernel<T>? Pad(Pad pad, Node node) => new PadKernel<T>(pad, values[node.Inputs[0]], values[node]);

    public Kernel<T>? Gather(Gather gather, Node node) => new GatherKernel<T>(values[node.Inputs[0]], values[node.Inputs[1]], values[node]);

    public Kernel<T>? ScatterAdd(ScatterAdd scatter, Node node) =>
        new ScatterAddKernel<T>(values[node.Inputs[0]], values[node.Inputs[1]], values[node]);

    public Kernel<T>? FirstOccurrences(FirstOccurrences first, Node node) => new FirstOccurrencesKernel<T>(first.Rows, values[node.Inputs[0]], values[node]);

    public Kernel<T>? ReplaceRows(ReplaceRows replace, Node node) =>
        new ReplaceRowsKernel<T>(values[node.Inputs[0]], values[node.Inputs[1]], values[node.Inputs[2]], values[node]);

    public Kernel<T>? Scan(Scan scan, Node node) => new ScanKernel<T>(scan, Inputs(node), values[node]);

    public Kernel<T>? Push(Push push, Node node) =>
        new PushKernel<T>(push.Length, values[node.Inputs[0]], values[node.Inputs[1]], values[node.Inputs[2]], values[node]);

    public Kernel<T>? Latest(Latest latest, Node node) => new LatestKernel<T>(latest.Length, values[node.Inputs[0]], values[node.Inputs[1]], values[node]);

    public Kernel<T>? Concatenate(Concatenate concatenate, Node node) =>
        new ConcatenateKernel<T>(concatenate, Inputs(node), values[node]);

    public Kernel<T>? Random(RandomUniform random, Node node) => new RandomKernel<T>(random, values[node]);

    public Kernel<T>? SampleAxis(SampleAxis axis, Node node) => new CopyKernel<T>(values[node.Inputs[0]], values[node]);

    public Kernel<T>? Iota(Iota iota, Node node) => new IotaKernel<T>(values[node]);

    private Value<T>[] Inputs(Node node) => [.. node.Inputs.Select(input => values[input])];
}
