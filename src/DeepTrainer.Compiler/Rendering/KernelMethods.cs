using System.Text.RegularExpressions;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
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
        "BatchPadding", "Counters", "Description", GraphFile.Class, "Kernel", "Lanes", "Math", "MathF", "MethodImpl", "MethodImplOptions", "SkipLocalsInit", "Team", "V", "VectorMath",
        .. Width.All.Select(CodeOf),
    ];

    public KernelMethods(IReadOnlyCollection<Entry> entries, ImmutableArray<Width> widths)
    {
        this.widths = widths;
        Dictionary<string, Method> known = [], ofForm = [];
        // In a script without case a tensor may be called what a kernel would be.
        taken.UnionWith(Reserved);
        foreach (Entry entry in entries)
            taken.UnionWith([entry.Name, .. entry.Plan.Kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Names)]);
        foreach (Entry entry in entries)
        {
            foreach (KernelPlan kernel in entry.Plan.Kernels)
            {
                string form = KernelForm.Of(kernel), key = "";
                if (!ofForm.TryGetValue(form, out Method? method) && !known.TryGetValue(key = KeyOf(kernel), out method))
                {
                    known[key] = method = new(kernel, Unique(kernel.Name, entry.Suffix), []);
                    all.Add(method);
                }
                else if (kernel.Name != method.Name && method.Others.Add(kernel.Name))
                {
                    method.AlsoFor.Add(kernel.Name);
                }
                ofForm[form] = method;
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

    // Two kernels are the same if their text is, with all tensors and numbers named in order of appearance. The shortest vectors don't tell all:
    // longer ones run past the end of an axis where memory is padded.
    private static string KeyOf(KernelPlan plan)
    {
        CodeWriter text = new();
        text.Line(Bounds(plan.Kernel));
        LoopPrinter printer = new(text, Width.All[Width.All.Length - 1]);
        foreach (Loops.Method loops in KernelLoops.Of(plan with { Kernel = Anonymous(plan.Kernel), Uncollapsed = Anonymous(plan.Uncollapsed) }, Width.All[Width.All.Length - 1], "_"))
            printer.Print(loops);
        KernelSignature signature = KernelSignature.Of(plan.Kernel);
        Dictionary<string, string> numbers = [];
        foreach (string name in signature.Hosts.Select(h => h.Name).Concat(signature.Streams.Select(KernelSignature.KeyOf)))
            numbers[name] = "number" + Format.Integer(numbers.Count);
        return numbers.Count == 0 ? text.ToString()
            : Regex.Replace(text.ToString(), "[A-Za-z_][A-Za-z0-9_]*", word => numbers.TryGetValue(word.Value, out string? number) ? number : word.Value);
    }

    // How far each axis goes, and for each access whose memory it is and which dimensions are padded: what decides where vectors may run over an end.
    private static string Bounds(Kernel kernel) => string.Join(" ", kernel.Axes.Select(a => Format.Integer(a.Extent)).Concat(kernel.Accesses.Select(access =>
    {
        Placement placement = new(access);
        return $"{access.Storage.Kind}{string.Concat(Enumerable.Range(0, access.Indices.Count).Select(d => placement.IsPadded(d) ? "+" : "-"))}";
    })));

    private static Kernel Anonymous(Kernel kernel)
    {
        Dictionary<Storage, Storage> renamed = [];
        return kernel.With(access => access with { Storage = Renamed(access.Storage) });

        Storage Renamed(Storage storage)
        {
            if (renamed.TryGetValue(storage, out Storage? known))
                return known;
            Storage? root = storage.Root == storage ? null : Renamed(storage.Root);
            return renamed[storage] = new("tensor" + Format.Integer(renamed.Count), "", storage.Shape, storage.Kind, storage.IsInteger, root) { IsFlat = storage.IsFlat, IsCarried = storage.IsCarried, Border = storage.Border };
        }
    }

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
