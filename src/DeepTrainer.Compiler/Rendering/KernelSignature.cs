using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a kernel's method takes: tensors, sizes known at run time, numbers of the step, and keys of random streams.</summary>
internal sealed class KernelSignature(KernelPlan plan)
{
    private readonly Kernel kernel = plan.Kernel;

    /// <summary>The tensors, loads before stores.</summary>
    public ImmutableArray<Placement> Tensors =>
    [
        .. kernel.Accesses.Select(a => new Placement(a)).GroupBy(Addresses.Pointer).Select(g => g.First()),
    ];

    public ImmutableArray<Node> Hosts => [.. kernel.Operands.OfType<Operand.Host>().Select(h => h.Node).Distinct()];

    public ImmutableArray<Operand.Uniform> Streams =>
        [.. kernel.Operands.OfType<Operand.Uniform>().GroupBy(u => u.Source.Stream).Select(g => g.First())];

    /// <summary>The parameter list.</summary>
    public string Parameters => string.Join(", ", Typed.Select(p => $"{p.Type} {p.Name}"));

    /// <summary>The argument list for a call where the same names are in scope.</summary>
    public string Arguments => string.Join(", ", Typed.Select(p => p.Name));

    private IEnumerable<(string Type, string Name)> Typed =>
    [
        .. Tensors.Select(t => (t.Storage.IsInteger ? "int*" : "float*", Addresses.Pointer(t))),
        .. kernel.Axes.Any(a => a.Extent == Shape.Batch) ? [("nint", Addresses.Rows)] : Array.Empty<(string, string)>(),
        .. UsesPaddedRows ? [("nint", Addresses.PaddedRows)] : Array.Empty<(string, string)>(),
        .. Hosts.Select(h => ("float", NameOf(h))),
        .. Streams.Select(s => ("uint", KeyOf(s))),
    ];

    private bool UsesPaddedRows => kernel.Accesses.Any(a => a.Indices.Where((index, d) =>
        new Placement(a).StrideOf(d).TimesRows && (index.Axis >= 0 || index.Offset > 0)).Any());

    /// <summary>A number's name: its node's, and its id if it has no name of its own.</summary>
    public static string NameOf(Node host) => host.Primitive is Source source ? source.Name : Format.Camel(Format.Pascal(host.Name)) + Format.Integer(host.Id);

    public static string KeyOf(Operand.Uniform uniform) => $"key{Format.Integer(uniform.Source.Stream)}";
}
