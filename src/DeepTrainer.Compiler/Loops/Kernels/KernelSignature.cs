using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>What a method takes: tensors, sizes known at run time, numbers of the step, and keys of random streams.</summary>
internal sealed class KernelSignature
{
    private readonly ImmutableArray<Operand> operands;
    private readonly ImmutableArray<Access> accesses;
    private readonly bool takesRows;
    private readonly bool takesStep;
    private readonly bool takesPart;

    private KernelSignature(IEnumerable<Operand> operands, IEnumerable<Store> stores, Access? scratch, bool takesRows, bool takesStep, bool takesPart)
    {
        this.takesPart = takesPart;
        this.takesStep = takesStep;
        this.operands = [.. operands];
        accesses = [.. this.operands.OfType<Operand.Load>().Select(l => l.Access).Concat(stores.Select(s => s.Access)).SelectMany(a => a.Row is { } row ? [row, a] : new[] { a }), .. scratch is null ? [] : new[] { scratch }];
        this.takesRows = takesRows;
    }

    /// <summary>The tensors, loads before stores.</summary>
    public ImmutableArray<Placement> Tensors => [.. accesses.Select(a => new Placement(a)).GroupBy(Addresses.NameOf).Select(g => g.First())];

    public ImmutableArray<Operand.Host> Hosts => [.. operands.OfType<Operand.Host>().GroupBy(h => h.Name).Select(g => g.First())];

    public ImmutableArray<Operand.Uniform> Streams => [.. operands.OfType<Operand.Uniform>().GroupBy(KeyOf).Select(g => g.First())];

    /// <summary>The keys of random streams, and where in a draw's stream they begin.</summary>
    public IEnumerable<Parameter> Randoms => Streams.SelectMany(s => new[] { KeyOf(s), FirstOf(s) }).OfType<string>().Select(name => new Parameter("uint", name));

    /// <summary>The parameters' names, which are also those of the arguments where the method is called.</summary>
    public IEnumerable<string> Names => Parameters.Select(p => p.Name);

    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters =>
    [
        .. Tensors.Select(t => new Parameter(t.Storage.IsInteger ? "int*" : "float*", Addresses.NameOf(t))),
        .. takesRows ? [new Parameter("nint", Addresses.Rows)] : Array.Empty<Parameter>(),
        .. takesStep ? [new Parameter("nint", StepLoop.Variable)] : Array.Empty<Parameter>(),
        .. Hosts.Select(h => new Parameter("float", h.Name)),
        .. Randoms,
        .. takesPart ? [new Parameter("int", "part"), new Parameter("int", "parts")] : Array.Empty<Parameter>(),
    ];

    /// <summary>Of a kernel's method.</summary>
    public static KernelSignature Of(Kernel kernel) =>
        new(kernel.Operands, kernel.InnerStores.Concat(kernel.Stores), kernel.Scratch, kernel.Axes.Any(a => a.Extent == Shape.Batch), kernel.Loop is not null, kernel.SharedAxis >= 0);

    /// <summary>Of the part behind a kernel's sum.</summary>
    public static KernelSignature OfFinish(Kernel kernel) =>
        new(kernel.ReadByStores.Select(i => kernel.Operands[i]), kernel.Stores, scratch: null, takesRows: false, takesStep: kernel.Loop is not null, takesPart: false);

    public static string KeyOf(Operand.Uniform uniform) => $"key{Format.Integer(uniform.Source.Stream)}";

    /// <summary>The number of the first sample's first element in a draw, of which a call may compute a part.</summary>
    public static string? FirstOf(Operand.Uniform uniform) => uniform.Source.IsDrawn ? $"first{Format.Integer(uniform.Source.Stream)}" : null;
}
