using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Which kernels are methods: kernels that do the same on other tensors are one, so that code does not grow with the number of equal
/// layers. A kernel that narrower vectors suit is written in those only.
/// </summary>
internal sealed class KernelMethods
{
    private readonly Dictionary<KernelPlan, string> names = new(ReferenceComparer.Of<KernelPlan>());
    private readonly List<Method> all = [];
    private readonly HashSet<string> taken = [];
    private readonly ImmutableArray<Width> widths;

    // What else kernels' code calls by a name in Pascal case.
    private static readonly string[] Reserved =
    [
        "Abs", "AsInt32", "BatchPadding", "ConditionalSelect", "ConvertToSingle", "Counters", "Create", "Description", "Equals", "Floor", "FusedMultiplyAdd", GraphFile.Class, "Inline", "Kernel",
        "LessThan", "LessThanOrEqual", "Math", "MathF", "MaxNative", "MethodImpl", "MethodImplOptions", "MinNative", "MultiplyAddEstimate", "SkipLocalsInit", "Sqrt", "Sum", "Team", "V", "VectorMath",
        "Lanes", .. Width.All.SelectMany(w => new[] { CodeOf(w), $"Vector{Format.Integer(w.Bits)}" }),
    ];

    public KernelMethods(IReadOnlyCollection<Entry> entries, ImmutableArray<Width> widths)
    {
        this.widths = widths;
        Dictionary<string, Method> ofForm = [];
        // In a script without case a tensor may be called what a kernel would be.
        taken.UnionWith(Reserved);
        foreach (Entry entry in entries)
            taken.UnionWith([entry.Name, .. entry.Plan.Kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Names)]);
        foreach (Entry entry in entries)
        {
            foreach (KernelPlan kernel in entry.Plan.Kernels)
            {
                string form = KernelForm.Of(kernel);
                if (!ofForm.TryGetValue(form, out Method? method))
                {
                    ofForm[form] = method = new(kernel, Unique(kernel.Name, entry.Suffix), []);
                    all.Add(method);
                }
                else if (kernel.Name != method.Name && method.Others.Add(kernel.Name))
                {
                    method.AlsoFor.Add(kernel.Name);
                }
                names[kernel] = method.Name;
            }
        }
    }

    /// <summary>The class that holds the methods for a vector width.</summary>
    public static string CodeOf(Width width) => $"Vector{Format.Integer(width.Bits)}Code";

    /// <summary>A method: the first kernel that it is for, and the names of the others.</summary>
    public sealed record Method(KernelPlan Kernel, string Name, List<string> AlsoFor)
    {
        /// <summary><see cref="AlsoFor"/>, to look names up.</summary>
        public HashSet<string> Others { get; } = [];
    }

    /// <summary>The methods that are written for a width, in order of first use.</summary>
    public IEnumerable<Method> Of(Width width) => all.Where(m => WidthOf(m.Kernel, width) == width);

    /// <summary>What the graphs call the kernel: where it is written for one width only, that one's method.</summary>
    public string NameOf(KernelPlan kernel) => WidthsOf(kernel) is { Length: 1 } one ? $"{CodeOf(one[0])}.{names[kernel]}" : names[kernel];

    /// <summary>The methods that are written for several widths, and these.</summary>
    public IEnumerable<(Method Method, Width[] Widths)> OfSeveral => all.Select(m => (m, WidthsOf(m.Kernel))).Where(m => m.Item2.Length > 1);

    /// <summary>Whether a method's kernel has no wider vectors than these.</summary>
    public bool IsWidest(Method method, Width width) => WidthsOf(method.Kernel)[0] == width;

    private Width[] WidthsOf(KernelPlan kernel) => [.. widths.Where(w => WidthOf(kernel, w) == w)];

    /// <summary>A name with a number that no method has.</summary>
    public string Fresh(string name)
    {
        int number = 1;
        while (!taken.Add(name + Format.Integer(number)))
            number++;
        return name + Format.Integer(number);
    }

    private Width WidthOf(KernelPlan kernel, Width width) => widths.Last(w => w == width || (w.Bits < width.Bits && kernel.FitsNarrower(width, w)));

    // A kernel may have a second method, for what follows its sum.
    private string Unique(string name, string suffix)
    {
        string unique = name;
        for (int n = 1; taken.Contains(unique) || taken.Contains(KernelLoops.FinishOf(unique)); n++)
            unique = n == 1 ? name + suffix : name + suffix + Format.Integer(n);
        taken.Add(unique);
        taken.Add(KernelLoops.FinishOf(unique));
        return unique;
    }
}
