using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Primitives;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Declarations;

namespace DeepTrainer.Benchmarks.Machine;

/// <summary>What a call of a workload can't do without: the multiply-adds of its graph's contractions, and reading its weights.</summary>
/// <param name="MultiplyAdds">For all samples of the batch.</param>
/// <param name="Bytes">Weights, and in training what the optimizer keeps.</param>
internal sealed record Work(long MultiplyAdds, long Bytes)
{
    public static Work Of(Workload workload) =>
        Of(NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(workload.Declaration)), workload.Operation, workload.Batch);

    public static Work Of(NetworkModel model, Operation operation, int batch)
    {
        bool trains = operation == Operation.Train;
        Graph graph = operation == Operation.Step ? model.Streaming!.Graph : model.Inference;
        long states = trains ? model.States.Sum(s => s.Shape.SampleSize) : 0;
        long weights = model.Parameters.Sum(p => p.Shape.SampleSize) - (states == 0 ? Unread(model, batch) : 0);
        return new(Count(graph, batch, trains), sizeof(float) * (weights + states));
    }

    /// <summary>The fastest it can be, in microseconds.</summary>
    public double Floor(Limits limits) => Math.Max(MultiplyAdds / limits.MultiplyAdds, Bytes / limits.Bandwidth(Bytes));

    // Of a table only the rows that samples name are read; an optimizer with state may need all of them.
    private static long Unread(NetworkModel model, int batch) =>
        model.LayerParts.Where(part => part.Spec.Kind == "Embedding").DistinctBy(part => part.Owner).Sum(part =>
        {
            long dim = (long)part["Dim"]!.Number!.Value, table = (long)part["Rows"]!.Number!.Value * dim;
            return Math.Max(0, table - (batch * part.Inputs[0].Shape.SampleSize * dim));
        });

    // The gradient of y = a·b is as much work for each of a and b, and is needed for those that depend on weights. Where a recurrence is
    // given something it is taken to depend on them, as the state does.
    private static long Count(Graph graph, int batch, bool trains)
    {
        var depend = new HashSet<Node>();
        long sum = 0;
        foreach (Node node in graph.Nodes)
        {
            if (node.Primitive is Source { Kind: SourceKind.Parameter or SourceKind.Placeholder } || node.Inputs.Any(depend.Contains))
                depend.Add(node);
            sum += node.Primitive switch
            {
                Contract contract => Count(contract, node.Inputs[0].Shape, node.Inputs[1].Shape, batch) * (1 + (trains ? node.Inputs.Count(depend.Contains) : 0)),
                Scan scan => scan.Steps * Count(scan.Body.Graph, batch, trains),
                _ => 0,
            };
        }
        return sum;
    }

    private static long Count(Contract contract, Shape a, Shape b, int batch) => (contract.A + contract.B).Distinct()
        .Select(letter => contract.ExtentOf(letter, a, b))
        .Aggregate(1L, (product, extent) => product * (extent == Shape.Batch ? batch : extent));
}
