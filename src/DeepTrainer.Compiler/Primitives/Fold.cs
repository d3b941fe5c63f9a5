namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// The adjoint of a view, composed of other primitives: dx at a position is the sum of dy over all places that see it. A
/// dimension seen through windows (position = start·s + tap·e + o) is taken apart by its remainder modulo s: the positions of one
/// remainder are met by the same taps, which makes each such phase a sum over a view of dy; the phases are interleaved at the end.
/// </summary>
internal static class Fold
{
    public static Node Run(GraphBuilder g, View view, Shape shape, Node dy)
    {
        int first = shape.IsBatched ? 1 : 0;
        Dimension[] dimensions = [.. Enumerable.Range(first, shape.Rank - first).Select(d => new Dimension(view.Indices[d], shape[d]))];
        Dimension[] windows = [.. dimensions.Where(d => d.Overlaps(dy.Shape))];
        for (int i = 0; i < windows.Length; i++)
            windows[i].PhaseAxis = dy.Shape.Rank + i;
        Pieces pieces = new(dy, [.. Enumerable.Range(0, dy.Shape.Rank), .. windows.Select(_ => Pieces.Gone)]);
        pieces = Windows(g, pieces, windows, 0);
        foreach (Dimension dimension in windows)
            pieces = dimension.Merge(g, pieces);
        foreach (Dimension dimension in dimensions.Except(windows))
            pieces = dimension.Place(g, pieces);
        return Ordered(g, pieces, [.. dimensions.Select(d => d.Axis)], shape);
    }

    /// <summary>
    /// The part of a value that a border surrounds. What a contraction made is not cut out of the result: the contraction is made
    /// on the part of its operand, so that nothing is computed for the border.
    /// </summary>
    public static Node Crop(GraphBuilder g, Node x, EquatableArray<int> before, Shape shape)
    {
        for (int d = 0; d < shape.Rank; d++)
        {
            if (x.Shape[d] == shape[d])
                continue;
            if (x.Primitive is Contract contract && contract.OwnerOf(contract.Result[d]) is { } owner)
            {
                Node[] operands = [.. x.Inputs];
                operands[owner.Operand] = g.Slice(operands[owner.Operand], owner.Axis, before[d], shape[d]);
                x = g.Contract(contract, operands[0], operands[1]);
            }
            else
            {
                x = g.Slice(x, d, before[d], shape[d]);
            }
        }
        return x;
    }

    private static Pieces Windows(GraphBuilder g, Pieces pieces, Dimension[] windows, int next)
    {
        if (next == windows.Length)
            return pieces;
        Dimension window = windows[next];
        Pieces[] phases = [.. Enumerable.Range(0, window.Step).Select(r => Windows(g, window.Phase(g, pieces, r), windows, next + 1))];
        return window.Interleave(g, phases);
    }

    private static Node Ordered(GraphBuilder g, Pieces pieces, int?[] axes, Shape shape)
    {
        Node x = pieces.Value;
        int[] places = [.. axes.Select(a => pieces.Places[a!.Value])];
        if (shape.IsBatched)
            places = [0, .. places];
        int[] summed = [.. Enumerable.Range(0, x.Shape.Rank).Except(places)];
        return g.Reshape(g.Transpose(g.Reduce(Reduction.Sum, x, summed), [.. places, .. summed]), shape);
    }

    /// <summary>A value on its way from dy to dx, and where the view's axes are in it now.</summary>
    private sealed record Pieces(Node Value, ImmutableArray<int> Places)
    {
        public Pieces With(Node value) => this with { Value = value };

        /// <summary>The value without one of the view's axes.</summary>
        public Pieces Without(int axis, Node value)
        {
            int gone = Places[axis];
            return new(value, [.. Places.Select(p => p == gone ? Gone : p > gone ? p - 1 : p)]);
        }

        /// <summary>The value with a new axis at a place.</summary>
        public Pieces Insert(int axis, int place, Node value) => new(value, Places.Select(p => p >= place ? p + 1 : p).ToImmutableArray().SetItem(axis, place));

        public const int Gone = -1;
    }

    /// <summary>A dimension of x: how the view reads it, and its extent.</summary>
    private sealed class Dimension(Affine index, int extent)
    {
        // Of two axes the one with the larger steps starts the windows, the other runs over their taps.
        private readonly Term[] terms = [.. index.Terms.OrderByDescending(t => Math.Abs(t.Step))];

        /// <summary>What the axis of the phases goes by.</summary>
        public int PhaseAxis { get; set; }

        /// <summary>The view's axis that ends up as the dimension.</summary>
        public int? Axis => terms.Length > 0 ? Start.Axis : null;

        public int Step => Start.Step;

        private Term Start => terms[0];

        private Term Tap => terms[1];

        public bool Overlaps(Shape view) => terms.Length switch
        {
            < 2 => false,
            2 => Step > 0 && Tap.Step > 0 && !(Tap.Step == 1 && view[Tap.Axis] <= Step),
            _ => throw new InvalidOperationException($"The view {index} has no adjoint here."),
        };

        /// <summary>The sums for the positions r, r + s, r + 2s, … (behind the offset): Σⱼ dy[start = i + k - j·q, tap = first + j·m].</summary>
        public Pieces Phase(GraphBuilder g, Pieces pieces, int remainder)
        {
            int a = pieces.Places[Start.Axis], b = pieces.Places[Tap.Axis];
            int starts = pieces.Value.Shape[a], taps = pieces.Value.Shape[b], positions = Positions(starts, taps);
            int divisor = Gcd(Step, Tap.Step), m = Step / divisor, q = Tap.Step / divisor;
            if (FirstTap(remainder, taps) is not { } first)
                return pieces.Without(Tap.Axis, g.Map(0, [Stretched(g, pieces.Value, a, b, positions)]));
            // All phases see the same border, so that it is put around dy once.
            int[] offsets = [.. Enumerable.Range(0, Step).Where(r => FirstTap(r, taps) is not null).Select(r => (r - (Tap.Step * FirstTap(r, taps)!.Value)) / Step)];
            int count = ((taps - 1 - first) / m) + 1, k = (remainder - (Tap.Step * first)) / Step;
            int before = Math.Max(0, ((taps - 1) / m * q) - offsets.Min()), after = Math.Max(0, positions - 1 + offsets.Max() - (starts - 1));
            return pieces.Without(Tap.Axis, SumOfTaps(g, pieces.Value, a, b, new(positions, count, k + before, q, first, m), (before, after)));
        }

        // The first tap that meets positions of the remainder.
        private int? FirstTap(int remainder, int taps)
        {
            int first = 0, cycle = Math.Min(Step / Gcd(Step, Tap.Step), taps);
            while (first < cycle && Mod(remainder - (Tap.Step * first), Step) != 0)
                first++;
            return first == cycle ? null : first;
        }

        /// <summary>The phases side by side behind each position, on an axis of their own.</summary>
        public Pieces Interleave(GraphBuilder g, Pieces[] phases)
        {
            if (phases.Length == 1)
                return phases[0];
            int behind = phases[0].Places[Start.Axis] + 1;
            Node joined = g.Concatenate(behind, [.. phases.Select(p => g.Reshape(p.Value, p.Value.Shape.Insert(behind, 1)))]);
            return phases[0].Insert(PhaseAxis, behind, joined);
        }

        /// <summary>Positions and phases as one axis: position = i·s + r.</summary>
        public Pieces Merge(GraphBuilder g, Pieces pieces)
        {
            int a = pieces.Places[Start.Axis];
            if (pieces.Places[PhaseAxis] == Pieces.Gone)
                return pieces.With(Fit(g, pieces.Value, a, index.Offset));
            Shape merged = pieces.Value.Shape.Without(a + 1).With(a, pieces.Value.Shape[a] * Step);
            Pieces one = pieces.Without(PhaseAxis, g.Reshape(pieces.Value, merged));
            return one.With(Fit(g, one.Value, a, index.Offset));
        }

        /// <summary>Puts a dimension without overlaps in its place: slices, steps, flips, and windows that lie side by side.</summary>
        public Pieces Place(GraphBuilder g, Pieces pieces)
        {
            if (terms.Length == 0)
                throw new InvalidOperationException($"The view {index} has no adjoint here.");
            Node x = pieces.Value;
            int a = pieces.Places[Start.Axis], lowest = index.Offset, step = Math.Abs(Start.Step);
            if (terms.Length == 2 && (Math.Abs(Tap.Step) != 1 || x.Shape[pieces.Places[Tap.Axis]] > step))
                throw new InvalidOperationException($"The view {index} has no adjoint here.");
            foreach (Term term in terms.Where(t => t.Step < 0))
            {
                x = g.Flip(x, pieces.Places[term.Axis]);
                lowest += term.Step * (x.Shape[pieces.Places[term.Axis]] - 1);
            }
            if (step == 1)
                return pieces.With(Fit(g, x, a, lowest));
            (Node taps, ImmutableArray<int> places) = terms.Length == 2 ? Beside(g, x, pieces.Places) : (g.Reshape(x, x.Shape.Insert(a + 1, 1)), pieces.Places);
            a = places[Start.Axis];
            Node filled = g.PadAxis(taps, a + 1, 0, step - taps.Shape[a + 1]);
            Node merged = g.Reshape(filled, filled.Shape.Without(a + 1).With(a, filled.Shape[a] * step));
            return new(Fit(g, merged, a, lowest), places);
        }

        private int Positions(int starts, int taps) => ((Step * (starts - 1)) + (Tap.Step * (taps - 1)) + Step) / Step;

        // dy's taps right behind its starts; they leave the list of places
        private (Node, ImmutableArray<int>) Beside(GraphBuilder g, Node x, ImmutableArray<int> places)
        {
            int a = places[Start.Axis], b = places[Tap.Axis];
            List<int> order = [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != b)];
            order.Insert(order.IndexOf(a) + 1, b);
            ImmutableArray<int> moved = [.. places.Select((place, axis) => axis == Tap.Axis ? -1
                : order.IndexOf(place) - (order.IndexOf(place) > order.IndexOf(b) ? 1 : 0))];
            return (g.Transpose(x, [.. order]), moved);
        }

        // The extent of x, wherever in it the positions begin.
        private Node Fit(GraphBuilder g, Node x, int axis, int before)
        {
            int inside = Math.Min(x.Shape[axis], extent - before);
            return g.PadAxis(g.Slice(x, axis, 0, inside), axis, before, extent - before - inside);
        }

        private static Node SumOfTaps(GraphBuilder g, Node z, int a, int b, Taps taps, (int Before, int After) border)
        {
            if (z.Primitive is Contract contract && contract.OwnerOf(contract.Result[a]) is { } starts && contract.OwnerOf(contract.Result[b]) is { } own
                && starts.Operand != own.Operand)
                return OfFactors(g, z, contract, starts, own, (a, b), taps, border);
            ImmutableArray<Affine> indices = [.. Enumerable.Range(0, z.Shape.Rank).Select(d =>
                d == a ? new Affine(taps.Offset, [new(a, 1), new(b, -taps.Back)]) : d == b ? Affine.Along(b, taps.Stride, taps.First) : Affine.Along(d))];
            Node seen = g.View(g.PadAxis(z, a, border.Before, border.After), z.Shape.With(a, taps.Positions).With(b, taps.Count), indices);
            return g.Reshape(g.Reduce(Reduction.Sum, seen, b), seen.Shape.Without(b));
        }

        // Any one value at every position, without the taps: what no tap meets has its shape.
        private static Node Stretched(GraphBuilder g, Node z, int a, int b, int positions) => g.View(z, z.Shape.With(a, positions).Without(b),
            [.. Enumerable.Range(0, z.Shape.Rank).Select(d => d == a || d == b ? Affine.At(0) : Affine.Along(d > b ? d - 1 : d))]);

        // Σⱼ (A·B)[i - j·q, first + j·m] where A alone knows the starts and B alone the taps: the taps are summed while multiplying.
        private static Node OfFactors(
            GraphBuilder g, Node z, Contract contract, (int Operand, int Axis) starts, (int Operand, int Axis) own, (int A, int B) axes, Taps taps, (int Before, int After) border)
        {
            char letter = contract.Unused();
            Node[] operands = [.. z.Inputs];
            string[] letters = [contract.A, contract.B];
            Node padded = g.PadAxis(operands[starts.Operand], starts.Axis, border.Before, border.After);
            Shape wide = padded.Shape.With(starts.Axis, taps.Positions).Insert(starts.Axis + 1, taps.Count);
            operands[starts.Operand] = g.View(padded, wide, [.. Enumerable.Range(0, padded.Shape.Rank).Select(d =>
                d == starts.Axis ? new Affine(taps.Offset, [new(d, 1), new(d + 1, -taps.Back)]) : Affine.Along(d > starts.Axis ? d + 1 : d))]);
            letters[starts.Operand] = letters[starts.Operand].Insert(starts.Axis + 1, letter.ToString());
            Node factor = operands[own.Operand];
            operands[own.Operand] = g.View(factor, factor.Shape.With(own.Axis, taps.Count), [.. Enumerable.Range(0, factor.Shape.Rank).Select(d =>
                d == own.Axis ? Affine.Along(d, taps.Stride, taps.First) : Affine.Along(d))]);
            letters[own.Operand] = letters[own.Operand].Remove(own.Axis, 1).Insert(own.Axis, letter.ToString());
            return g.Contract(new Contract(letters[0], letters[1], contract.Result.Remove(axes.B, 1)), operands[0], operands[1]);
        }

        private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

        private static int Mod(int a, int b) => ((a % b) + b) % b;

        /// <summary>Positions, and how many taps each sums: start = i + Offset - j·Back, tap = First + j·Stride.</summary>
        private readonly record struct Taps(int Positions, int Count, int Offset, int Back, int First, int Stride);
    }
}
