using System.Text;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// All that decides how a kernel is written, with tensors and numbers named in order of appearance: kernels of one form are one method, which is
/// known without writing both.
/// </summary>
internal sealed class KernelForm
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<Storage, int> tensors = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<Expr, int> expressions = new(ReferenceComparer.Of<Expr>());

    private KernelForm()
    {
    }

    public static string Of(KernelPlan plan)
    {
        KernelForm form = new();
        form.Put(plan.Lane).Put(plan.IsInlined ? 1 : 0);
        form.Add(plan.Kernel);
        // Another copy of the kernel has the same expressions, but operands and positions of its own.
        if (!ReferenceEquals(plan.Uncollapsed, plan.Kernel))
            form.Add(plan.Uncollapsed);
        return form.text.ToString();
    }

    private void Add(Kernel kernel)
    {
        foreach (Axis axis in kernel.Axes)
            Put(axis.Name).Put(axis.Extent).Put(axis.IsReduced ? 1 : 0).Put(axis.IsGiven ? 1 : 0);
        Put("reduction").Put(kernel.Reduction?.ToString() ?? "").Put(kernel.SharedAxis).Put(kernel.InWholeBlocks ? 1 : 0)
            .Put(kernel.Loop?.Variable ?? "").Put(kernel.Loop is { } loop ? loop.Reverse ? -loop.Steps : loop.Steps : 0);
        foreach (Operand operand in kernel.Operands)
            Add(operand);
        if (kernel.Element is { } element)
            Put("element").Put(NumberOf(element));
        foreach (Store store in kernel.InnerStores)
            Add("inner", store);
        foreach (Store store in kernel.Stores)
            Add("store", store);
        if (kernel.Scratch is { } scratch)
            Put("scratch").Put(kernel.KeepsFirstOf).Add(scratch);
        foreach (int rounded in kernel.Rounded.Select(NumberOf).OrderBy(n => n).ToArray())
            Put("rounded").Put(rounded);
    }

    private void Add(Operand operand)
    {
        switch (operand)
        {
            case Operand.Load load:
                Put("load").Add(load.Access);
                break;
            case Operand.Host host:
                Put("host").Put(NumberOf(host.Name));
                break;
            case Operand.Position position:
                Put("position").Add(position.Index);
                break;
            case Operand.Uniform uniform:
                Put("uniform").Put(NumberOf(KernelSignature.KeyOf(uniform))).Put(uniform.Source.BeginsWithin ? 1 : 0).Put(uniform.Source.Shape.ToString());
                foreach (Affine at in uniform.Indices)
                    Add(at);
                break;
            default:
                Put("sum");
                break;
        }
    }

    private void Add(string role, Store store) => Put(role).Put(NumberOf(store.Expression)).Put(store.Adds ? 1 : 0).Add(store.Access);

    private void Add(Access access)
    {
        Put(access.Layout.Inner).Put(access.Layout.Block).Put(NumberOf(access.Storage));
        foreach (Affine at in access.Indices)
            Add(at);
        if (access.Row is { } row)
            Put("row").Put(access.RowDimension).Put(access.IsCurrentRow ? 1 : 0).Add(row);
    }

    private void Add(Affine at)
    {
        Put(at.Offset);
        foreach (Term term in at.Terms)
            Put("x").Put(term.Axis).Put(term.Step);
    }

    private int NumberOf(Storage storage)
    {
        if (tensors.TryGetValue(storage, out int known))
            return known;
        int root = storage.Root == storage ? -1 : NumberOf(storage.Root);
        int number = tensors[storage] = tensors.Count;
        Put("tensor").Put(root).Put(storage.Shape.ToString()).Put(storage.Kind.ToString()).Put(storage.Element.Name).Put(storage.IsFlat ? 1 : 0)
            .Put(storage.IsCarried ? 1 : 0).Put(storage.Border?.ToString() ?? "");
        return number;
    }

    private int NumberOf(string name)
    {
        if (!numbers.TryGetValue(name, out int number))
            number = numbers[name] = numbers.Count;
        return number;
    }

    private int NumberOf(Expr expr)
    {
        if (expressions.TryGetValue(expr, out int known))
            return known;
        switch (expr)
        {
            case Expr.Constant constant:
                Put("=").Put(BitConverter.DoubleToInt64Bits(constant.Value));
                break;
            case Expr.Input input:
                Put("i").Put(input.Index);
                break;
            case Expr.Call call:
                int[] arguments = [.. call.Arguments.Select(NumberOf)];
                Put(call.Operation.Name);
                foreach (int argument in arguments)
                    Put(argument);
                break;
        }
        return expressions[expr] = expressions.Count;
    }

    private KernelForm Put(string word)
    {
        text.Append(word).Append(' ');
        return this;
    }

    private KernelForm Put(long number) => Put(Format.Integer(number));
}
