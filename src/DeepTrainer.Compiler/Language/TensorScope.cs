namespace DeepTrainer.Compiler.Language;

/// <summary>
/// Where a function of tensors runs: the graph that it makes, and how it sees values. In a layer a value is that of one sample, and the batch
/// in front of it is not seen; in a loss it is seen, as axis 0.
/// </summary>
/// <param name="owner">The layer, loss or optimizer.</param>
/// <param name="seesBatch">Whether the batch is an axis like others.</param>
/// <param name="training">Whether the graph is for training.</param>
/// <param name="like">A value of each sample, for what is to have a batch.</param>
public sealed class TensorScope(ITensorOwner owner, bool seesBatch, bool training, Node? like)
{
    private readonly Dictionary<string, int> parts = [];

    public GraphBuilder Graph => owner.Graph;

    /// <summary>The layer, loss or optimizer.</summary>
    public ITensorOwner Owner => owner;

    /// <summary>Where tensors are kept from step to step; nowhere in losses.</summary>
    public ITensorKeeper? Keeper => owner as ITensorKeeper;

    /// <summary>What the function makes is called so.</summary>
    public string Name => owner.Name;

    public bool SeesBatch => seesBatch;

    public bool Training => training;

    /// <summary>The samples of the largest batch, where samples can be compared; none elsewhere.</summary>
    public int? MaxBatch { get; init; }

    /// <summary>A number of the function that can be changed at run time.</summary>
    /// <exception cref="TensorException">It isn't within its range.</exception>
    public Node Number(TensorParameter parameter, double value)
    {
        string range = RangeText.Of(parameter.Min, parameter.Max), name = $"{owner.NumbersOf}.{parameter.Name}";
        if (!(value >= parameter.Min && value <= parameter.Max))
            throw new TensorException($"'{parameter.Name}' is {Format.Number(value)}, but must be {range}");
        Graph.Limit(name, parameter.Min, parameter.Max, range);
        return Graph.Number(name, value, adjustable: "*");
    }

    /// <summary>How many axes in front are not seen.</summary>
    public int Hidden(Node node) => !seesBatch && node.Shape.IsBatched ? 1 : 0;

    /// <summary>The extents that are seen; that of the batch is -1.</summary>
    public ImmutableArray<int> ShapeOf(Node node) => [.. node.Shape.Dimensions.Skip(Hidden(node))];

    /// <summary>The extents as text: "[3, 32, 32]".</summary>
    public string TextOf(Node node) => new Shape(ShapeOf(node).ToEquatableArray()).ToString();

    /// <summary>A shape that is seen as these extents, with the batch if the node has one.</summary>
    public Shape Under(Node node, IEnumerable<int> seen) => new(node.Shape.Dimensions.Take(Hidden(node)).Concat(seen).ToEquatableArray());

    /// <summary>The graph's axis for one that is seen, which counts from the end if negative.</summary>
    /// <exception cref="TensorException">There is no such axis.</exception>
    public int Axis(Node node, int axis)
    {
        int hidden = Hidden(node), rank = node.Shape.Rank - hidden;
        if (axis < -rank || axis >= rank)
            throw new TensorException($"axis {Format.Integer(axis)} of {TextOf(node)}: there are axes from {Format.Integer(-rank)} to {Format.Integer(rank - 1)}");
        return hidden + (axis < 0 ? axis + rank : axis);
    }

    /// <summary>Values of samples with new axes behind the batch, so that all have as many as the one with the most.</summary>
    public ImmutableArray<Node> Aligned(ImmutableArray<Node> nodes)
    {
        int rank = nodes.Max(n => n.Shape.Rank - Hidden(n));
        return [.. nodes.Select(n => Hidden(n) == 0 || n.Shape.Rank - 1 == rank ? n
            : Graph.Reshape(n, Under(n, Enumerable.Repeat(1, rank - n.Shape.Rank + 1).Concat(ShapeOf(n)))))];
    }

    /// <summary>An expression over values that are broadcast against each other, as NumPy does it.</summary>
    /// <exception cref="TensorException">They don't fit.</exception>
    public Node Map(Expr body, params Node[] nodes)
    {
        ImmutableArray<Node> aligned = Aligned([.. nodes]);
        Shape shape = Shape.Scalar;
        foreach (Node node in aligned)
        {
            Shape? both = Shape.Broadcast(shape, node.Shape);
            if (both is not { } fits || (fits.Dimensions.Contains(Shape.Batch) && !fits.IsBatched))
            {
                string why = seesBatch ? "; axes are compared from the last one, and keepDims: true keeps those that are summed"
                    : "; axes are compared from the last one, and must be equal or 1";
                throw new TensorException($"the shapes {string.Join(" and ", nodes.Select(TextOf))} don't fit together{why}");
            }
            shape = fits;
        }
        return Graph.Map(body, aligned);
    }

    public Node Number(double value) => Graph.Map(value, []);

    /// <summary>A value with extents of 1 stretched, and new ones in front.</summary>
    public Node Stretched(Node x, Shape shape)
    {
        if (x.Shape == shape)
            return x;
        Node node = x;
        for (int i = 0; i < shape.Rank - x.Shape.Rank; i++)
            node = Graph.Reshape(node, node.Shape.Insert(0, 1));
        for (int d = 0; d < shape.Rank; d++)
        {
            if (node.Shape[d] != shape[d])
                node = Graph.View(node, node.Shape.With(d, shape[d]), [.. Enumerable.Range(0, shape.Rank).Select(a => a == d ? Affine.At(0) : Affine.Along(a))]);
        }
        return node;
    }

    /// <summary>A value that all samples share, as one that each has.</summary>
    public Node Batched(Node node)
    {
        if (node.Shape.IsBatched)
            return node;
        Node one = like is null ? throw new TensorException("a value that all samples share can't become one of each here")
            : Graph.View(like, Shape.Batched([.. Enumerable.Repeat(1, node.Shape.Rank)]), [Affine.Along(0), .. Enumerable.Repeat(Affine.At(0), like.Shape.Rank - 1)]);
        return Graph.BroadcastTo(node, Graph.Map(new Expr.Input(0), [one, node]));
    }

    /// <summary>The name of a part of the layer that was given none: its kind and number.</summary>
    public string PartName(string kind)
    {
        parts[kind] = parts.TryGetValue(kind, out int number) ? number + 1 : 1;
        return Format.Camel(kind) + Format.Integer(parts[kind]);
    }

    /// <summary>Makes nodes that are called after a variable.</summary>
    public T Named<T>(string variable, Func<T> make)
    {
        string scope = Graph.Scope;
        Graph.Scope = $"{Name}.{variable}";
        T made = make();
        Graph.Scope = scope;
        return made;
    }

    /// <summary>The gradients of the sum of a value with respect to another; 0 where it does not depend on it.</summary>
    /// <exception cref="TensorException">What it is made of was taken in its place, or all samples share it.</exception>
    public Node Gradient(Node of, Node with)
    {
        if (Graph.IsSeenThrough(with))
            throw new TensorException($"Gradient with respect to {TextOf(with)}: what was made of it has been made of what it shows instead; take a "
                + "copy, Tensor copy = WithGradientOf(t, t), and make the rest of that");
        string scope = Graph.Scope;
        Node seed = Graph.Map(new Expr.Constant(1), [of]);
        Node? gradient = Differentiate.Run(Graph, of, seed, [with])[0];
        Graph.Scope = scope;
        // it would be summed over the batch, so that samples saw each other
        if (gradient is not null && !seesBatch && of.Shape.IsBatched && !with.Shape.IsBatched)
        {
            throw new TensorException($"Gradient with respect to {TextOf(with)}, which all samples share: it would be that of all samples together, "
                + "of which a layer sees one; give each sample a copy of its own, "
                + "Tensor own = WithGradientOf(w + 0 * Sum(x), w + 0 * Sum(x)) with a value x of each sample, and make the rest of that");
        }
        return gradient ?? Graph.Map(new Expr.Constant(0), [with]);
    }
}
