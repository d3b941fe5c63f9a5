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
        (view, dy) = Straight(g, view, shape, dy);
        (view, dy) = OffDiagonal(g, view, shape, dy);
        (view, dy) = Forwards(g, view, dy);
        Dimension[] dimensions = [.. Enumerable.Range(first, shape.Rank - first).Select(d => new Dimension(view.Indices[d], shape[d], dy.Shape))];
        for (int d = 0; d < dimensions.Length; d++)
            dimensions[d].OwnAxis = dy.Shape.Rank + d;
        Pieces pieces = new(dy, [.. Enumerable.Range(0, dy.Shape.Rank), .. dimensions.Select(_ => Pieces.Gone)]);
        Dimension[] windows = [.. dimensions.Where(d => d.Overlaps)];
        pieces = Windows(g, pieces, windows, 0);
        foreach (Dimension dimension in windows)
            pieces = dimension.Merge(g, pieces);
        foreach (Dimension dimension in dimensions.Except(windows))
            pieces = dimension.Place(g, pieces);
        return Ordered(g, pieces, [.. dimensions.Select(d => d.Axis)], shape);
    }

    /// <summary>
    /// Whether a view can be folded: each of its positions can, and an axis along which several dimensions go is one that <see cref="Straight"/> or
    /// <see cref="OffDiagonal"/> takes away.
    /// </summary>
    public static bool CanRun(ImmutableArray<Affine> indices, Shape shape) => indices.All(i => CanRun(i, shape) && (i.Terms.Count < 2
        || i.Terms.Where(t => indices.Count(o => o.StepAlong(t.Axis) != 0) > 1).ToArray() is var shared
        && (shared.Length == 0 || (i.Terms.Count == 2 && shared is [{ Step: <= 0 }] && i.Terms.Any(t => t != shared[0] && t.Step == 1)))));

    /// <summary>Whether a position that moves along the axes of a shape can be folded: along two axes anyhow, along more if each fits between two steps of the next.</summary>
    public static bool CanRun(Affine index, Shape shape) => index.Terms.Count <= 2 || Nests(Sorted(index), shape);

    // The axes from the largest steps to the smallest: of windows the one that counts them, then the one that runs over their taps.
    private static Term[] Sorted(Affine index) => [.. index.Terms.OrderByDescending(t => Math.Abs(t.Step))];

    // Whether no position is met twice, since all of each axis lies within a step of the one before.
    private static bool Nests(Term[] terms, Shape shape)
    {
        for (int i = 1; i < terms.Length; i++)
        {
            int outer = Math.Abs(terms[i - 1].Step), inner = Math.Abs(terms[i].Step);
            if (outer % inner != 0 || (long)inner * shape[terms[i].Axis] > outer)
                return false;
        }
        return true;
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
            if (g.Rewrites && x.Primitive is Contract contract && contract.OwnerOf(contract.Result[d]) is { } owner)
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

    // A view may go along an axis in two dimensions: x[i + o - q·j, j], a sum over taps. Its gradient, sheared the other way, is that of a
    // view which takes each position as it is: dy'[p, j] = dy[p - o + q·j, j], 0 where the view had nothing of p.
    private static (View View, Node Gradient) Straight(GraphBuilder g, View view, Shape shape, Node dy)
    {
        for (int d = shape.IsBatched ? 1 : 0; d < shape.Rank; d++)
        {
            Affine index = view.Indices[d];
            if (index.Terms.Count != 2)
                continue;
            int[] shared = [.. index.Terms.Select(t => t.Axis).Where(a => view.Indices.Count(i => i.StepAlong(a) != 0) > 1)];
            if (shared.Length != 1)
                continue;
            int b = shared[0], a = index.Terms.First(t => t.Axis != b).Axis, q = -index.StepAlong(b);
            if (index.StepAlong(a) != 1 || q < 0)
                throw new InvalidOperationException($"The view {index} has no adjoint here.");
            int before = Math.Max(0, index.Offset), reach = shape[d] - 1 - index.Offset + ((dy.Shape[b] - 1) * q);
            Node padded = g.PadAxis(dy, a, before, Math.Max(0, reach - (dy.Shape[a] - 1)));
            dy = g.View(padded, dy.Shape.With(a, shape[d]), [.. Enumerable.Range(0, dy.Shape.Rank).Select(axis =>
                axis == a ? new Affine(before - index.Offset, [new(a, 1), new(b, q)]) : Affine.Along(axis))]);
            view = view with { Shape = dy.Shape, Indices = view.Indices.Select((i, at) => at == d ? Affine.Along(a) : i).ToEquatableArray() };
        }
        return (view, dy);
    }

    // A view may go along one axis in two dimensions: x[i, 2·i + o], a diagonal. Its gradient is 0 beside it: dy'[i, p] = dy[i] where p = 2·i + o.
    private static (View View, Node Gradient) OffDiagonal(GraphBuilder g, View view, Shape shape, Node dy)
    {
        for (int d = shape.IsBatched ? 1 : 0; d < shape.Rank; d++)
        {
            if (view.Indices[d].Terms is not [var term] || !view.Indices.Take(d).Any(i => i.StepAlong(term.Axis) != 0))
                continue;
            (int last, int extent, int offset) = (dy.Shape.Rank, dy.Shape[term.Axis], view.Indices[d].Offset);
            Node position = g.Map(i => (term.Step * i) + offset, g.Reshape(g.Iota(extent), Shape.Of([extent, .. Enumerable.Repeat(1, last - term.Axis)])));
            dy = g.Map((gradient, p, own) => Condition.Equal(p, own).Then(gradient, 0), g.Reshape(dy, dy.Shape.Insert(last, 1)), position, g.Iota(shape[d]));
            view = view with { Shape = dy.Shape, Indices = view.Indices.Select((i, at) => at == d ? Affine.Along(last) : i).ToEquatableArray() };
        }
        return (view, dy);
    }

    // A view that goes backwards along some axes is one that goes forwards, of a gradient turned round.
    private static (View View, Node Gradient) Forwards(GraphBuilder g, View view, Node dy)
    {
        if (!view.Indices.Any(i => i.Terms.Any(t => t.Step < 0)))
            return (view, dy);
        int[] backwards = [.. view.Indices.SelectMany(i => i.Terms).Where(t => t.Step < 0).Select(t => t.Axis).Distinct()];
        foreach (int axis in backwards)
            dy = Flip(g, dy, axis);
        Affine[] axes = [.. Enumerable.Range(0, dy.Shape.Rank).Select(a => backwards.Contains(a) ? Affine.Along(a, -1, dy.Shape[a] - 1) : Affine.Along(a))];
        return (view with { Indices = view.Indices.Select(i => i.Of(axes)).ToEquatableArray() }, dy);
    }

    // What a contraction made is turned round in its operands, so that it is still seen to be one.
    private static Node Flip(GraphBuilder g, Node x, int axis)
    {
        if (!g.Rewrites || x.Primitive is not Contract contract || contract.OwnerOf(contract.Result[axis]) is not { } owner)
            return g.Flip(x, axis);
        Node[] operands = [.. x.Inputs];
        operands[owner.Operand] = g.Flip(operands[owner.Operand], owner.Axis);
        return g.Contract(contract, operands[0], operands[1]);
    }

    private static Pieces Windows(GraphBuilder g, Pieces pieces, Dimension[] windows, int next)
    {
        if (next == windows.Length)
            return pieces;
        Dimension window = windows[next];
        Pieces[] phases = [.. Enumerable.Range(0, window.Step).Select(r => Windows(g, window.Phase(g, pieces, r), windows, next + 1))];
        return window.Interleave(g, phases);
    }

    private static Node Ordered(GraphBuilder g, Pieces pieces, int[] axes, Shape shape)
    {
        Node x = pieces.Value;
        int[] places = [.. axes.Select(a => pieces.Places[a])];
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
    private sealed class Dimension(Affine index, int extent, Shape view)
    {
        private readonly Term[] terms = StartThenTap(index, view);

        /// <summary>What an axis that only this dimension has goes by: that of its phases, or of the one position it stands at.</summary>
        public int OwnAxis { get; set; }

        /// <summary>The axis that ends up as the dimension.</summary>
        public int Axis => terms.Length > 0 ? Start.Axis : OwnAxis;

        public int Step => Start.Step;

        private Term Start => terms[0];

        private Term Tap => terms[1];

        public bool Overlaps => !Nests(Sorted(index), view) && (terms.Length == 2 ? true
            : throw new InvalidOperationException($"The view {index} has no adjoint here."));

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
            return phases[0].Insert(OwnAxis, behind, joined);
        }

        /// <summary>Positions and phases as one axis: position = i·s + r.</summary>
        public Pieces Merge(GraphBuilder g, Pieces pieces)
        {
            int a = pieces.Places[Start.Axis];
            if (pieces.Places[OwnAxis] == Pieces.Gone)
                return pieces.With(Fit(g, pieces.Value, a, index.Offset));
            Shape merged = pieces.Value.Shape.Without(a + 1).With(a, pieces.Value.Shape[a] * Step);
            Pieces one = pieces.Without(OwnAxis, g.Reshape(pieces.Value, merged));
            return one.With(Fit(g, one.Value, a, index.Offset));
        }

        /// <summary>Puts a dimension without overlaps in its place: slices, steps, axes that were split, and windows that lie side by side.</summary>
        public Pieces Place(GraphBuilder g, Pieces pieces)
        {
            if (terms.Length == 0)
            {
                int last = pieces.Value.Shape.Rank;
                Node single = g.Reshape(pieces.Value, pieces.Value.Shape.Insert(last, 1));
                return pieces.Insert(OwnAxis, last, Fit(g, single, last, index.Offset));
            }
            pieces = Beside(g, pieces);
            Node x = pieces.Value;
            int a = pieces.Places[Start.Axis], behind = a + terms.Length;
            for (int i = 1; i < terms.Length; i++)
                x = g.PadAxis(x, a + i, 0, (terms[i - 1].Step / terms[i].Step) - x.Shape[a + i]);
            int smallest = terms[terms.Length - 1].Step;
            if (smallest > 1)
                x = g.PadAxis(g.Reshape(x, x.Shape.Insert(behind, 1)), behind, 0, smallest - 1);
            Shape merged = new(x.Shape.Dimensions.Take(a).Append(x.Shape[a] * Step)
                .Concat(x.Shape.Dimensions.Skip(smallest > 1 ? behind + 1 : behind)).ToEquatableArray());
            x = g.Reshape(x, merged);
            pieces = terms.Skip(1).Aggregate(pieces, (p, tap) => p.Without(tap.Axis, x));
            return pieces.With(Fit(g, x, a, index.Offset));
        }

        // Where windows overlap, either axis may be the one that is summed over: the shorter one, whatever its steps, so that dilated taps are.
        private static Term[] StartThenTap(Affine index, Shape view)
        {
            Term[] sorted = Sorted(index);
            return sorted.Length == 2 && !Nests(sorted, view) && view[sorted[1].Axis] > view[sorted[0].Axis] ? [sorted[1], sorted[0]] : sorted;
        }

        private int Positions(int starts, int taps) => ((Step * (starts - 1)) + (Tap.Step * (taps - 1)) + Step) / Step;

        // The dimension's axes one behind the other.
        private Pieces Beside(GraphBuilder g, Pieces pieces)
        {
            int[] own = [.. terms.Select(t => pieces.Places[t.Axis])];
            List<int> order = [.. Enumerable.Range(0, pieces.Value.Shape.Rank).Where(axis => axis == own[0] || !own.Contains(axis))];
            order.InsertRange(order.IndexOf(own[0]) + 1, own.Skip(1));
            return new(g.Transpose(pieces.Value, [.. order]), [.. pieces.Places.Select(p => order.IndexOf(p))]);
        }

        // The extent of x, wherever in it the positions begin.
        private Node Fit(GraphBuilder g, Node x, int axis, int before)
        {
            int inside = Math.Min(x.Shape[axis], extent - before);
            return g.PadAxis(g.Slice(x, axis, 0, inside), axis, before, extent - before - inside);
        }

        private static Node SumOfTaps(GraphBuilder g, Node z, int a, int b, Taps taps, (int Before, int After) border)
        {
            if (g.Rewrites && z.Primitive is Contract contract && contract.OwnerOf(contract.Result[a]) is { } starts && contract.OwnerOf(contract.Result[b]) is { } own
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
