using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// table ← f(table, ScatterAdd(numbers, values)) → table ← ReplaceRows(table, numbers, f(their rows, their sums)), where f leaves a row as it is whose sum
/// is 0. Then no row costs anything but those that a batch has: neither zeros for its gradient nor an update. What f does with zeros follows
/// from its formula, so that nobody asks which optimizer it is.
/// </summary>
internal sealed class RowUpdates
{
    private readonly Graph graph;
    private readonly GraphBuilder g = new(rewrites: false);
    private readonly HashSet<Node> sums;
    private readonly Dictionary<Node, Node> copies = [];
    private readonly Dictionary<(Node, Node), Node> rows = [];
    private readonly Dictionary<Node, (HashSet<Node> Read, IReadOnlyCollection<Node> Sums)> updated = [];

    private RowUpdates(Graph graph, HashSet<Node> sums)
    {
        this.graph = graph;
        this.sums = sums;
    }

    /// <summary>The graph with updates of rows where that pays.</summary>
    public static Graph Run(Graph graph)
    {
        HashSet<Node> sums = [.. graph.Nodes.Where(IsOfLargeTable)];
        while (sums.Count > 0)
        {
            RowUpdates pass = new(graph, sums);
            Graph result = pass.Rewritten();
            // A gradient that someone needs as a whole is made as a whole, and then nothing is gained by knowing its rows.
            Node[] whole = [.. sums.Where(s => result.Nodes.Contains(pass.copies[s])), .. pass.SumsOfCircles()];
            if (whole.Length == 0)
                return result;
            sums.ExceptWith(whole);
        }
        return graph;
    }

    private static bool IsOfLargeTable(Node node) => node.Primitive is ScatterAdd { Rows: var rows } && node.Inputs[0].Shape is { IsBatched: true, Open: 1 } numbers
        && rows > numbers.SampleSize * Costs.RowsForEachNumber;

    private Graph Rewritten()
    {
        foreach (Node node in graph.Nodes)
        {
            g.Scope = node.Name;
            copies[node] = SumOfRows(node) ?? g.Make(node.Primitive, [.. node.Inputs.Select(i => copies[i])]);
        }
        return new([.. graph.Outputs.Select(o => (o.Role, copies[o.Value]))], [.. graph.Updates.Select(u => (copies[u.Target], Updated(u.Target, u.Value)))]);
    }

    private Node Updated(Node target, Node value)
    {
        UnmetRow unmet = new(target.Shape, sums.Contains);
        if (unmet.Of(value) is not { } kept || unmet.Sums.Count == 0 || !IsAsBefore(kept, unmet, target))
            return copies[value];
        updated[target] = (ReadBy(value, target.Shape), unmet.Sums);
        Node numbers = NumbersOf(unmet.Sums);
        return Named(value, () => g.Make(new ReplaceRows(), copies[target], numbers, RowsOf(value, numbers, target.Shape)));
    }

    // The tensors whose rows a value's rows are made of.
    private static HashSet<Node> ReadBy(Node value, Shape table)
    {
        HashSet<Node> read = [], seen = [];
        Stack<Node> open = new([value]);
        while (open.Count > 0)
        {
            Node next = open.Pop();
            if (!seen.Add(next) || !UnmetRow.IsByRow(next.Shape, table))
                continue;
            if (next.Primitive is Source)
                read.Add(next);
            for (int i = 0; i < next.Inputs.Length && next.Primitive is not ScatterAdd; i++)
                open.Push(next.Inputs[i]);
        }
        return read;
    }

    // Of tables that read each other none can be the first whose rows are replaced.
    private IEnumerable<Node> SumsOfCircles()
    {
        HashSet<Node> left = [.. updated.Keys];
        while (left.RemoveWhere(t => !left.Any(other => other != t && updated[t].Read.Contains(other))) > 0)
        {
        }
        return left.SelectMany(t => updated[t].Sums).Distinct();
    }

    // State is never below the smallest normal float, since whoever stores it makes that 0.
    private static bool IsAsBefore(Expr kept, UnmetRow unmet, Node target) => unmet.IsLeaf(kept, target)
        || (target.Primitive is Source { Kind: SourceKind.State } && kept is Expr.Call { Arguments: [Expr.Call size, _, Expr.Constant { Value: 0 }, var own] } choice
            && choice.Operation == Operation.SelectLess && size.Operation == Operation.Abs && unmet.IsLeaf(own, target) && unmet.IsLeaf(size.Arguments[0], target));

    // A sum over all rows, such as the norm of a gradient, is one over those that occur.
    private Node? SumOfRows(Node node)
    {
        if (node.Primitive is not Reduce { Kind: Reduction.Sum } reduce || !reduce.Axes.Contains(0))
            return null;
        Node x = node.Inputs[0];
        UnmetRow unmet = new(x.Shape, sums.Contains);
        if (unmet.Of(x) is not Expr.Constant { Value: 0 } || unmet.Sums.Count == 0)
            return null;
        Node numbers = NumbersOf(unmet.Sums);
        Shape aligned = new(numbers.Shape.Dimensions.Concat(x.Shape.Dimensions.Skip(1).Select(_ => 1)).ToEquatableArray());
        Node present = g.Make(new Map((new Expr.Input(1) < 0).Then(0, new Expr.Input(0))), RowsOf(x, numbers, x.Shape), g.Make(new Reshape(aligned), numbers));
        int ahead = numbers.Shape.Rank - 1;
        Node sum = g.Make(reduce with { Axes = Enumerable.Range(0, ahead).Concat(reduce.Axes.Select(a => a + ahead)).ToEquatableArray() }, present);
        return g.Make(new Reshape(node.Shape), sum);
    }

    // Of all numbers by which rows are added up, each where it occurs first.
    private Node NumbersOf(IReadOnlyCollection<Node> own)
    {
        Node[] numbers = [.. own.Select(s => copies[s.Inputs[0]]).Distinct()];
        return Named(own.First(), () => g.Named("rows", () => g.Make(new FirstOccurrences(((ScatterAdd)own.First().Primitive).Rows), numbers.Length == 1 ? numbers[0]
            : g.Make(new Concatenate(1), [.. numbers.Select(n => g.Make(new Reshape(Shape.Batched((int)n.Shape.SampleSize)), n))]))));
    }

    // What is made row by row of a table, for the rows with these numbers alone. A network is deeper than a compiler's stack has room for.
    private Node RowsOf(Node value, Node numbers, Shape table)
    {
        Stack<(Node Node, int Next)> open = new([(value, 0)]);
        while (open.Count > 0)
        {
            (Node top, int next) = open.Pop();
            if (Known(top) is not null)
                continue;
            int needed = top.Primitive is Map ? top.Inputs.Length : top.Primitive is Reduce ? 1 : 0;
            while (next < needed && Known(top.Inputs[next]) is not null)
                next++;
            if (next == needed)
            {
                rows[(top, numbers)] = Named(top, () => Made(top));
                continue;
            }
            open.Push((top, next + 1));
            open.Push((top.Inputs[next], 0));
        }
        return Known(value)!;

        Node? Known(Node node) => !UnmetRow.IsByRow(node.Shape, table) ? copies[node] : rows.TryGetValue((node, numbers), out Node? known) ? known : null;

        Node Made(Node node) => node.Primitive switch
        {
            ScatterAdd => g.Make(new Gather(), g.Make(node.Primitive, [.. node.Inputs.Select(i => copies[i]), numbers]), numbers),
            Map => g.Make(node.Primitive, [.. node.Inputs.Select(i => Known(i)!)]),
            Reduce reduce => g.Make(reduce with { Axes = reduce.Axes.Select(a => a + numbers.Shape.Rank - 1).ToEquatableArray() }, Known(node.Inputs[0])!),
            _ => g.Make(new Gather(), copies[node], numbers),
        };
    }

    private Node Named(Node node, Func<Node> make)
    {
        string scope = g.Scope;
        g.Scope = node.Name;
        Node made = make();
        g.Scope = scope;
        return made;
    }
}
