namespace DeepTrainer.Compiler.Lowering;

/// <summary>Builds one group's kernel: resolves nodes to expressions over operands, on demand.</summary>
internal sealed class KernelBuilder
{
    // C# takes no name of more than 1,023 bytes (CS7013), and nobody reads one.
    private const int MaxNameLength = 200;

    private readonly Lower owner;
    private readonly Group group;
    private readonly ImmutableArray<Axis> axes;
    private readonly List<Operand> operands;
    private readonly Dictionary<Operand, int> places;
    private readonly Dictionary<(Node, EquatableArray<Affine>), Expr> resolved;
    private readonly HashSet<Expr> rounded, roundedThroughout;
    private readonly Dictionary<(Shape, bool), EquatableArray<Affine>> identities;

    public KernelBuilder(Lower owner, Group group, KernelNotes notes)
    {
        this.owner = owner;
        this.group = group;
        (operands, places, resolved) = (notes.Operands, notes.Places, notes.Resolved);
        (rounded, roundedThroughout, identities) = (notes.Rounded, notes.RoundedThroughout, notes.Identities);
        ImmutableArray<Axis> own = AxesOf(group);
        axes = owner.Scope is null ? own : own.Add(new(StepLoop.Time, ((Scan)owner.Scope.Scan.Primitive).Steps, IsReduced: false, IsGiven: true));
    }

    private int StepAxis => axes.Length - 1;

    public Kernel Build()
    {
        Expr? element = null;
        Reduction? reduction = null;
        if (group.Anchor is { Primitive: not (ScatterAdd or FirstOccurrences) } anchor && !IsPlainProduct(anchor))
            (reduction, element) = Anchor(anchor);
        ImmutableArray<Store> inner = StoresOf(group.Inner, inner: true);
        ImmutableArray<Store> stores = group.Fill is { } fill ? [Filled(fill.Target, fill.Value)]
            : group.Anchor is { Primitive: ScatterAdd } scatter ? [Scattered(scatter)]
            : StoresOf(group.Members, inner: false);
        Kernel kernel = new(NameOfGroup(), axes, [.. operands], reduction, element, inner, stores);
        if (rounded.Count > 0)
            kernel = kernel with { Rounded = [.. rounded] };
        return group.Anchor is { Primitive: FirstOccurrences first } numbers
            ? kernel with { KeepsFirstOf = first.Rows, Scratch = owner.Storages.Seen(numbers, first.Rows) }
            : RowOf(kernel) is { } row ? AtRow(kernel, row) : kernel;
    }

    // The row of a table that is written, or of one that is read for a result of the row's, in a kernel that goes from row to row.
    private static Access? RowOf(Kernel kernel) => kernel.Stores.Select(s => s.Access).FirstOrDefault(a => a.Row is not null)
        ?? kernel.Operands.OfType<Operand.Load>().Select(l => l.Access)
        .FirstOrDefault(a => a.Row is { Storage.IsRowByRow: true } row && kernel.Reduction is not null
            && kernel.ReducedAxes.All(x => !row.MovesAlong(x)) && kernel.OutputAxes.All(row.MovesAlong));

    // Its number is found once for all of what is read and written of tables of this length.
    private static Kernel AtRow(Kernel kernel, Access current) => kernel.With(access =>
        access.Row == current.Row && access.Storage.Shape[access.RowDimension] == current.Storage.Shape[current.RowDimension] ? access with { IsCurrentRow = true } : access);

    // A contraction loops over its letters, everything else over its dimensions; those of 1 only if they are summed.
    private static ImmutableArray<Axis> AxesOf(Group group)
    {
        if (group.Anchor?.Primitive is Contract contract)
        {
            Shape a = group.Anchor.Inputs[0].Shape, b = group.Anchor.Inputs[1].Shape;
            return
            [
                .. contract.Result.Concat(contract.Reduced).Select(letter => new Axis(
                    letter.ToString(), contract.ExtentOf(letter, a, b), contract.Result.IndexOf(letter) < 0)).Where(x => x.Extent != 1 || x.IsReduced),
            ];
        }
        Shape space = group.Fill is { } fill ? fill.Target.Primitive is ScatterAdd && fill.Target.Inputs.Length > 2 ? RowsOf(fill.Target, fill.Target.Inputs[2]) : fill.Target.Shape
            : group.Anchor is { Primitive: ScatterAdd } scatter ? scatter.Inputs[1].Shape
            : SpaceOf(group);
        EquatableArray<int> reduced = group.Anchor?.Primitive is Reduce reduce ? reduce.Axes : [];
        var all = ImmutableArray.CreateBuilder<Axis>(space.Rank);
        for (int d = 0; d < space.Rank; d++)
        {
            if (space[d] != 1 || reduced.Contains(d))
                all.Add(new(Axis.NameOf(d, space), space[d], reduced.Contains(d)));
        }
        return all.ToImmutable();
    }

    // A reduction tells its axes by the dimensions of what it reduces; maps beside it may have them under others, with extents of 1 left out or put in.
    private static Shape SpaceOf(Group group)
    {
        Node? inner = group.Inner.FirstOrDefault();
        if (group.Anchor is not { Primitive: Reduce } reduction)
            return (inner ?? group.Members[0]).Shape;
        Shape reduced = reduction.Inputs[0].Shape;
        return inner is null || Wide(inner.Shape).SequenceEqual(Wide(reduced)) ? reduced : inner.Shape;

        static IEnumerable<int> Wide(Shape shape) => shape.Dimensions.Where(d => d != 1);
    }

    // A contraction that sums nothing is element-wise.
    private static bool IsPlainProduct(Node anchor) => anchor.Primitive is Contract contract && !contract.Reduced.Any();

    private (Reduction Kind, Expr Element) Anchor(Node anchor)
    {
        if (anchor.Primitive is Reduce reduce)
            return (reduce.Kind, Resolve(anchor.Inputs[0], Identity(anchor.Inputs[0].Shape, inner: true)));
        var contract = (Contract)anchor.Primitive;
        return (Reduction.Sum, Shared(Resolve(anchor.Inputs[0], Letters(contract.A)) * Resolve(anchor.Inputs[1], Letters(contract.B))));
    }

    private EquatableArray<Affine> Letters(string letters)
    {
        var at = ImmutableArray.CreateBuilder<Affine>(letters.Length);
        foreach (char letter in letters)
        {
            int axis = axes.Length - 1;
            while (axis >= 0 && !(axes[axis].Name.Length == 1 && axes[axis].Name[0] == letter))
                axis--;
            at.Add(axis < 0 ? Affine.At(0) : Affine.Along(axis));
        }
        return at.MoveToImmutable().ToEquatableArray();
    }

    /// <summary>Each dimension that is not 1 along its axis.</summary>
    private EquatableArray<Affine> Identity(Shape shape, bool inner)
    {
        // Mostly the same is asked again.
        if (!identities.TryGetValue((shape, inner), out EquatableArray<Affine> known))
            identities[(shape, inner)] = known = NewIdentity(shape, inner);
        return known;
    }

    private EquatableArray<Affine> NewIdentity(Shape shape, bool inner)
    {
        Affine[] at = new Affine[shape.Rank];
        int next = -1;
        for (int d = 0; d < at.Length; d++)
        {
            if (shape[d] == 1)
            {
                at[d] = Affine.At(0);
                continue;
            }
            do
                next++;
            while (axes[next].IsGiven || axes[next].Extent == 1 || (!inner && axes[next].IsReduced));
            at[d] = Affine.Along(next);
        }
        return EquatableArray.Create<Affine>(at);
    }

    private ImmutableArray<Store> StoresOf(List<Node> nodes, bool inner)
    {
        var stores = ImmutableArray.CreateBuilder<Store>();
        foreach (Node node in nodes)
        {
            if (!owner.HasHome(node))
                continue;
            EquatableArray<Affine> identity = Identity(node.Shape, inner);
            foreach (Access home in owner.HomesOf(node, identity, StepAxis))
                stores.Add(new(node, home, Resolve(node, identity)));
            foreach (Node table in owner.TablesWithRows(node))
                stores.Add(new(node, InRows(new(owner.Storages.Of(table.Inputs[0]), []), table.Inputs[1], identity), Resolve(node, identity)));
        }
        return stores.ToImmutable();
    }

    private Store Filled(Node node, double value)
    {
        if (node.Primitive is not ScatterAdd || node.Inputs.Length < 3)
            return new(node, owner.Storages.Place(node, Identity(node.Shape, inner: false)), value);
        EquatableArray<Affine> at = Identity(RowsOf(node, node.Inputs[2]), inner: false);
        return new(node, InRows(owner.Storages.Place(node, []), node.Inputs[2], at), value);
    }

    // The shape of rows of a table with these numbers.
    private static Shape RowsOf(Node table, Node numbers) => new(numbers.Shape.Dimensions.Concat(table.Shape.Dimensions.Skip(1)).ToEquatableArray());

    // table: [R, D…]   numbers: [N, L…]   at: [N, L…, D…]
    private Access InRows(Access table, Node numbers, EquatableArray<Affine> at) => table with
    {
        Indices = at.Skip(numbers.Shape.Rank).Prepend(Affine.At(0)).ToEquatableArray(),
        Row = AddressOf(numbers, at.Take(numbers.Shape.Rank).ToEquatableArray()),
    };

    // node: [R, D…]   rows: [N, L…]   values: [N, L…, D…]
    private Store Scattered(Node node)
    {
        Node rows = node.Inputs[0], values = node.Inputs[1];
        EquatableArray<Affine> at = Identity(values.Shape, inner: false);
        return new(node, InRows(owner.Storages.Place(node, []), rows, at), Resolve(values, at), Adds: true);
    }

    private Access AddressOf(Node node, EquatableArray<Affine> at) => Resolve(node, at) is Expr.Input input && operands[input.Index] is Operand.Load load
        ? load.Access
        : throw new InvalidOperationException($"{node} is not in memory, where {group.Members[0]} needs it.");

    private Expr Resolve(Node node, EquatableArray<Affine> at)
    {
        if (resolved.TryGetValue((node, at), out Expr? known))
            return known;
        Expr value = resolved[(node, at)] = ResolveNew(node, at);
        if (owner.IsReadBySeveral(node))
            Round(value, throughout: owner.IsComputedBySeveral(node));
        return value;
    }

    // What several kernels compute, each for itself, is the same number in all of them: which product of a sum goes into a multiply-add may
    // depend on what else a kernel computes.
    private void Round(Expr value, bool throughout)
    {
        if (value is not Expr.Call call || (throughout && !roundedThroughout.Add(value)))
            return;
        if (call.Operation.Name == "*")
            rounded.Add(value);
        foreach (Expr argument in throughout ? call.Arguments : [])
            Round(argument, throughout);
    }

    private Expr ResolveNew(Node node, EquatableArray<Affine> at)
    {
        if (node.IsHostScalar)
            return node.Primitive is Map { Body: Expr.Constant constant } ? constant : Input(new Operand.Host(node, owner.Storages.Numbers[node]));
        bool here = owner.GroupOf(node) == group && at == Identity(node.Shape, inner: group.Inner.Contains(node));
        if (here && node == group.Anchor)
            return node.Primitive is FirstOccurrences ? Resolve(node.Inputs[0], at) : IsPlainProduct(node) ? Anchor(node).Element : Input(new Operand.Reduced());
        if ((!here || node.Primitive is Concatenate or Pad) && owner.Storages.TryFind(node) is { } storage)
            return Input(new Operand.Load(new Access(storage, at)));
        return node.Primitive switch
        {
            Source { Kind: SourceKind.Placeholder } => Placeholder(node, at),
            Source => Input(new Operand.Load(new Access(owner.Storages.Of(node), at))),
            Iota => Input(new Operand.Position(at[0])),
            RandomUniform random => Input(new Operand.Uniform(random, at)),
            Map map => ResolveMap(map, node, at),
            View view => Resolve(node.Inputs[0], Seen(view, node.Inputs[0].Shape, at)),
            Gather => Gathered(node, at),
            Push => Resolve(node.Inputs[0], at),
            Latest latest => Input(new Operand.Load(new Access(owner.Storages.Ring(node.Inputs[0], node.Inputs[1], latest.Length), BehindFirst(at)))),
            Reshape when Views.IsSqueeze(node) => Resolve(node.Inputs[0], Joins.Unsqueeze(at, node.Shape, node.Inputs[0].Shape)),
            Reshape => Input(new Operand.Load(new Access(owner.Storages.Alias(node.Inputs[0], node.Shape), at))),
            _ => throw new InvalidOperationException($"{node} is needed by {group.Members.FirstOrDefault()} but has no storage."),
        };
    }

    private static EquatableArray<Affine> Seen(View view, Shape shape, EquatableArray<Affine> at)
    {
        IReadOnlyList<Affine> positions = at;
        var seen = ImmutableArray.CreateBuilder<Affine>(view.Indices.Count);
        for (int d = 0; d < view.Indices.Count; d++)
            seen.Add(shape[d] == 1 ? Affine.At(0) : view.Indices[d].Of(positions));
        return seen.MoveToImmutable().ToEquatableArray();
    }

    private static EquatableArray<Affine> BehindFirst(EquatableArray<Affine> at) => at.Select((index, d) => d == 1 ? index.Shift(1) : index).ToEquatableArray();

    private Expr Placeholder(Node node, EquatableArray<Affine> at)
    {
        (Node outside, EquatableArray<Affine> position) = owner.Scope!.Outside(node, at, StepAxis);
        return Resolve(outside, position);
    }

    private Expr ResolveMap(Map map, Node node, EquatableArray<Affine> at)
    {
        Expr?[] inputs = new Expr?[node.Inputs.Length];
        foreach (int i in map.Read)
            inputs[i] = Resolve(node.Inputs[i], Broadcast(at, node.Inputs[i].Shape));
        return owner.Storages.Expressions.Placed(map.Body, inputs);
    }

    private Expr Shared(Expr expr) => owner.Storages.Expressions.Shared(expr);

    // table: [R, D…]   rows: [N, L…]   result: [N, L…, D…]
    private Expr.Input Gathered(Node node, EquatableArray<Affine> at)
    {
        int rank = node.Inputs[1].Shape.Rank;
        Access table = AddressOf(node.Inputs[0], at.Skip(rank).Prepend(Affine.At(0)).ToEquatableArray());
        // a single row lies in any dimension of extent 1
        int ones = node.Inputs[0].Shape[0] == 1 ? 0 : table.Storage.Shape.Dimensions.TakeWhile(e => e == 1).Count();
        return Input(new Operand.Load(table with { Row = AddressOf(node.Inputs[1], at.Take(rank).ToEquatableArray()), RowDimension = ones }));
    }

    private static EquatableArray<Affine> Broadcast(EquatableArray<Affine> at, Shape shape)
    {
        bool isSame = at.Count == shape.Rank;
        for (int d = 0; d < shape.Rank && isSame; d++)
            isSame = shape[d] != 1 || at[d] == Affine.At(0);
        if (isSame)
            return at;
        var places = ImmutableArray.CreateBuilder<Affine>(shape.Rank);
        for (int d = 0; d < shape.Rank; d++)
            places.Add(shape[d] == 1 ? Affine.At(0) : at[at.Count - shape.Rank + d]);
        return places.MoveToImmutable().ToEquatableArray();
    }

    private Expr.Input Input(Operand operand)
    {
        if (!places.TryGetValue(operand, out int index))
        {
            index = places[operand] = operands.Count;
            operands.Add(operand);
        }
        return (Expr.Input)Shared(new Expr.Input(index));
    }

    // Gradients and updates go by what they end in, forward kernels by all the layers they hold.
    private string NameOfGroup()
    {
        if (group.Fill is { } fill)
            return Format.Pascal(fill.Target.Name) + "Fill";
        string[] names = [.. group.Inner.Concat(group.Members).Select(n => n.Name).Distinct()];
        string last = names[names.Length - 1];
        bool backward = last.EndsWith(".update", StringComparison.Ordinal) || last.EndsWith(".gradient", StringComparison.Ordinal);
        if (backward)
            return Format.Pascal(last);
        string all = string.Concat(names.Select((name, i) => Format.Pascal(i == 0 ? name : Unsaid(name, names[i - 1]))));
        return all.Length <= MaxNameLength ? all : $"{Format.Pascal(names[0])}To{Format.Pascal(last)}";
    }

    // What a name says that the one before hasn't said: "variance.sum" of "norm1.variance.sum" behind "norm1.mean". What begins with a digit, such
    // as the number of a block, keeps the word before it.
    private static string Unsaid(string name, string before)
    {
        string[] parts = name.Split('.'), known = before.Split('.');
        int same = 0;
        while (same < parts.Length - 1 && same < known.Length && parts[same] == known[same])
            same++;
        while (same > 0 && char.IsDigit(parts[same].FirstOrDefault()))
            same--;
        return string.Join(".", parts.Skip(same));
    }
}
