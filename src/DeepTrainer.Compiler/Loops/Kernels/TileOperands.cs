using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// What a tile multiplies. A pointer to where a factor starts is taken before the innermost loop, another one in each of its turns; what is a
/// fixed distance from it needs none of its own. What several places of the tile share is loaded once.
/// </summary>
/// <param name="owner">The kernel around the tile.</param>
/// <param name="tile">The tile.</param>
/// <param name="innermost">The axes of the innermost sums.</param>
/// <param name="isLoop">Whether these are a loop, not written out.</param>
internal sealed class TileOperands(KernelLoops owner, Tile tile, int[] innermost, bool isLoop)
{
    /// <summary>So many places.</summary>
    public const int Four = 4;

    private readonly List<Start> starts = [];
    private readonly List<Start> turns = [];
    private readonly Dictionary<(int, TilePlace), Value> loaded = [];
    private readonly Dictionary<(Pointer, IndexExpr), Value> fours = [];

    private Kernel Kernel => owner.Kernel;

    /// <summary>
    /// The axis along which each four places are written out one after another; negative if none. Where a factor is one number for all lanes, and
    /// only a row of sums shares it, loads are what a core can't keep up with: four neighbours are loaded at once, and each is then spread over all
    /// lanes.
    /// </summary>
    public int Fours { get; set; } = -1;

    /// <summary>Takes the pointers, while the innermost sums stand at their beginning.</summary>
    public void Pointers()
    {
        foreach (int i in Kernel.Element!.Inputs)
        {
            if (Kernel.Operands[i] is not Operand.Load { Access: var access } || !Addresses.IsSeparable(access, innermost))
                continue;
            foreach (TilePlace place in Distinct(i))
            {
                Func<int, LoopIndex> at = Standing(owner.PositionsOf(tile, place), LoopIndex.Fixed(0));
                if (!starts.Exists(p => p.Operand == i && Addresses.Distance(access, p.At, at) is not null))
                    starts.Add(Declare(i, "At", Addresses.Pointer(access), Addresses.Offset(access, at), at, isVectors: !Moves(access) && IsInVectors(access)));
            }
        }
    }

    /// <summary>Goes to another turn of the innermost loop.</summary>
    public void NextTurn()
    {
        turns.Clear();
        fours.Clear();
    }

    /// <summary>Goes to another step of the innermost sums.</summary>
    public void NextStep() => loaded.Clear();

    /// <summary>
    /// Fetches what the turns of the innermost loop to come read of weights in panels: those come from beyond the caches, one behind the other. Other factors
    /// stay in them.
    /// </summary>
    /// <param name="steps">The steps of a turn.</param>
    public void Prefetch(int steps)
    {
        foreach (int i in Kernel.Element!.Inputs)
        {
            if (Kernel.Operands[i] is not Operand.Load { Access: var access } || !new Placement(access).IsInPanels || !access.MovesAlong(owner.Plan.Lane)
                || PointerTo(i, access, owner.PositionsOf(tile, new(0, 0, 0))) is not { } start)
                continue;
            int lanes = owner.Target.Lanes;
            long apart = KernelPlan.StrideOf(access, innermost[0]).Count;
            for (int step = 0; step < steps; step++)
            {
                for (int line = 0; line < tile.Vectors * lanes; line += Costs.LineFloats)
                {
                    long ahead = ((Costs.PrefetchedSteps + step) * apart) + line;
                    owner.Code.Add(new Stmt.Prefetch(start.Pointer, start.Pointer.IsToVectors ? ahead / lanes : ahead));
                }
            }
        }
    }

    /// <summary>An operand at a place of the tile.</summary>
    public Value Of(int operand, TilePlace place)
    {
        TilePlace own = new(DependsOn(operand, tile.Row) ? place.Row : 0, DependsOn(operand, tile.Column) ? place.Column
            : 0, DependsOn(operand, owner.Plan.Lane) ? place.Vector : 0);
        if (tile.Sums == Distinct(operand).Count())
            return Load(operand, own);
        return loaded.TryGetValue((operand, own), out Value? known) ? known : loaded[(operand, own)] = owner.Code.Let(NameOf(operand, own), Load(operand, own));
    }

    private IEnumerable<TilePlace> Distinct(int operand)
    {
        for (int r = 0; r < (DependsOn(operand, tile.Row) ? tile.Rows : 1); r++)
        {
            for (int c = 0; c < (DependsOn(operand, tile.Column) ? tile.Columns : 1); c++)
            {
                for (int v = 0; v < (DependsOn(operand, owner.Plan.Lane) ? tile.Vectors : 1); v++)
                    yield return new(r, c, v);
            }
        }
    }

    private string NameOf(int operand) => Kernel.Operands[operand] is Operand.Load load ? ShortNameOf(load.Access.Storage) : "operand";

    private static readonly char[] Digits = [.. "0123456789_"];

    // Most of a tile are its factors' names: the last word of the tensor's says enough, unless other locals are called so.
    private static string ShortNameOf(Storage storage)
    {
        int start = storage.Name.Length - 1;
        while (start > 0 && !char.IsUpper(storage.Name[start]))
            start--;
        string word = Format.Camel(storage.Name.Substring(start));
        string name = word.Length > 2 && !Storages.FixedLocals.Contains(word.TrimEnd(Digits)) ? word : storage.Name;
        return char.IsDigit(name[name.Length - 1]) ? name + "_" : name;
    }

    // A place by its number among those at which the operand differs.
    private string NameOf(int operand, TilePlace place)
    {
        int columns = DependsOn(operand, tile.Column) ? tile.Columns : 1, vectors = DependsOn(operand, owner.Plan.Lane) ? tile.Vectors : 1;
        return NameOf(operand) + Format.Integer((((place.Row * columns) + place.Column) * vectors) + place.Vector);
    }

    private Value Load(int operand, TilePlace place)
    {
        if (IsInFours(operand))
            return OneOfFour(operand, place);
        Func<int, LoopIndex> at = owner.PositionsOf(tile, place);
        IndexExpr? count = tile.CountOf(place.Vector);
        if (Kernel.Operands[operand] is not Operand.Load { Access: var access } || PointerTo(operand, access, at) is not { } start)
            return owner.VectorOperand(Kernel.Operands[operand], at, count);
        long distance = Addresses.Distance(access, start.At, at)!.Value;
        return start.Pointer.IsToVectors ? new Value.Load(LoopType.Vector, start.Pointer, distance / owner.Target.Lanes)
            : owner.VectorFrom(access, start.Pointer, distance, count);
    }

    private bool IsInFours(int operand) => Fours >= 0 && !owner.Target.HasOperatorsOnly && tile.Sums == tile.Vectors && Kernel.IsProduct
        && ((Operand.Load)Kernel.Operands[operand]).Access is { Row: null, Storage.IsCarried: false } access
        && access.Storage.Element == ElementType.Float32 && !access.MovesAlong(owner.Plan.Lane)
        && KernelPlan.StrideOf(access, Fours) is { IsUnit: true, IsBlocked: false }
        && (!owner.At(Fours).IsFixed || owner.At(Fours).Offset / Four * Four + Four <= Kernel.Axes[Fours].Extent);

    private Value.Spread OneOfFour(int operand, TilePlace place)
    {
        Access access = ((Operand.Load)Kernel.Operands[operand]).Access;
        LoopIndex here = owner.At(Fours);
        int lane = here.Offset % Four;
        owner.Stand(Fours, here.Shift(-lane));
        Func<int, LoopIndex> at = owner.PositionsOf(tile, place);
        (Pointer, IndexExpr) address = PointerTo(operand, access, at) is { } start ? (start.Pointer, Addresses.Distance(access, start.At, at)!.Value)
            : (Addresses.Pointer(access), Addresses.Offset(access, at));
        owner.Stand(Fours, here);
        if (!fours.TryGetValue(address, out Value? four))
            fours[address] = four = owner.Code.Let(NameOf(operand) + "Four", new Value.LoadFour(address.Item1, address.Item2));
        return new Value.Spread(four, lane);
    }

    // One that is a fixed distance away.
    private Start? PointerTo(int operand, Access access, Func<int, LoopIndex> at)
    {
        foreach (Start near in turns.Concat(starts))
        {
            if (near.Operand == operand && Addresses.Distance(access, near.At, at) is not null)
                return near;
        }
        if (starts.Find(p => p.Operand == operand && Addresses.Distance(access, p.At, Standing(at, LoopIndex.Fixed(0))) is not null) is not { } start)
            return null;
        Access way = access.With(i => new(0, i.Terms.Where(t => innermost.Contains(t.Axis)).ToEquatableArray()));
        Start turn = Declare(operand, "Here", start.Pointer, Addresses.Offset(way, at), Standing(at, null, start.At), IsInVectors(access));
        turns.Add(turn);
        return turn;
    }

    private Start Declare(int operand, string suffix, Pointer from, IndexExpr offset, Func<int, LoopIndex> at, bool isVectors)
    {
        Access access = ((Operand.Load)Kernel.Operands[operand]).Access;
        Pointer own = Addresses.Pointer(access), pointer = own with { Name = owner.Code.Declare(NameOf(operand) + suffix), IsToVectors = isVectors };
        owner.Code.Add(new Stmt.LetPointer(pointer, from, offset));
        return new(operand, pointer, at);
    }

    // Positions as they are now: on the innermost sums at a place of their own, or elsewhere.
    private Func<int, LoopIndex> Standing(Func<int, LoopIndex> at, LoopIndex? inner, Func<int, LoopIndex>? outer = null)
    {
        LoopIndex[] positions = [.. Enumerable.Range(0, Kernel.Axes.Length).Select(a => innermost.Contains(a) ? inner ?? at(a) : (outer ?? at)(a))];
        return axis => positions[axis];
    }

    private bool Moves(Access access) => isLoop && innermost.Any(access.MovesAlong);

    // Whether all that is loaded are whole vectors, a number of vectors apart.
    private bool IsInVectors(Access access)
    {
        int lane = owner.Plan.Lane;
        if (access.Storage.Element != ElementType.Float32 || !access.MovesAlong(lane) || !KernelPlan.StrideOf(access, lane).IsUnit
            || owner.IsPartial(access, tile.LastCount, isLoad: true))
            return false;
        Placement placement = new(access);
        return Enumerable.Range(0, access.Indices.Count).All(d => access.Indices[d].Terms.All(t => t.Axis == lane
            || (!placement.StrideOf(d).IsBlocked && t.Step * placement.StrideOf(d).Count % owner.Target.Lanes == 0)));
    }

    private bool DependsOn(int operand, int axis) => axis >= 0 && KernelLoops.MovesAlong(Kernel.Operands[operand], axis);

    /// <summary>A pointer: to what, and where it stands.</summary>
    private sealed record Start(int Operand, Pointer Pointer, Func<int, LoopIndex> At);
}
