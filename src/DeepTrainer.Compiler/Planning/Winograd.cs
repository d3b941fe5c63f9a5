using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Convolutions of 3×3 with stride 1 by Winograd's minimal filtering F(2×2, 3×3): two by two outputs are made of four by four inputs with 16 products
/// instead of 36. Inputs and weights are transformed by sums and differences, multiplied place by place, summed over channels, and transformed back:
/// Y = Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015).
/// </summary>
internal sealed class Winograd
{
    private const int Outputs = 2, Taps = 3, Inputs = Outputs + Taps - 1;

    private readonly GraphBuilder g = new();
    private readonly Dictionary<Node, Node> copies = [];
    private readonly Dictionary<Node, Phases> phases = [];
    private readonly Dictionary<Node, Convolution> chosen;

    private Winograd(Dictionary<Node, Convolution> chosen) => this.chosen = chosen;

    /// <summary>The graph with the convolutions for which it pays written so.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">How weights lie.</param>
    /// <param name="oneSample">Whether it is computed for one sample, or for many.</param>
    public static Graph Run(Graph graph, WeightLayouts weights, bool oneSample) =>
        weights.Winograd ? Run(graph, c => !c.ReadsNarrow(weights) && c.Pays(oneSample)) : graph;

    /// <summary>The graph with some convolutions written so.</summary>
    internal static Graph Run(Graph graph, Func<Convolution, bool> isChosen)
    {
        Dictionary<Node, Convolution> chosen = graph.Nodes.Select(Convolution.Of).OfType<Convolution>().Where(isChosen).ToDictionary(c => c.Node);
        if (chosen.Count == 0)
            return graph;
        Winograd pass = new(chosen);
        foreach (Node node in graph.Nodes)
        {
            pass.g.Scope = node.Name;
            pass.Copy(node);
        }
        return new([.. graph.Outputs.Select(o => (o.Role, pass.Whole(o.Value)))], [.. graph.Updates.Select(u => (pass.Whole(u.Target), pass.Whole(u.Value)))]);
    }

    private void Copy(Node node)
    {
        if (chosen.TryGetValue(node, out Convolution? found))
            phases[node] = Convolved(found);
        else if (LikeOf(node) is { } like)
            phases[node] = like with { Values = [.. like.Values.Select((_, p) => g.Make(node.Primitive, [.. node.Inputs.Select(i => Phase(i, like, p))]))] };
        else
            copies[node] = g.Make(node.Primitive, [.. node.Inputs.Select(Whole)]);
    }

    // What is computed of a convolution element by element, such as its activation, is computed of each phase.
    private Phases? LikeOf(Node node)
    {
        Phases[] seen = [.. node.Primitive is Map ? node.Inputs.Where(phases.ContainsKey).Select(i => phases[i]) : []];
        return seen.Length > 0 && Array.TrueForAll(seen, s => s.Whole == node.Shape && s.Axes == seen[0].Axes) ? seen[0] : null;
    }

    // What an element of the phase is made of: the value's own phase, or every second place of it.
    private Node Phase(Node value, Phases like, int phase)
    {
        if (phases.TryGetValue(value, out Phases? own))
            return own.Values[phase];
        Node whole = Whole(value);
        int missing = like.Whole.Rank - whole.Shape.Rank;
        int[] axes = [like.Axes.Rows - missing, like.Axes.Columns - missing];
        for (int side = 0; side < axes.Length; side++)
        {
            if (axes[side] >= 0 && whole.Shape[axes[side]] > 1)
                whole = g.Slice(whole, axes[side], side == 0 ? phase / Outputs : phase % Outputs, whole.Shape[axes[side]] / Outputs, Outputs);
        }
        return whole;
    }

    private Node Whole(Node node)
    {
        if (copies.TryGetValue(node, out Node? known))
            return known;
        Phases parts = phases[node];
        string scope = g.Scope;
        g.Scope = node.Name;
        Node whole = g.Interleave(parts.Axes.Rows, [.. Enumerable.Range(0, Outputs).Select(row =>
            g.Interleave(parts.Axes.Columns, [.. Enumerable.Range(0, Outputs).Select(column => parts.Values[(row * Outputs) + column])]))]);
        g.Scope = scope;
        return copies[node] = whole;
    }

    private Phases Convolved(Convolution c)
    {
        (string image, string factor, string result) = (c.ImageLetters, c.FactorLetters, c.ResultLetters);
        char place = ((Contract)c.Node.Primitive).Unused();
        // Samples, the places in a tile, the tiles, channels.
        string Order(string letters) => new([letters[0], place, c.Rows.Position, c.Columns.Position, letters.Skip(1).Single(l => l != c.Rows.Position && l != c.Columns.Position)]);
        (string tiles, string products) = (Order(image), Order(result));
        Node weights = Whole(c.Factor), seen = Whole(c.Image);
        Node u = g.Named("filter", () => Joined(Transformed(Weights(c, weights), FilterRows, Taps), 0));
        Node v = g.Named("tiles", () => Joined(Transformed(Tiles(c, seen, tiles.Remove(1, 1)), InputRows, Inputs), 1));
        Node m = g.Named("products", () => g.Contract(new Contract(tiles, place + factor, products), v, u));
        Node Seen(int k) => g.View(m, Shape.Batched([.. result.Skip(1).Select(l => m.Shape[products.IndexOf(l)])]),
            [.. products.Select(l => l == place ? Affine.At(k) : Affine.Along(result.IndexOf(l)))]);
        Node[] sums = [.. Enumerable.Range(0, Inputs * Inputs).Select(Seen)];
        return new([.. Transformed(sums, OutputRows, Inputs)], c.Node.Shape, (result.IndexOf(c.Rows.Position), result.IndexOf(c.Columns.Position)));
    }

    private Node Joined(IEnumerable<Node> places, int axis) => g.Concatenate(axis, [.. places.Select(p => g.Reshape(p, p.Shape.Insert(axis, 1)))]);

    // A square of values times a matrix from the left, and its transpose from the right.
    private static IEnumerable<Node> Transformed(Node[] square, Func<Node[], Node[]> rows, int size)
    {
        Node[][] columns = [.. Enumerable.Range(0, size).Select(j => rows([.. Enumerable.Range(0, size).Select(i => square[(i * size) + j])]))];
        return Enumerable.Range(0, columns[0].Length).SelectMany(i => rows([.. columns.Select(column => column[i])]));
    }

    private Node[] InputRows(Node[] d) =>
        [g.Map((a, b) => a - b, d[0], d[2]), g.Map((a, b) => a + b, d[1], d[2]), g.Map((a, b) => a - b, d[2], d[1]), g.Map((a, b) => a - b, d[1], d[3])];

    private Node[] FilterRows(Node[] w) =>
        [w[0], g.Map((a, b, c) => 0.5 * (a + b + c), w[0], w[1], w[2]), g.Map((a, b, c) => 0.5 * (a - b + c), w[0], w[1], w[2]), w[2]];

    private Node[] OutputRows(Node[] m) => [g.Map((a, b, c) => a + b + c, m[0], m[1], m[2]), g.Map((a, b, c) => a - b - c, m[1], m[2], m[3])];

    private Node[] Weights(Convolution c, Node factor) => [.. Enumerable.Range(0, Taps * Taps).Select(tap => c.Weight(g, factor, tap / Taps, tap % Taps))];

    private Node[] Tiles(Convolution c, Node image, string order) =>
        [.. Enumerable.Range(0, Inputs * Inputs).Select(at => c.Tile(g, image, order, at / Inputs, at % Inputs))];

    /// <summary>The outputs by where they are in their tile of two by two, which are rows and columns of the axes.</summary>
    private sealed record Phases(ImmutableArray<Node> Values, Shape Whole, (int Rows, int Columns) Axes);

    /// <summary>A convolution of images that can be written so.</summary>
    /// <param name="Node">What it gives: samples, channels and positions.</param>
    /// <param name="Rows">How it moves over rows.</param>
    /// <param name="Columns">How it moves over columns.</param>
    internal sealed record Convolution(Node Node, Convolution.Side Rows, Convolution.Side Columns)
    {
        private Contract Contract => (Contract)Node.Primitive;

        private View Windows => (View)Node.Inputs[0].Primitive;

        /// <summary>What it looks at.</summary>
        public Node Image => Node.Inputs[0].Inputs[0];

        /// <summary>The weights.</summary>
        public Node Factor => Node.Inputs[1];

        /// <summary>The letters of the dimensions of the image: samples, channels, and both positions.</summary>
        public string ImageLetters => new([.. Windows.Indices.Select((index, d) => d == Rows.Dimension ? Rows.Position : d == Columns.Dimension ? Columns.Position
            : Contract.A[index.Terms[0].Axis])]);

        /// <summary>Those of the weights but for the taps.</summary>
        public string FactorLetters => new([.. Contract.B.Where(l => l != Rows.Tap && l != Columns.Tap)]);

        /// <summary>Those of the result.</summary>
        public string ResultLetters => Contract.Result;

        /// <summary>The convolution that a node is; none if it is none, or another.</summary>
        public static Convolution? Of(Node node)
        {
            if (node.Primitive is not Contract { A.Length: 6, B.Length: 4, Result.Length: 4 } contract || node.Inputs[0].Primitive is not View view
                || !node.Shape.IsBatched || view.Indices.Count != 4 || view.Indices[0] != Affine.Along(0))
                return null;
            Side[] sides = [.. Enumerable.Range(1, 3).Where(d => view.Indices[d].Terms.Count == 2).Select(d => SideOf(contract, view, d)).OfType<Side>()];
            bool isRest = Enumerable.Range(1, 3).Except(sides.Select(s => s.Dimension)).All(d => view.Indices[d] is { Offset: 0, Terms: [{ Step: 1, Axis: var axis }] }
                && contract.B.IndexOf(contract.A[axis]) >= 0 && contract.Result.IndexOf(contract.A[axis]) < 0);
            return sides.Length == 2 && isRest && contract.Result[0] == contract.A[0] && contract.B.Count(l => contract.Result.IndexOf(l) >= 0) == 1
                ? new(node, sides[0], sides[1]) : null;
        }

        private static Side? SideOf(Contract contract, View view, int dimension)
        {
            Term[] terms = [.. view.Indices[dimension].Terms.OrderBy(t => contract.Result.IndexOf(contract.A[t.Axis]) < 0)];
            (char position, char tap) = (contract.A[terms[0].Axis], contract.A[terms[1].Axis]);
            bool isSlid = terms[0].Step == 1 && Math.Abs(terms[1].Step) == 1 && view.Shape[terms[1].Axis] == Taps && view.Shape[terms[0].Axis] % Outputs == 0
                && contract.Result.IndexOf(position) >= 0 && contract.B.IndexOf(position) < 0 && contract.B.IndexOf(tap) >= 0 && contract.Result.IndexOf(tap) < 0;
            return isSlid ? new(dimension, position, tap, view.Indices[dimension].Offset, terms[1].Step < 0) : null;
        }

        /// <summary>Whether its weights are kept as another type than float32: those are read where they are multiplied.</summary>
        public bool ReadsNarrow(WeightLayouts weights) => Views.Looked(Factor).Any(n => n.Primitive is Source && weights.Narrow.ContainsKey(n.Name));

        /// <summary>Whether the multiply-adds saved take longer than the transforms. Those of filters are made once for all samples at hand.</summary>
        public bool Pays(bool oneSample)
        {
            long channels = ExtentSeen(Contract.B.Single(l => l != Rows.Tap && l != Columns.Tap && ResultLetters.IndexOf(l) < 0));
            long outputs = Node.Shape.SampleSize / (Extent(Rows) * Extent(Columns)), tiles = Extent(Rows) * Extent(Columns) / (Outputs * Outputs);
            double saved = tiles * channels * outputs * ((Outputs * Outputs * Taps * Taps) - (Inputs * Inputs)) * Costs.MultiplyAdd / Placement.Padding;
            double transformed = tiles * (Vectors(channels) + Vectors(outputs)) * (oneSample ? Costs.WinogradTile : Costs.WinogradTileOfMany);
            double filters = channels * Vectors(outputs) * Costs.WinogradFilter / (oneSample ? 1 : Placement.Padding);
            return saved > transformed + filters;

            static long Vectors(long floats) => (floats + Placement.Padding - 1) / Placement.Padding;
        }

        // Of the image's channels only some may be seen.
        private int ExtentSeen(char letter) => Windows.Shape[Contract.A.IndexOf(letter)];

        private long Extent(Side side) => Node.Shape[ResultLetters.IndexOf(side.Position)];

        /// <summary>One of the filters' nine weights for each pair of channels.</summary>
        public Node Weight(GraphBuilder g, Node factor, int row, int column)
        {
            int[] axes = [Contract.B.IndexOf(Rows.Tap), Contract.B.IndexOf(Columns.Tap)];
            Node one = g.Slice(g.Slice(factor, axes[0], Rows.TapAt(row), 1), axes[1], Columns.TapAt(column), 1);
            return g.Reshape(one, one.Shape.Without(axes.Max()).Without(axes.Min()));
        }

        /// <summary>
        /// One of the sixteen places of all tiles, its dimensions in the order of the letters. Those that no border touches are seen within it, too: what it
        /// surrounds needs no memory of its own.
        /// </summary>
        public Node Tile(GraphBuilder g, Node image, string order, int row, int column)
        {
            Affine Index(char letter) => letter == Rows.Position ? Affine.Along(order.IndexOf(letter), Outputs, Rows.First + row)
                : letter == Columns.Position ? Affine.Along(order.IndexOf(letter), Outputs, Columns.First + column) : Affine.Along(order.IndexOf(letter));
            Shape shape = Shape.Batched([.. order.Skip(1).Select(l => l == Rows.Position || l == Columns.Position
                ? Node.Shape[ResultLetters.IndexOf(l)] / Outputs : ExtentSeen(l))]);
            return g.Make(new View(shape, ImageLetters.Select(Index).ToEquatableArray()), image);
        }

        /// <summary>How it moves over a dimension of the image.</summary>
        /// <param name="Dimension">The dimension.</param>
        /// <param name="Position">The letter of its positions.</param>
        /// <param name="Tap">The letter of the filter's places.</param>
        /// <param name="Offset">Where the first tap of the first position is.</param>
        /// <param name="Backwards">Whether later taps see earlier places, as in gradients.</param>
        internal sealed record Side(int Dimension, char Position, char Tap, int Offset, bool Backwards)
        {
            /// <summary>The first place that is seen.</summary>
            public int First => Backwards ? Offset - Taps + 1 : Offset;

            /// <summary>The tap that sees a place of the window.</summary>
            public int TapAt(int place) => Backwards ? Taps - 1 - place : place;
        }
    }
}
