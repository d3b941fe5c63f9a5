using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// A few places of an axis, one after another. What lanes read a stride apart but lies side by side along the axis is loaded for all places at once, and
/// what they write so is stored at once.
/// </summary>
/// <param name="kernel">The kernel, whose loops stand at the first place.</param>
/// <param name="axis">The axis.</param>
/// <param name="count">The valid lanes, if not all.</param>
internal sealed class Neighbours(KernelWriter kernel, int axis, string? count)
{
    private readonly Dictionary<int, string> loaded = [];
    private readonly Dictionary<Store, string> kept = [];
    private int place;

    /// <summary>Writes all places; the body writes one, and is told its number.</summary>
    public void Write(Action<int> body)
    {
        Load();
        Position first = kernel.At(axis);
        bool hasLocals = kernel.Kernel.Stores.Length > 1 || kernel.Kernel.Stores[0].Expression is not Expr.Input;
        for (place = 0; place < KernelPlan.Neighbours; place++)
        {
            kernel.Stand(axis, first.Shift(place));
            using (hasLocals ? kernel.Writer.Block() : null)
                body(place);
        }
        kernel.Stand(axis, first);
        foreach (KeyValuePair<Store, string> store in kept)
        {
            string vectors = string.Join(", ", Each(store.Value)), to = $"{Addresses.Of(store.Key.Access, kernel.At)}, {StrideOf(store.Key.Access)}";
            kernel.Writer.Line(kernel.IsPartial(store.Key.Access, count, isLoad: false) ? $"VectorMath.StoreStridedPartial({vectors}, {to}, {count});" : $"VectorMath.StoreStrided({vectors}, {to});");
        }
    }

    /// <summary>The name of an operand of the place that is being written, if it was loaded with others.</summary>
    public string? Loaded(int operand) => loaded.TryGetValue(operand, out string? name) ? name + Format.Integer(place) : null;

    /// <summary>Writes a result of the place, or keeps it to be stored with others.</summary>
    public void Store(Store store, string value)
    {
        if (kept.TryGetValue(store, out string? name))
            kernel.Writer.Line($"{name}{Format.Integer(place)} = {value};");
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
            loaded[i] = kernel.Writer.Declare(Addresses.Pointer(access) + "At", KernelPlan.Neighbours);
            string from = $"{Addresses.Of(access, kernel.At)}, {StrideOf(access)}", vectors = string.Join(", ", Each(loaded[i]).Select(v => $"out V {v}"));
            kernel.Writer.Line(kernel.IsPartial(access, count, isLoad: true) ? $"VectorMath.LoadStridedPartial({from}, {count}, {vectors});" : $"VectorMath.LoadStrided({from}, {vectors});");
        }
        foreach (Store store in kernel.Kernel.Stores.Where(s => kernel.Plan.LiesAcross(s, axis)))
        {
            kept[store] = kernel.Writer.Declare(Addresses.Pointer(store.Access) + "Next", KernelPlan.Neighbours);
            kernel.Writer.Line($"V {string.Join(", ", Each(kept[store]))};");
        }
    }

    private string StrideOf(Access access) => Format.Integer(KernelPlan.StrideOf(access, kernel.Plan.Lane).Count);

    private static IEnumerable<string> Each(string name) => Enumerable.Range(0, KernelPlan.Neighbours).Select(p => name + Format.Integer(p));
}
