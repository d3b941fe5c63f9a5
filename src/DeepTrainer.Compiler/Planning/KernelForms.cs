using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Numbers the forms of kernels: all that decides how a kernel runs and how it is written, with tensors and numbers named in order of appearance. Kernels of one form
/// run alike and are one method, which is known without planning and writing both.
/// </summary>
/// <param name="layoutsOf">How tensors may lie, where that is not decided yet; none where each access tells.</param>
internal sealed class KernelForms(Func<Storage, ImmutableArray<Layout>>? layoutsOf = null)
{
    private const int None = -1, New = -2;

    private readonly Dictionary<Form, int> known = [];
    private readonly Dictionary<string, int> words = [];
    private readonly Dictionary<Expr, int> expressions = new(ReferenceComparer.Of<Expr>()), equal = [];

    // Of the kernel that is looked at.
    private readonly Dictionary<Storage, int> tensors = [];
    private readonly Dictionary<string, int> hosts = [];
    private readonly Dictionary<int, int> streams = [];
    private int[] text = new int[256];
    private int length;

    /// <summary>The form of a planned kernel.</summary>
    public int Of(KernelPlan plan)
    {
        Put(plan.Lane).Put(plan.IsInlined).Add(plan.Kernel);
        // Another copy of the kernel has the same expressions, but operands and positions of its own.
        if (!ReferenceEquals(plan.Uncollapsed, plan.Kernel))
            Add(plan.Uncollapsed);
        return NumberOfText();
    }

    /// <summary>The form of a kernel with this lane axis, or of one whose lanes are not chosen yet.</summary>
    public int Of(Kernel kernel, int lane = None)
    {
        Put(lane).Add(kernel);
        return NumberOfText();
    }

    private int NumberOfText()
    {
        int hash = 0;
        for (int i = 0; i < length; i++)
            hash = unchecked((hash * 31) + text[i]);
        if (!known.TryGetValue(new(text, length, hash), out int number))
            number = known[new([.. text.Take(length)], length, hash)] = known.Count;
        tensors.Clear();
        hosts.Clear();
        streams.Clear();
        length = 0;
        return number;
    }

    private void Add(Kernel kernel)
    {
        Put(kernel.Axes.Length);
        foreach (Axis axis in kernel.Axes)
            Put(Numbered(words, axis.Name)).Put(axis.Extent).Put(axis.IsReduced).Put(axis.IsGiven);
        Put(kernel.Reduction is { } reduction ? (int)reduction : None).Put(kernel.SharedAxis).Put(kernel.InWholeBlocks)
            .Put(kernel.Loop is { } loop ? loop.Reverse ? -loop.Steps : loop.Steps : 0).Put(Numbered(words, kernel.Loop?.Variable ?? ""));
        Put(kernel.Operands.Length);
        foreach (Operand operand in kernel.Operands)
            Add(operand);
        Put(kernel.Element is { } element ? NumberOf(element) : None);
        Add(kernel.InnerStores);
        Add(kernel.Stores);
        Put(kernel.Scratch is not null);
        if (kernel.Scratch is { } scratch)
            Put(kernel.KeepsFirstOf).Add(scratch);
        Put(kernel.Rounded.Count);
        if (kernel.Rounded.Count > 0)
        {
            int[] rounded = [.. kernel.Rounded.Select(NumberOf)];
            Array.Sort(rounded);
            foreach (int one in rounded)
                Put(one);
        }
    }

    private void Add(Operand operand)
    {
        switch (operand)
        {
            case Operand.Load load:
                Put(1).Add(load.Access);
                break;
            case Operand.Host host:
                Put(2).Put(Numbered(hosts, host.Name));
                break;
            case Operand.Position position:
                Put(3).Add(position.Index);
                break;
            case Operand.Uniform uniform:
                Put(4).Put(Numbered(streams, uniform.Source.Stream)).Put(uniform.Source.BeginsWithin).Add(uniform.Source.Shape);
                Add(uniform.Indices);
                break;
            default:
                Put(5);
                break;
        }
    }

    private void Add(ImmutableArray<Store> stores)
    {
        Put(stores.Length);
        foreach (Store store in stores)
            Put(NumberOf(store.Expression)).Put(store.Adds).Add(store.Access);
    }

    private void Add(Access access)
    {
        Put(access.Layout.Inner).Put(access.Layout.Block).Add(access.Storage);
        Add(access.Indices);
        Put(access.Row is not null);
        if (access.Row is { } row)
            Put(access.RowDimension).Put(access.IsCurrentRow).Add(row);
    }

    private void Add(EquatableArray<Affine> indices)
    {
        Put(indices.Count);
        foreach (Affine at in indices)
            Add(at);
    }

    private void Add(Affine at)
    {
        Put(at.Offset).Put(at.Terms.Count);
        foreach (Term term in at.Terms)
            Put(term.Axis).Put(term.Step);
    }

    private void Add(Shape shape)
    {
        Put(shape.Rank);
        foreach (int extent in shape.Dimensions)
            Put(extent);
    }

    private void Add(Storage storage)
    {
        if (tensors.TryGetValue(storage, out int number))
        {
            Put(number);
            return;
        }
        Put(New);
        if (storage.Root == storage)
            Put(None);
        else
            Add(storage.Root);
        Put((int)storage.Kind).Put(Numbered(words, storage.Element.Name)).Put(storage.IsFlat).Put(storage.IsCarried).Put(storage.EndsWithSamples).Put(storage.IsRowByRow)
            .Put(storage.Apart).Put(storage.Start?.Length ?? 0)
            .Put(storage.Border is { } border ? Numbered(words, border.ToString()) : None).Add(storage.Shape);
        if (layoutsOf is not null)
            AddLayouts(storage, layoutsOf(storage));
        tensors[storage] = tensors.Count;
    }

    private void AddLayouts(Storage storage, ImmutableArray<Layout> layouts)
    {
        Put(layouts.Length);
        foreach (Layout layout in layouts)
            Put(layout.Inner).Put(layout.Block);
        if (storage.CopyOf is { } original)
            Add(original);
        else
            Put(None);
    }

    private int NumberOf(Expr expr)
    {
        if (!expressions.TryGetValue(expr, out int number))
            number = expressions[expr] = Numbered(equal, expr);
        return number;
    }

    private static int Numbered<T>(Dictionary<T, int> numbers, T one)
        where T : notnull
    {
        if (!numbers.TryGetValue(one, out int number))
            number = numbers[one] = numbers.Count;
        return number;
    }

    private KernelForms Put(bool value) => Put(value ? 1 : 0);

    private KernelForms Put(int number)
    {
        if (length == text.Length)
            Array.Resize(ref text, 2 * length);
        text[length++] = number;
        return this;
    }

    private readonly struct Form(int[] text, int length, int hash) : IEquatable<Form>
    {
        private readonly int[] text = text;
        private readonly int length = length, hash = hash;

        public bool Equals(Form other) => hash == other.hash && text.AsSpan(0, length).SequenceEqual(other.text.AsSpan(0, other.length));

        public override bool Equals(object? obj) => obj is Form other && Equals(other);

        public override int GetHashCode() => hash;
    }
}
