namespace DeepTrainer.Compiler.Language.Library;

/// <summary>Values that are not computed from others: weights, constants, random numbers.</summary>
internal static class Sources
{
    /// <summary>Weight(name, shape, init, value, fanIn).</summary>
    public static Node Weight(TensorCall c)
    {
        Shape shape = ShapeAt(c, 1);
        int receptive = (int)shape.Dimensions.Skip(2).Aggregate(1L, (a, e) => a * e);
        int fanOut = (shape.Rank > 0 ? shape[0] : 1) * receptive, fanIn = c.Int(4) is > 0 and int given ? given : shape.Rank > 1 ? shape[1] * receptive : fanOut;
        string init = c.Has(2) ? c.Text(2) : "PyTorch";
        if (init == "Orthogonal" && shape.Rank < 2)
            throw new TensorException($"Weight \"{c.Text(0)}\": an orthogonal matrix has two dimensions or more, not {shape}");
        return InLayer(c).Weight(NameAt(c), shape, new(init, c.Number(3, 0), fanIn, fanOut));
    }

    /// <summary>Buffer(name, shape, value): what is kept and saved, but follows no gradient.</summary>
    public static Node Buffer(TensorCall c) => Keeper(c).NamedBuffer(NameAt(c), ShapeAt(c, 1), c.Number(2, 0));

    /// <summary>Update(buffer, value): what the buffer is after a step of training.</summary>
    public static object? Update(TensorCall c)
    {
        Node buffer = c.Tensor(0), value = c.Tensor(1);
        if (!Keeper(c).IsBuffer(buffer))
            throw new TensorException("Update: its first argument must be what Buffer gave");
        if (value.Shape != buffer.Shape)
            throw new TensorException($"Update of a buffer of {c.Scope.TextOf(buffer)} with "
                + $"{(value.Shape.IsBatched ? "a value of each sample; take the mean over the batch, BatchMean(x)" : c.Scope.TextOf(value))}");
        Keeper(c).Update(buffer, value);
        return null;
    }

    /// <summary>Constant(values, shape): a vector without a shape.</summary>
    public static Node Constant(TensorCall c)
    {
        if (HostNumber.Of(c[0]) is { } single)
            return c.Scope.Number(single);
        ImmutableArray<double> values = c.Numbers(0);
        Shape shape = c.Count > 1 && !c.Ints(1).IsEmpty ? ShapeAt(c, 1) : Shape.Of(values.Length);
        if (values.IsEmpty || shape.SampleSize != values.Length)
            throw new TensorException($"Constant of {Format.Integer(values.Length)} values in the shape {shape}");
        return c.Graph.Constant($"{c.Scope.Name}.constant{Hash(shape, values):x8}", shape, values);
    }

    public static Node Zeros(TensorCall c) => Filled(c, 0);

    public static Node Ones(TensorCall c) => Filled(c, 1);

    /// <summary>0, 1, …, n - 1.</summary>
    public static Node Range(TensorCall c) => c.Graph.Iota(Positive(c, 0));

    public static Node Identity(TensorCall c) => Compare(c, (row, column) => Condition.Equal(row, column));

    /// <summary>1 where a column is not above its row, 0 elsewhere: what may be looked at from where.</summary>
    public static Node CausalMask(TensorCall c) => Compare(c, (row, column) => column <= row);

    /// <summary>OneHot(numbers, count): 1 at the place of each number, along a new last axis.</summary>
    public static Node OneHot(TensorCall c)
    {
        Node numbers = c.Tensor(0);
        Node column = c.Graph.Reshape(numbers, numbers.Shape.Insert(numbers.Shape.Rank, 1));
        return c.Graph.Map((n, i) => Condition.Equal(n, i).Then(1, 0), column, c.Graph.Iota(Positive(c, 1)));
    }

    /// <summary>Gather(table, numbers): rows of a table that all samples share, or of each sample's own.</summary>
    public static Node Gather(TensorCall c)
    {
        Node table = c.Tensor(0), numbers = c.Tensor(1);
        int hidden = c.Scope.Hidden(table);
        if (table.Shape.Rank == hidden || (table.Shape.IsBatched && hidden == 0))
        {
            throw new TensorException($"Gather: the table is rows, not {c.Scope.TextOf(table)}"
                + (table.Shape.IsBatched ? "; in a loss Contract with OneHot(numbers, rows) takes rows of each sample's own, TakeAlong takes elements" : ""));
        }
        if (hidden == 0 && (numbers.Shape.IsBatched || numbers.Primitive is Source))
            return c.Graph.Gather(table, numbers);
        // what each sample has of its own, or is known while compiling, may lie nowhere in memory; so each place looks at all rows, and takes one
        int rows = table.Shape[hidden], places = numbers.Shape.Rank - c.Scope.Hidden(numbers);
        Node row = c.Graph.Map(n => Steps.Truncated(n) is var whole ? (whole > 0).Then((whole < rows - 1).Then(whole, rows - 1), 0) : whole, numbers);
        return Chosen(c, row, table, hidden, places);
    }

    // Of rows [R, D…] for places [L…] those that have their numbers: [L…, D…].
    private static Node Chosen(TensorCall c, Node numbers, Node table, int hidden, int places)
    {
        GraphBuilder g = c.Graph;
        int rows = table.Shape[hidden], behind = table.Shape.Rank - hidden - 1;
        IEnumerable<int> Ones(int count) => Enumerable.Repeat(1, count);
        Node index = g.Reshape(g.Iota(rows), Shape.Of([rows, .. Ones(behind)]));
        Node wanted = g.Reshape(numbers, new(numbers.Shape.Dimensions.Concat(Ones(1 + behind)).ToEquatableArray()));
        Node all = g.Reshape(table, new(table.Shape.Dimensions.Take(hidden).Concat(Ones(places)).Concat(table.Shape.Dimensions.Skip(hidden)).ToEquatableArray()));
        return SumWhereEqual(c, wanted, index, all, behind + 1);
    }

    // The sum along an axis, counted from the end, of the values where two numbers are equal; the others are looked at, but don't count, were they infinite.
    private static Node SumWhereEqual(TensorCall c, Node numbers, Node index, Node values, int axisFromEnd)
    {
        Node kept = c.Scope.Map(Condition.Equal(new Expr.Input(0), new Expr.Input(1)).Then(new Expr.Input(2), 0), numbers, index, values);
        int axis = kept.Shape.Rank - axisFromEnd;
        Node sum = c.Graph.Reduce(Reduction.Sum, kept, axis);
        return c.Graph.Reshape(sum, sum.Shape.Without(axis));
    }

    /// <summary>TakeAlong(x, axis, numbers): elements of an axis by number, one number for each place of the others.</summary>
    public static Node TakeAlong(TensorCall c)
    {
        Node x = c.Tensor(0), numbers = c.Tensor(2);
        if (c.Scope.Hidden(numbers) > c.Scope.Hidden(x))
            x = c.Scope.Batched(x);
        int axis = c.Scope.Axis(x, c.Int(1)), extent = x.Shape[axis];
        int hidden = c.Scope.Hidden(x), own = axis - hidden + c.Scope.Hidden(numbers);
        if (Shape.IsOpen(extent) || numbers.Shape.Rank - c.Scope.Hidden(numbers) != x.Shape.Rank - hidden)
            throw new TensorException($"TakeAlong axis {Format.Integer(c.Int(1))} of {c.Scope.TextOf(x)} with numbers {c.Scope.TextOf(numbers)}: both need equally many axes");
        // each chosen number is compared with all: [.., k, extent, ..]
        GraphBuilder g = c.Graph;
        Node chosen = g.Reshape(numbers, numbers.Shape.Insert(own + 1, 1));
        Node all = g.Reshape(x, x.Shape.Insert(axis, 1));
        Node index = g.Reshape(g.Iota(extent), Shape.Of([extent, .. Enumerable.Repeat(1, x.Shape.Rank - axis - 1)]));
        return SumWhereEqual(c, chosen, index, all, x.Shape.Rank - axis);
    }

    /// <summary>ScatterAdd(numbers, rows, count): the sums of the rows that have each number.</summary>
    public static Node ScatterAdd(TensorCall c)
    {
        Node numbers = c.Tensor(0), rows = c.Tensor(1);
        int count = Positive(c, 2), hidden = c.Scope.Hidden(rows), given = numbers.Shape.Rank - c.Scope.Hidden(numbers);
        ImmutableArray<int> shape = c.Scope.ShapeOf(rows), places = c.Scope.ShapeOf(numbers);
        if (given != 1 || shape.IsEmpty || shape[0] != places[0])
            throw new TensorException($"ScatterAdd of rows {c.Scope.TextOf(rows)} to numbers {c.Scope.TextOf(numbers)}: there must be one number for each row");
        // each sum looks at all rows: [L, count, D…] → [count, D…]
        GraphBuilder g = c.Graph;
        int[] behind = [.. Enumerable.Repeat(1, shape.Length - 1)];
        Node index = g.Reshape(g.Iota(count), Shape.Of([count, .. behind]));
        Node number = g.Reshape(numbers, new(numbers.Shape.Dimensions.Append(1).Concat(behind).ToEquatableArray()));
        Node own = g.Reshape(rows, rows.Shape.Insert(hidden + 1, 1));
        return SumWhereEqual(c, number, index, own, shape.Length + 1);
    }

    /// <summary>The number of samples in the batch, which is known at run time.</summary>
    public static Node BatchSize(TensorCall c) => c.Graph.HostScalar(Source.BatchSize);

    public static object IsTraining(TensorCall c) => c.Scope.Training;

    /// <summary>The mean over the samples of the batch, for what is noted while training.</summary>
    public static Node BatchMean(TensorCall c)
    {
        Node x = c.Tensor(0);
        if (!x.Shape.IsBatched)
            return x;
        Node mean = c.Graph.MeanAlong(x, 0);
        return c.Graph.Reshape(mean, mean.Shape.Without(0));
    }

    /// <summary>AllSamples(x): what all samples have, along an axis that each of them sees.</summary>
    public static Node AllSamples(TensorCall c)
    {
        Node x = c.Tensor(0);
        int limit = c.Scope.MaxBatch
            ?? throw new TensorException("AllSamples: only losses compare samples; a layer's prediction for one can't depend on others (BatchMean takes a mean while training)");
        return x.Shape.IsBatched ? c.Graph.Make(new SampleAxis(IsSeenByAll: true, limit), x)
            : throw new TensorException($"AllSamples of {c.Scope.TextOf(x)}: it is no value of each sample");
    }

    /// <summary>The number of each sample in its batch, from 0.</summary>
    public static Node SampleNumber(TensorCall c) => c.Scope.MaxBatch is not null ? c.Graph.Iota(Shape.Batch)
        : throw new TensorException("SampleNumber: only losses know samples by number");

    /// <summary>Uniform(like, low, high, inPrediction): while training, or always; else the middle.</summary>
    public static Node Uniform(TensorCall c)
    {
        double low = c.Number(1, 0), high = c.Number(2, 1);
        return Noise(c, IsActive(c, 3), u => low + ((high - low) * u), (low + high) / 2);
    }

    /// <summary>Normal(like, deviation, inPrediction): while training, or always; else 0. Box and Muller, 1958.</summary>
    public static Node Normal(TensorCall c)
    {
        double deviation = c.Number(1, 1);
        bool isActive = IsActive(c, 2);
        if (!isActive)
            return Noise(c, isActive, u => u, 0);
        Node like = Like(c), radius = Noise(c, isActive, u => Functions.Sqrt(-2 * Functions.Log(1 - u)), 0), angle = Noise(c, isActive, u => Functions.Cos(2 * Math.PI * u), 0);
        return c.Graph.BroadcastTo(c.Graph.Map((r, a) => deviation * r * a, radius, angle), like);
    }

    /// <summary>Bernoulli(like, p, inPrediction): 1 with this probability, else 0, while training, or always; else p.</summary>
    public static Node Bernoulli(TensorCall c)
    {
        double p = c.Number(1, 0.5);
        return p is >= 0 and <= 1 ? Noise(c, IsActive(c, 2), u => (u < p).Then(1, 0), p) : throw new TensorException($"Bernoulli: a probability of {Format.Number(p)}");
    }

    /// <summary>Gumbel(like, inPrediction): -ln(-ln u) while training, or always; else 0, its most frequent value.</summary>
    public static Node Gumbel(TensorCall c) => Noise(c, IsActive(c, 1), u => -Functions.Log(-Functions.Log(Functions.Clamp(u, 1e-20, 1 - 1e-7))), 0);

    // Noise has the time axis of what it is like, which streams look for: both stand in its expression.
    private static Node Noise(TensorCall c, bool isActive, Func<Expr, Expr> formula, double otherwise)
    {
        Node like = Like(c);
        return isActive ? c.Graph.Map((u, _) => formula(u), c.Graph.Random(like.Shape, isDrawn: !c.Scope.Training), like) : c.Graph.Map(new Expr.Constant(otherwise), [like]);
    }

    // Whether numbers are drawn here: while training, and in predictions where that is asked for.
    private static bool IsActive(TensorCall c, int inPrediction)
    {
        bool always = c.Flag(inPrediction);
        return c.Scope.Training || always;
    }

    private static Node Like(TensorCall c) => c.Tensor(0) is { Shape.IsBatched: true } like && !like.Shape.Dimensions.Contains(Shape.Samples) ? like
        : throw new TensorException($"{c.Function}: random numbers are drawn for each sample, so their shape is that of a value of each sample");

    private static Node Filled(TensorCall c, double value) => c.Scope.Stretched(c.Scope.Number(value), ShapeAt(c, 0));

    private static Node Compare(TensorCall c, Func<Expr, Expr, Condition> condition)
    {
        int n = Positive(c, 0), columns = c.Has(1) ? Positive(c, 1) : n;
        Node row = c.Graph.Reshape(c.Graph.Iota(n), Shape.Of(n, 1));
        return c.Graph.Map((i, j) => condition(i, j).Then(1, 0), row, c.Graph.Iota(columns));
    }

    private static int Positive(TensorCall c, int index) => c.Int(index) is > 0 and int n ? n : throw c.Wrong(index, "1 or more");

    private static Shape ShapeAt(TensorCall c, int index) => !c.Has(index) ? throw c.Wrong(index, "an array of whole numbers")
        : c.Ints(index) is var extents && extents.All(e => e > 0) ? Shape.Of([.. extents])
        : throw new TensorException($"{c.Function}: [{string.Join(", ", extents)}] is no shape");

    private static string NameAt(TensorCall c) => NamePattern.IsName(c.Text(0)) ? c.Text(0)
        : throw new TensorException($"{c.Function}: \"{c.Text(0)}\" is no name; take letters, digits, _ and dots between them");

    private static Layers.LayerContext InLayer(TensorCall c) => c.Scope.Owner as Layers.LayerContext
        ?? throw new TensorException($"{c.Function}: only layers have weights, losses and update rules haven't");

    private static ITensorKeeper Keeper(TensorCall c) => c.Scope.Keeper ?? throw new TensorException($"{c.Function}: only layers and update rules keep tensors, losses don't");

    private static uint Hash(Shape shape, ImmutableArray<double> values)
    {
        uint hash = 2166136261;
        foreach (double value in shape.Dimensions.Select(d => (double)d).Concat(values))
        {
            ulong bits = (ulong)BitConverter.DoubleToInt64Bits(value);
            hash = unchecked(((hash ^ (uint)bits) * 16777619) ^ (uint)(bits >> 32));
            hash = unchecked(hash * 16777619);
        }
        return hash;
    }
}
