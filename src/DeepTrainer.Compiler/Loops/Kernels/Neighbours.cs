using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// A few places of an axis, one after another. What lanes read a stride apart but lies side by side along the axis is loaded for all places at once, and
/// what they write so is stored at once.
/// </summary>
/// <param name="kernel">The kernel, whose loops stand at the first place.</param>
/// <param name="axis">The axis.</param>
/// <param name="count">The valid lanes, if not all.</param>
internal sealed class Neighbours(KernelLoops kernel, int axis, IndexExpr? count)
{
    private readonly Dictionary<int, string> loaded = [];
    private readonly Dictionary<Store, string> kept = [];
    private int place;

    /// <summary>Adds all places; the body adds one, and is told its number.</summary>
    public void Add(Action<int> body)
    {
        Load();
        LoopIndex first = kernel.At(axis);
        bool hasLocals = kernel.Kernel.Stores.Length > 1 || kernel.Kernel.Stores[0].Expression is not Expr.Input;
        for (place = 0; place < KernelPlan.Neighbours; place++)
        {
            kernel.Stand(axis, first.Shift(place));
            using (hasLocals ? kernel.Code.Block() : null)
                body(place);
        }
        kernel.Stand(axis, first);
        foreach (KeyValuePair<Store, string> store in kept)
        {
            Access access = store.Key.Access;
            kernel.Code.Add(new Stmt.Store(Each(store.Value).Select(v => (Value)new Value.Local(LoopType.Vector, v)).ToEquatableArray(),
                Addresses.Pointer(access), Addresses.Offset(access, kernel.At), StrideOf(access), kernel.IsPartial(access, count, isLoad: false) ? count : null));
        }
    }

    /// <summary>An operand of the place that is being made, if it was loaded with others.</summary>
    public Value? Loaded(int operand) => loaded.TryGetValue(operand, out string? name) ? new Value.Local(LoopType.Vector, name + Format.Integer(place)) : null;

    /// <summary>Stores a result of the place, or keeps it to be stored with others.</summary>
    public void Store(Store store, Value value)
    {
        if (kept.TryGetValue(store, out string? name))
            kernel.Code.Assign(new Value.Local(LoopType.Vector, name + Format.Integer(place)), value);
        else
            kernel.StoreVector(store, value, kernel.At, count);
    }

    private void Load()
    {
        // What is stored reads these; what was summed is no operand behind the sum.
        foreach (int i in kernel.Kernel.ReadByStores)
        {
            if (!kernel.Plan.LiesAcross(kernel.Kernel.Operands[i], axis))
                continue;
            Access access = ((Operand.Load)kernel.Kernel.Operands[i]).Access;
            Pointer pointer = Addresses.Pointer(access);
            loaded[i] = kernel.Code.Declare(pointer.Name + "At", KernelPlan.Neighbours);
            kernel.Code.Add(new Stmt.LoadTogether(Each(loaded[i]).ToEquatableArray(), pointer, Addresses.Offset(access, kernel.At), StrideOf(access),
                kernel.IsPartial(access, count, isLoad: true) ? count : null));
        }
        foreach (Store store in kernel.Kernel.Stores.Where(s => kernel.Plan.LiesAcross(s, axis)))
        {
            kept[store] = kernel.Code.Declare(Addresses.Pointer(store.Access).Name + "Next", KernelPlan.Neighbours);
            kernel.Code.Add(new Stmt.Let(LoopType.Vector, Each(kept[store]).Select(v => new Definition(v)).ToEquatableArray()));
        }
    }

    private long StrideOf(Access access) => KernelPlan.StrideOf(access, kernel.Plan.Lane).Count;

    private static IEnumerable<string> Each(string name) => Enumerable.Range(0, KernelPlan.Neighbours).Select(p => name + Format.Integer(p));
}
