using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>What a method takes: tensors, sizes known at run time, numbers of the step, and keys of random streams.</summary>
internal sealed class KernelSignature
{
    // Graphs ask for it wherever they speak of a kernel.
    private static readonly ConditionalWeakTable<Kernel, KernelSignature> Known = new();

    private KernelSignature(IEnumerable<Access> accesses, IEnumerable<Operand> operands, bool takesRows, StepLoop? loop, bool takesPart)
    {
        (Tensors, List<string> tensors) = First(accesses.Select(a => new Placement(a)), Addresses.NameOf);
        (Hosts, _) = First(operands.OfType<Operand.Host>(), h => h.Name);
        (Streams, _) = First(operands.OfType<Operand.Uniform>(), KeyOf);
        Randoms = Streams.IsEmpty ? [] : [.. Streams.SelectMany(s => new[] { KeyOf(s), FirstOf(s) }).OfType<string>().Select(name => new Parameter("uint", name))];
        List<Parameter> parameters = new(Tensors.Length + Hosts.Length + Randoms.Length + 4);
        for (int i = 0; i < tensors.Count; i++)
            parameters.Add(new(Tensors[i].Storage.Element.Name + "*", tensors[i]));
        if (takesRows)
            parameters.Add(new("nint", Addresses.Rows));
        if (loop is not null)
            parameters.Add(new("nint", loop.Variable));
        foreach (Operand.Host host in Hosts)
            parameters.Add(new("float", host.Name));
        parameters.AddRange(Randoms);
        if (takesPart)
            parameters.AddRange([new("int", "part"), new("int", "parts")]);
        Parameters = [.. parameters];
        Names = [.. parameters.Select(p => p.Name)];
    }

    /// <summary>The tensors, loads before stores.</summary>
    public ImmutableArray<Placement> Tensors { get; }

    public ImmutableArray<Operand.Host> Hosts { get; }

    public ImmutableArray<Operand.Uniform> Streams { get; }

    /// <summary>The keys of random streams, and where in a draw's stream they begin.</summary>
    public ImmutableArray<Parameter> Randoms { get; }

    /// <summary>The parameters.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>The parameters' names, which are also those of the arguments where the method is called.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Of a kernel's method.</summary>
    public static KernelSignature Of(Kernel kernel) => Known.GetValue(kernel, k =>
        new(k.Accesses, k.Operands, k.Axes.Any(a => a.Extent == Shape.Batch), k.Loop, k.SharedAxis >= 0));

    /// <summary>Of the part behind a kernel's sum.</summary>
    public static KernelSignature OfFinish(Kernel kernel)
    {
        Operand[] operands = [.. kernel.ReadByStores.Select(i => kernel.Operands[i])];
        Kernel finish = kernel with { Operands = [.. operands], InnerStores = [], Scratch = null };
        return new(finish.Accesses, operands, takesRows: false, kernel.Loop, takesPart: false);
    }

    // The first of each name, and the names.
    private static (ImmutableArray<T>, List<string>) First<T>(IEnumerable<T> all, Func<T, string> nameOf)
        where T : notnull
    {
        List<T> first = [];
        List<string> names = [];
        foreach (T one in all)
        {
            // Mostly what has a name already is the same.
            if (first.Contains(one))
                continue;
            string name = nameOf(one);
            if (names.Contains(name))
                continue;
            first.Add(one);
            names.Add(name);
        }
        return ([.. first], names);
    }

    public static string KeyOf(Operand.Uniform uniform) => $"key{Format.Integer(uniform.Source.Stream)}";

    /// <summary>The number of the first sample's first element in a draw or batch, of which a call may compute a part.</summary>
    public static string? FirstOf(Operand.Uniform uniform) => uniform.Source.BeginsWithin ? $"first{Format.Integer(uniform.Source.Stream)}" : null;
}
