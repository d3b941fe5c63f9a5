using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>Sums of products: a matrix product where it is one, else by their letters.</summary>
internal static class ProductWriter
{
    public static string Write(GraphExporter graph, Contract contract, Node node)
    {
        string name = graph.NameFor(node), a = graph[node.Inputs[0]], b = graph[node.Inputs[1]];
        GraphWriter writer = graph.Writer;
        if (AsMatrices(contract) is var (batch, m, k, n))
        {
            string product = batch + m + n;
            a = Ordered(graph, node.Inputs[0], a, contract.A, batch + m + k);
            b = Ordered(graph, node.Inputs[1], b, contract.B, batch + k + n);
            return product == contract.Result ? writer.Node("MatMul", name, [a, b])
                : writer.Node("Transpose", name, [writer.Step("MatMul", name, [a, b])],
                    ("perm", contract.Result.Select(l => product.IndexOf(l, StringComparison.Ordinal)).ToArray()));
        }
        // as many letters as there are, from a on
        Dictionary<char, char> letters = [];
        string Renamed(string axes) =>
            string.Concat(axes.Select(l => letters.TryGetValue(l, out char own) ? own : letters[l] = (char)((letters.Count < 26 ? 'a' : 'A' - 26) + letters.Count)));
        return writer.Node("Einsum", name, [a, b], ("equation", $"{Renamed(contract.A)},{Renamed(contract.B)}->{Renamed(contract.Result)}"));
    }

    // [batch…, m…, k] · [batch…, k, n] → [batch…, m…, n], whatever the order of the axes; null if it is no such product.
    private static (string Batch, string M, string K, string N)? AsMatrices(Contract c)
    {
        string Of(bool inA, bool inB, bool inResult) => string.Concat((c.Result + c.A + c.B).Distinct().Where(l => c.A.Contains(l, StringComparison.Ordinal) == inA
            && c.B.Contains(l, StringComparison.Ordinal) == inB && c.Result.Contains(l, StringComparison.Ordinal) == inResult));
        string batch = Of(true, true, true), m = Of(true, false, true), k = Of(true, true, false), n = Of(false, true, true);
        bool isWhole = Of(true, false, false).Length + Of(false, true, false).Length == 0 && c.A.Distinct().Count() == c.A.Length && c.B.Distinct().Count() == c.B.Length;
        return isWhole && k.Length == 1 && n.Length == 1 && (m.Length == 1 || (m.Length > 1 && batch.Length == 0)) ? (batch, m, k, n) : null;
    }

    // What is turned round of the network's own tensors, is so once.
    private static string Ordered(GraphExporter graph, Node node, string value, string from, string to)
    {
        if (from == to)
            return value;
        int[] order = [.. to.Select(l => from.IndexOf(l, StringComparison.Ordinal))];
        bool isTensor = node.Primitive is Source { Kind: SourceKind.Parameter };
        GraphWriter writer = isTensor ? graph.Writer.Outermost : graph.Writer;
        string Turn() => writer.Node("Transpose", writer.Unique(value + "/Transpose"), [value], ("perm", order));
        return isTensor ? writer.Constant($"turned {Shapes.Text(order)} {value}", Turn) : Turn();
    }
}
