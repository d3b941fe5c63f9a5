namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// The values of a step that are sums over the samples of its batch, so that a batch's are the totals of those of its parts.
/// </summary>
internal sealed class SampleSums
{
    private readonly HashSet<Node> raw = [], early = [], followers = [], sums = [];

    private SampleSums()
    {
    }

    /// <summary>Those that samples' own values follow from: they are made of targets alone.</summary>
    public ImmutableArray<Node> Early { get; private set; } = [];

    /// <summary>The others, as far as what is made of them is a sum as well.</summary>
    public ImmutableArray<Node> Late { get; private set; } = [];

    /// <summary>The sums of a step; none if a sample's values follow from what is summed over all of them, or from other samples directly.</summary>
    public static SampleSums? Of(Graph step)
    {
        if (step.Nodes.Any(MixesSamples))
            return null;
        SampleSums found = new();
        found.raw.UnionWith(step.Nodes.Where(SumsSamples));
        if (!found.FindEarly(step))
            return null;
        found.FindLate(step);
        return found;
    }

    // Whether a sample's part of the value shows other samples, or where in the batch it is, other than by a sum.
    private static bool MixesSamples(Node node) => node.Shape.Open > (node.Shape.IsBatched ? 1 : 0) || node.Primitive switch
    {
        RandomUniform { IsDrawn: true } => true,
        Iota iota => iota.Extent == Shape.Batch,
        Gather => node.Inputs[0].Shape.IsBatched,
        Reduce { Kind: not Reduction.Sum } => node.Inputs[0].Shape.IsBatched && !node.Shape.IsBatched,
        Contract contract => node.Inputs[0].Shape.IsBatched && node.Inputs[1].Shape.IsBatched && contract.A[0] != contract.B[0],
        Scan scan => scan.Body.Graph.Nodes.Any(n => MixesSamples(n) || SumsSamples(n)),
        Map or Reduce or View or Reshape or Concatenate or Pad or ScatterAdd or Source or RandomUniform => false,
        _ => true,
    };

    private static bool SumsSamples(Node node) => !node.Shape.IsBatched && ReadsSamples(node);

    private static bool ReadsSamples(Node node)
    {
        foreach (Node input in node.Inputs)
        {
            if (input.Shape.IsBatched)
                return true;
        }
        return false;
    }

    private static bool ReadsOf(HashSet<Node> nodes, Node reader)
    {
        foreach (Node input in reader.Inputs)
        {
            if (nodes.Contains(input))
                return true;
        }
        return false;
    }

    // Of what is summed, a sample may need no more than what the targets tell.
    private bool FindEarly(Graph step)
    {
        HashSet<Node> ofSamples = [], ofSums = [], needed = [];
        foreach (Node node in step.Nodes)
        {
            if (node.Primitive is Source { Kind: SourceKind.Input } || ReadsOf(ofSamples, node))
                ofSamples.Add(node);
            if (ReadsOf(raw, node) || ReadsOf(ofSums, node))
                ofSums.Add(node);
        }
        for (int n = step.Nodes.Length - 1; n >= 0; n--)
        {
            Node node = step.Nodes[n];
            if (node.Shape.IsBatched || needed.Contains(node))
                needed.UnionWith(node.Inputs);
        }
        Early = [.. step.Nodes.Where(n => raw.Contains(n) && needed.Contains(n))];
        early.UnionWith(Early);
        return !Early.Any(e => ofSamples.Contains(e) || ofSums.Contains(e));
    }

    private void FindLate(Graph step)
    {
        foreach (Node node in step.Nodes.Where(n => !n.Shape.IsBatched && !early.Contains(n)))
        {
            bool follows = ReadsOf(followers, node);
            if (follows || raw.Contains(node))
                followers.Add(node);
            if (raw.Contains(node) || (follows && IsLinear(node)))
                sums.Add(node);
        }
        HashSet<Node> ends = [.. step.Outputs.Select(o => o.Value), .. step.Updates.Select(u => u.Value)];
        foreach (Node node in step.Nodes.Where(n => !sums.Contains(n)))
            ends.UnionWith(node.Inputs);
        Late = [.. step.Nodes.Where(n => sums.Contains(n) && ends.Contains(n))];
    }

    // Whether the value made of totals is the total of the values made of parts, and no larger than what it is made of.
    private bool IsLinear(Node node)
    {
        int[] ofSums = [.. Enumerable.Range(0, node.Inputs.Length).Where(i => followers.Contains(node.Inputs[i]))];
        return ofSums is [var only] && sums.Contains(node.Inputs[only]) && node.Shape.SampleSize <= node.Inputs[only].Shape.SampleSize && node.Primitive switch
        {
            Reshape or View or Reduce { Kind: Reduction.Sum } => true,
            Map map => node.Inputs.Where((_, i) => i != only).All(IsOfBatchSize) && IsLinear(map.Body, only),
            _ => false,
        };
    }

    // Other factors, and what an optimizer keeps, are for the totals.
    private static bool IsOfBatchSize(Node node) => node.IsHostScalar && (node.Primitive is Source source ? source.Name == Source.BatchSize : node.Inputs.All(IsOfBatchSize));

    // Whether it is the input times a factor that doesn't know it. That its slope is a constant isn't enough: a sign's is 0.
    private static bool IsLinear(Expr body, int input) => body switch
    {
        Expr.Input own => own.Index == input,
        Expr.Call { Operation: var operation, Arguments: [var x] } => operation == Operation.Negate && IsLinear(x, input),
        Expr.Call { Operation: var operation, Arguments: [var x, var y] } =>
            operation == Operation.Add || operation == Operation.Subtract ? IsLinear(x, input) && IsLinear(y, input)
            : operation == Operation.Multiply ? (IsLinear(x, input) && !y.Inputs.Contains(input)) || (!x.Inputs.Contains(input) && IsLinear(y, input))
            : operation == Operation.Divide && IsLinear(x, input) && !y.Inputs.Contains(input),
        _ => false,
    };
}
