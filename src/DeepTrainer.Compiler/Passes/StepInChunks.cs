namespace DeepTrainer.Compiler.Passes;

/// <summary>A sum over the samples of a batch.</summary>
/// <param name="Name">What its total is called.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Parameter">The parameter whose gradient it is, as which it lies in memory; none if it is another sum.</param>
public sealed record SampleSum(string Name, Shape Shape, string? Parameter);

/// <summary>
/// A training step cut at its sums over samples: what is computed of samples can then be computed for some of them after others, and what follows from the
/// sums once, of their totals.
/// </summary>
/// <param name="Before">Adds up what samples need of all others, such as how much the labels weigh that count; none if they need nothing.</param>
/// <param name="Chunk">Adds the sums of some samples to the totals.</param>
/// <param name="After">Loss and updates, of the totals.</param>
/// <param name="Sums">The totals.</param>
public sealed record StepInChunks(Graph? Before, Graph Chunk, Graph After, ImmutableArray<SampleSum> Sums)
{
    /// <summary>The step, cut; none if a sample's values follow from what is summed over all of them, or from other samples directly.</summary>
    public static StepInChunks? Of(Graph step) => SampleSums.Of(step) is { } sums ? new Cut(step, sums).Run() : null;

    private sealed class Cut(Graph step, SampleSums sums)
    {
        private readonly Dictionary<Node, SampleSum> totals = [];
        private readonly HashSet<string> names = [];
        private readonly HashSet<Node> late = [.. sums.Late];

        public StepInChunks Run()
        {
            foreach ((Node target, Node value) in step.Updates.Where(u => u.Target.Primitive is Source { Kind: SourceKind.Parameter }))
            {
                foreach (Node gradient in GradientsIn(value, target.Shape))
                    totals[gradient] = new(Named(target.Name), gradient.Shape, target.Name);
            }
            foreach (Node other in sums.Early.Concat(sums.Late).Where(s => !totals.ContainsKey(s)))
                totals[other] = new(Named(other.Name), other.Shape, null);
            return new(sums.Early.IsEmpty ? null : Adding(sums.Early, given: []), Adding(sums.Late, given: sums.Early), After(),
                [.. sums.Early.Concat(sums.Late).Select(s => totals[s])]);
        }

        private string Named(string of)
        {
            string name = of + " total";
            for (int n = 2; !names.Add(name); n++)
                name = $"{of} total {Format.Integer(n)}";
            return name;
        }

        // The sums from which a weight's elements follow one by one.
        private IEnumerable<Node> GradientsIn(Node update, Shape shape)
        {
            HashSet<Node> seen = [];
            Stack<Node> open = new([update]);
            while (open.Count > 0)
            {
                Node value = open.Pop();
                if (value.Shape != shape || !seen.Add(value) || totals.ContainsKey(value))
                    continue;
                if (late.Contains(value))
                {
                    yield return value;
                    continue;
                }
                for (int i = value.Inputs.Length - 1; value.Primitive is Map && i >= 0; i--)
                    open.Push(value.Inputs[i]);
            }
        }

        private Graph Adding(ImmutableArray<Node> added, ImmutableArray<Node> given)
        {
            GraphBuilder g = new();
            Dictionary<Node, Node> replaced = given.ToDictionary(s => s, s => Total(g, s));
            foreach (Node node in step.Nodes)
            {
                g.Scope = node.Name;
                if (OfChunk(g, node) is { } own)
                    replaced[node] = own;
            }
            GraphCopy copy = new(g, replaced);
            return new([], [.. added.Select(sum => Added(g, sum, copy.Of(sum)))]);
        }

        private (Node Total, Node Value) Added(GraphBuilder g, Node sum, Node own)
        {
            g.Scope = sum.Name;
            Node total = Total(g, sum);
            return (total, g.Map((t, v) => t + v, total, own));
        }

        private Graph After()
        {
            GraphBuilder g = new();
            GraphCopy copy = new(g, totals.Keys.ToDictionary(s => s, s => Total(g, s)));
            return new([.. step.Outputs.Select(o => (o.Role, copy.Of(o.Value)))], [.. step.Updates.Select(u => (copy.Of(u.Target), copy.Of(u.Value)))]);
        }

        private Node Total(GraphBuilder g, Node sum) => g.Source(SourceKind.State, totals[sum].Name, sum.Shape);

        // In a chunk the samples aren't all of the batch, and not its first.
        private static Node? OfChunk(GraphBuilder g, Node node) => node.Primitive switch
        {
            Source { Name: Source.BatchSize } => g.HostScalar(Source.WholeBatch),
            RandomUniform random when random.Shape.IsBatched => g.Make(random with { IsOfChunk = true }),
            _ => null,
        };
    }
}
