namespace DeepTrainer.Compiler.Language;

/// <summary>Sums of products.</summary>
internal static class Products
{
    // Users write small letters; what they don't see gets others.
    private const char Batch = 'N';

    private const string Letters = "abcdefghijklmopqrstuvwxyzABCDEFGHIJKLMOPQRSTUVWXYZ";

    /// <summary>Contract("ij,jk->ik", a, b, …), as einsum: letters that the result has not are summed over.</summary>
    public static Node Contract(TensorCall c)
    {
        string text = c.Text(0).Replace(" ", "");
        ImmutableArray<Node> operands = c.Tensors(1);
        string[] sides = text.Split(["->"], StringSplitOptions.None);
        string[] letters = sides[0].Split(',');
        if (sides.Length != 2 || letters.Length != operands.Length || !(sides[0].Replace(",", "") + sides[1]).All(l => l is >= 'a' and <= 'z')
            || sides[1].Distinct().Count() != sides[1].Length)
            throw new TensorException($"Contract \"{text}\": write small letters for the axes of {Format.Integer(operands.Length)} tensors and of the result, as in \"ij,jk->ik\"");
        Dictionary<char, int> extents = [];
        for (int i = 0; i < operands.Length; i++)
        {
            ImmutableArray<int> shape = c.Scope.ShapeOf(operands[i]);
            if (shape.Length != letters[i].Length)
                throw new TensorException($"Contract \"{text}\": '{letters[i]}' stands for {c.Scope.TextOf(operands[i])}");
            for (int axis = 0; axis < shape.Length; axis++)
            {
                char letter = letters[i][axis];
                if (extents.TryGetValue(letter, out int known) && known != shape[axis])
                    throw new TensorException($"Contract \"{text}\": '{letter}' is {Format.Integer(known)} and {Format.Integer(shape[axis])} long");
                extents[letter] = shape[axis];
            }
        }
        if (sides[1].FirstOrDefault(l => !extents.ContainsKey(l)) is var missing && missing != '\0')
            throw new TensorException($"Contract \"{text}\": no tensor has '{missing}'");
        List<(string Letters, Node Node)> terms = [.. operands.Select((o, i) => Whole(c, letters[i], o))];
        string result = terms.Any(t => t.Letters.StartsWith(Batch.ToString(), StringComparison.Ordinal)) ? Batch + sides[1] : sides[1];
        return Product(c, terms, result, text);
    }

    /// <summary>The matrix product over the last two axes, those before broadcast; vectors are rows on the left and columns on the right.</summary>
    public static Node MatMul(TensorCall c)
    {
        Node a = c.Tensor(0), b = c.Tensor(1);
        ImmutableArray<int> left = c.Scope.ShapeOf(a), right = c.Scope.ShapeOf(b);
        if (left.IsEmpty || right.IsEmpty || left[left.Length - 1] != right[Math.Max(0, right.Length - 2)])
            throw Misfit();
        int free = Math.Max(Math.Max(left.Length, right.Length) - 2, 0);
        string leading = Letters.Substring(0, free), i = left.Length > 1 ? "x" : "", j = right.Length > 1 ? "z" : "";
        string ofLeft = leading.Substring(free - Math.Max(left.Length - 2, 0)) + i + "y", ofRight = leading.Substring(free - Math.Max(right.Length - 2, 0)) + "y" + j;
        ((a, ofLeft), (b, ofRight)) = (WithoutStretched(a, ofLeft, left, ofRight, right), WithoutStretched(b, ofRight, right, ofLeft, left));
        List<(string, Node)> terms = [Whole(c, ofLeft, a), Whole(c, ofRight, b)];
        string result = leading + i + j;
        string kept = new([.. result.Where(l => ofLeft.IndexOf(l) >= 0 || ofRight.IndexOf(l) >= 0)]);
        Node product = Product(c, terms, (a.Shape.IsBatched && !c.Scope.SeesBatch) || (b.Shape.IsBatched && !c.Scope.SeesBatch) ? Batch + kept : kept, "MatMul");
        if (kept != result && c.Scope.SeesBatch && product.Shape.IsBatched && kept[0] != result[0])
            throw new TensorException($"MatMul of {c.Scope.TextOf(a)} and {c.Scope.TextOf(b)}: the batch must be the first axis of the result");
        return kept == result ? product
            : c.Graph.Reshape(product, c.Scope.Under(product, result.Select(l => kept.IndexOf(l) is >= 0 and int at ? c.Scope.ShapeOf(product)[at] : 1)));

        // An extent of 1 that the other side stretches is left out.
        (Node, string) WithoutStretched(Node x, string own, ImmutableArray<int> shape, string other, ImmutableArray<int> otherShape)
        {
            List<int> dropped = [];
            for (int axis = 0; axis < own.Length - (shape.Length > 1 ? 2 : 1); axis++)
            {
                int there = other.IndexOf(own[axis]);
                if (there >= 0 && shape[axis] != otherShape[there] && shape[axis] != 1 && otherShape[there] != 1)
                    throw Misfit();
                if (shape[axis] == 1)
                    dropped.Add(axis);
            }
            int hidden = c.Scope.Hidden(x);
            return dropped.Count == 0 ? (x, own)
                : (c.Graph.Reshape(x, new(x.Shape.Dimensions.Where((_, d) => !dropped.Contains(d - hidden)).ToEquatableArray())),
                    new([.. own.Where((_, axis) => !dropped.Contains(axis))]));
        }

        TensorException Misfit() => new($"MatMul of {c.Scope.TextOf(a)} and {c.Scope.TextOf(b)}: the last axis of the first must be as long as the last but one of the second");
    }

    /// <summary>Linear(x, weight, bias): x·Wᵀ + b along the last axis.</summary>
    public static Node Linear(TensorCall c)
    {
        Node x = c.Tensor(0), weight = c.Tensor(1);
        ImmutableArray<int> shape = c.Scope.ShapeOf(x), matrix = c.Scope.ShapeOf(weight);
        if (shape.IsEmpty || matrix.Length != 2 || shape[shape.Length - 1] != matrix[1])
            throw new TensorException($"Linear of {c.Scope.TextOf(x)} with a weight of {c.Scope.TextOf(weight)}: the weight is [outputs, inputs]");
        string positions = Letters.Substring(0, shape.Length - 1);
        (string letters, Node node) = Whole(c, positions + "y", x);
        (string ofWeight, Node w) = Whole(c, "zy", weight);
        string result = letters.Replace("y", "z");
        Node product = Product(c, [(letters, node), (ofWeight, w)], ofWeight.Length > 2 && letters.Length == positions.Length + 1 ? Batch + result : result, "Linear");
        return c.Has(2) ? c.Scope.Map(new Expr.Input(0) + new Expr.Input(1), product, c.Tensor(2)) : product;
    }

    // The operand with all of its axes, and the diagonal of axes that have one letter.
    private static (string Letters, Node Node) Whole(TensorCall c, string letters, Node node)
    {
        string all = c.Scope.Hidden(node) == 1 ? Batch + letters : letters;
        string distinct = new([.. all.Distinct()]);
        return distinct == all ? (all, node)
            : (distinct, c.Graph.View(node, new(distinct.Select(l => node.Shape[all.IndexOf(l)]).ToEquatableArray()), [.. all.Select(l => Affine.Along(distinct.IndexOf(l)))]));
    }

    private static Node Product(TensorCall c, List<(string Letters, Node Node)> terms, string result, string text)
    {
        GraphBuilder g = c.Graph;
        if (result.Contains(Batch) && result[0] != Batch)
            throw new TensorException($"{text}: the batch must be the first axis of the result");
        (string letters, Node node) = Summed(terms[0], terms.Skip(1).Select(t => t.Letters));
        for (int i = 1; i < terms.Count; i++)
        {
            (string own, Node next) = Summed(terms[i], terms.Skip(i + 1).Select(t => t.Letters).Append(letters));
            string needed = result + string.Concat(terms.Skip(i + 1).Select(t => t.Letters));
            string both = new([.. (letters + own).Distinct().Where(l => needed.IndexOf(l) >= 0)]);
            // the result's order, where it is the last product
            string order = i == terms.Count - 1 ? result : new([.. both.OrderBy(l => l == Batch ? 0 : 1)]);
            Check(node, next, letters, own, order);
            node = g.Contract(new Contract(letters, own, order), node, next);
            letters = order;
        }
        if (letters == result)
            return node;
        Check(node, node, letters, letters, result);
        return g.Transpose(node, [.. result.Select(l => letters.IndexOf(l))]);

        // Letters that nothing else has are summed before.
        (string Letters, Node Node) Summed((string Letters, Node Node) term, IEnumerable<string> others)
        {
            int[] axes = [.. Enumerable.Range(0, term.Letters.Length).Where(a => result.IndexOf(term.Letters[a]) < 0 && !others.Any(o => o.IndexOf(term.Letters[a]) >= 0))];
            if (axes.Length == 0)
                return term;
            Node sum = g.Reduce(Reduction.Sum, term.Node, axes);
            return (new([.. term.Letters.Where((_, a) => !axes.Contains(a))]), g.Reshape(sum, new(sum.Shape.Dimensions.Where((_, d) => !axes.Contains(d)).ToEquatableArray())));
        }

        void Check(Node a, Node b, string ofA, string ofB, string order)
        {
            int batches = order.Count(l => (ofA.IndexOf(l) is >= 0 and int i ? a.Shape[i] : b.Shape[ofB.IndexOf(l)]) == Shape.Batch);
            bool isFirst = batches == 0 || (ofA.IndexOf(order[0]) is >= 0 and int first ? a.Shape[first] : b.Shape[ofB.IndexOf(order[0])]) == Shape.Batch;
            if (batches > 1 || !isFirst)
                throw new TensorException($"{text}: a value can have the batch as its first axis only, and once; pairs of samples can't be told apart");
        }
    }
}
