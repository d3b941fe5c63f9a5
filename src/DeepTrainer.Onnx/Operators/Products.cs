namespace DeepTrainer.Onnx.Operators;

/// <summary>Products of matrices and tensors.</summary>
internal static class Products
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("MatMul", n => MatMul(n, n.OutputName(0), n.Tensor(0), n.Tensor(1))), new("Gemm", Gemm), new("Einsum", Einsum),
        new("FusedMatMul", FusedMatMul) { Domain = "com.microsoft" },
    ];

    private static void MatMul(NodeContext n, string name, TensorValue a, TensorValue b) => n.Give(0, Product(n, name, a, b));

    /// <summary>The matrix product, axes in front broadcast.</summary>
    public static VariableValue Product(NodeContext n, string name, TensorValue a, TensorValue b)
    {
        if (a.Rank == 0 || b.Rank == 0 || a.Shape[^1] != b.Shape[Math.Max(0, b.Rank - 2)])
            throw n.Fail($"{a.Text} and {b.Text} have no product");
        int[] leading = Shapes.Broadcast(a.Shape[..Math.Max(0, a.Rank - 2)], b.Shape[..Math.Max(0, b.Rank - 2)]) ?? throw n.Fail($"{a.Text} and {b.Text} have no product");
        int[] rows = a.Rank > 1 ? [a.Shape[^2]] : [], columns = b.Rank > 1 ? [b.Shape[^1]] : [], shape = [.. leading, .. rows, .. columns];
        // a single row may be a vector, but a single column's rows can't be left out
        Operand left = n.Of(a, a.Rank == 2 && b.Rank != 2 ? [0] : []), right = n.Of(b, b.Rank <= 2 ? [0] : []);
        int own = Math.Max(Math.Max(left.Shape.Length, right.Shape.Length) - 2, 0) + (left.Shape.Length > 1 ? 1 : 0) + (right.Shape.Length > 1 ? 1 : 0);
        bool drops = own == shape.Length - 1;
        return n.Add(name, $"MatMul({left.Code}, {right.Code})", a.Type, shape, drops);
    }

    private static void Gemm(NodeContext n)
    {
        n.Ignore("broadcast");
        TensorValue a = n.Tensor(0), b = n.Tensor(1);
        double alpha = n.Float("alpha", 1), beta = n.Float("beta", 1);
        bool transposesA = n.Flag("transA"), transposesB = n.Flag("transB");
        TensorValue? c = n.Optional(2);
        if (a.Rank != 2 || b.Rank != 2)
            throw n.Fail($"{a.Text} and {b.Text} are no matrices");
        int inner = a.Shape[transposesA ? 0 : 1], rows = a.Shape[transposesA ? 1 : 0], columns = b.Shape[transposesB ? 0 : 1];
        if (b.Shape[transposesB ? 1 : 0] != inner)
            throw n.Fail($"{a.Text} and {b.Text} have no product");
        if (b is ConstantValue { Data.IsFloat: true } weight && !transposesA && alpha == 1 && beta == 1 && c is null or ConstantValue { Data: { IsFloat: true, Shape: [.., _] } })
        {
            n.Context.Work(b.Size);
            TensorData matrix = transposesB ? ((ConstantValue)b).Data : FoldShaping.Transposed(n, ((ConstantValue)b).Data, [1, 0])!;
            if (matrix is not null && (c is null || (c.Size == columns && c.Shape[^1] == columns)))
            {
                Operand x = n.Of(a);
                string bias = c is null ? "" : ", " + n.Context.Method.Constant(new(((ConstantValue)c).Data.Reshaped(columns), ((ConstantValue)c).Initializer));
                string kernel = n.Context.Method.Constant(new(matrix, ((ConstantValue)b).Initializer));
                n.Give(0, $"Linear({x.Code}, {kernel}{bias})", a.Type, [rows, columns], x.DropsLead);
                return;
            }
        }
        string left = transposesA ? $"{NodeContext.Atom(n.Full(a))}.Transpose()" : n.Full(a), right = transposesB ? $"{NodeContext.Atom(n.Full(b))}.Transpose()" : n.Full(b);
        VariableValue product = n.Add(n.OutputName(0), $"{(alpha == 1 ? "" : $"{Literals.Number(alpha)} * ")}MatMul({left}, {right})", a.Type, [rows, columns]);
        n.Give(0, c is null || beta == 0 ? product : n.MapStep(n.OutputName(0), a.Type, beta == 1 ? "{0} + {1}" : $"{{0}} + {Literals.Number(beta)} * {{1}}", product, c));
    }

    private static void FusedMatMul(NodeContext n)
    {
        if (n.Flag("transBatchA") || n.Flag("transBatchB"))
            throw n.Unsupported("transBatchA and transBatchB");
        TensorValue a = Turned(0, "transA"), b = Turned(1, "transB");
        double alpha = n.Float("alpha", 1);
        VariableValue product = Product(n, n.OutputName(0), a, b);
        n.Give(0, alpha == 1 ? product : n.MapStep(n.OutputName(0), product.Type, $"{Literals.Number(alpha)} * {{0}}", product));

        TensorValue Turned(int input, string attribute)
        {
            TensorValue x = n.Tensor(input);
            return n.Flag(attribute) ? Shaping.Ordered(n, n.OutputName(0), x, [.. Enumerable.Range(0, x.Rank - 2), x.Rank - 1, x.Rank - 2]) : x;
        }
    }

    // Contract takes small letters, and has no dots for what isn't named.
    private static void Einsum(NodeContext n)
    {
        string equation = n.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->"), terms = sides[0].Split(',');
        IReadOnlyList<TensorValue> tensors = n.Tensors;
        if (sides.Length > 2 || terms.Length != tensors.Count)
            throw n.Fail($"the equation '{equation}' doesn't fit {tensors.Count} tensors");
        int dots = 0;
        for (int i = 0; i < terms.Length; i++)
            dots = terms[i].Contains("...", StringComparison.Ordinal) ? Math.Max(dots, tensors[i].Rank - (terms[i].Length - 3)) : dots;
        string result = sides.Length == 2 ? sides[1] : string.Concat(terms.Any(t => t.Contains('.', StringComparison.Ordinal)) ? "..." : "",
            string.Concat(string.Concat(terms).Where(char.IsLetter).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).Order()));
        Dictionary<string, char> letters = [];
        string[] own = [.. terms.Select((t, i) => Letters(t, tensors[i].Rank - (t.Length - 3)))];
        string ofResult = Letters(result, dots);
        Dictionary<char, int> extents = [];
        for (int i = 0; i < own.Length; i++)
        {
            if (own[i].Length != tensors[i].Rank)
                throw n.Fail($"the equation '{equation}' doesn't fit {tensors[i].Text}");
            for (int a = 0; a < own[i].Length; a++)
            {
                if (extents.TryGetValue(own[i][a], out int known) && known != tensors[i].Shape[a])
                    throw n.Unsupported($"the equation '{equation}' with axes that are stretched");
                extents[own[i][a]] = tensors[i].Shape[a];
            }
        }
        if (letters.Count > 26 || ofResult.Any(l => !extents.ContainsKey(l)))
            throw n.Unsupported($"the equation '{equation}'");
        n.Give(0, $"Contract(\"{string.Join(',', own)}->{ofResult}\", {string.Join(", ", tensors.Select(n.Full))})", tensors[0].Type, [.. ofResult.Select(l => extents[l])]);

        string Letters(string term, int unnamed) => string.Concat(term.Replace("...", ".", StringComparison.Ordinal).Select(c =>
            c == '.' ? string.Concat(Enumerable.Range(dots - Math.Max(0, unnamed), Math.Max(0, unnamed)).Select(d => Letter($"dot{d}"))) : Letter(c.ToString()).ToString()));

        char Letter(string name)
        {
            if (!letters.TryGetValue(name, out char letter))
                letters[name] = letter = (char)('a' + letters.Count);
            return letter;
        }
    }
}
