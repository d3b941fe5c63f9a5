using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Which kernels are methods: kernels that do the same on other tensors are one, so that code does not grow with the number of equal
/// layers. A kernel that narrower vectors suit, or that takes so little that it doesn't matter, is written in those only.
/// </summary>
internal sealed class KernelMethods
{
    private readonly Dictionary<KernelPlan, Method> methods = new(ReferenceComparer.Of<KernelPlan>());
    private readonly Dictionary<KernelPlan, Target[]> written = new(ReferenceComparer.Of<KernelPlan>());
    private readonly List<Method> all = [];
    private readonly HashSet<string> taken = [];
    private readonly HashSet<Method> slight = new(ReferenceComparer.Of<Method>());
    private readonly ImmutableArray<Target> targets;

    // What else kernels' code calls by a name in Pascal case.
    private static readonly string[] Reserved =
    [
        "Abs", "Arm", "AsInt32", "BatchPadding", "ConditionalSelect", "ConvertToSingle", "Counters", "Create", "Description", "Equals", "Floor",
        "FusedMultiplyAdd", GraphFile.Class, "Inline", "Kernel",
        "LessThan", "LessThanOrEqual", "Math", "MathF", "MaxNative", "MethodImpl", "MethodImplOptions", "MinNative", "MultiplyAddEstimate",
        "RowNumbers", "SkipLocalsInit", "Sqrt", "Sum", "Team", "V", "VectorMath",
        "Lanes", .. Target.All.SelectMany(t => new[] { CodeOf(t), t.Name }),
    ];

    public KernelMethods(IReadOnlyCollection<Entry> entries, ImmutableArray<Target> targets)
    {
        this.targets = targets;
        KernelForms forms = new();
        Dictionary<int, Method> ofForm = [];
        // In a script without case a tensor may be called what a kernel would be.
        taken.UnionWith(Reserved);
        foreach (Entry entry in entries)
            taken.UnionWith([entry.Name, .. entry.Plan.Kernels.SelectMany(k => KernelSignature.Of(k.Kernel).Names)]);
        foreach (Entry entry in entries)
        {
            foreach (KernelPlan kernel in entry.Plan.Kernels)
            {
                int form = forms.Of(kernel);
                if (!ofForm.TryGetValue(form, out Method? method))
                {
                    ofForm[form] = method = new(kernel, Unique(kernel.Name, entry.Suffix), []);
                    all.Add(method);
                }
                else if (kernel.Name != method.Name && method.Others.Add(kernel.Name))
                {
                    method.AlsoFor.Add(kernel.Name);
                }
                methods[kernel] = method;
            }
        }
        slight.UnionWith(all);
        foreach (Entry entry in entries)
            slight.ExceptWith(Weighty(entry.Plan));
    }

    // All but the cheapest of a graph: what would be noticed if it were in narrow vectors. Few samples are looked at, of which others take least.
    private IEnumerable<Method> Weighty(GraphPlan plan)
    {
        static double CyclesOf(KernelPlan kernel) => kernel.Kernel.Axes.Any(a => a.Extent < 0) ? kernel.Cycles * Placement.Padding / Costs.UsualBatch : kernel.Cycles;
        double all = plan.Kernels.Sum(CyclesOf), sofar = 0, more = ((double)targets[0].Bits / targets[targets.Length - 1].Bits) - 1;
        return plan.Kernels.GroupBy(k => methods[k], CyclesOf, ReferenceComparer.Of<Method>()).Select(g => (Method: g.Key, Cycles: g.Sum())).OrderBy(m => m.Cycles)
            .SkipWhile(m => (sofar += m.Cycles) * more <= all * Costs.SlightKernels).Select(m => m.Method);
    }

    /// <summary>The class that holds the methods for a target.</summary>
    public static string CodeOf(Target target) => $"{target.Name}Code";

    /// <summary>A method: the first kernel that it is for, and the names of the others.</summary>
    public sealed record Method(KernelPlan Kernel, string Name, List<string> AlsoFor)
    {
        /// <summary><see cref="AlsoFor"/>, to look names up.</summary>
        public HashSet<string> Others { get; } = [];
    }

    /// <summary>The methods that are written for a target, in order of first use.</summary>
    public IEnumerable<Method> Of(Target target) => all.Where(m => TargetOf(m.Kernel, target) == target);

    /// <summary>What the graphs call the kernel: where it is written for one target only, that one's method.</summary>
    public string NameOf(KernelPlan kernel) => TargetsOf(kernel) is { Length: 1 } one ? $"{CodeOf(one[0])}.{methods[kernel].Name}" : methods[kernel].Name;

    /// <summary>The methods that are written for several targets, and these.</summary>
    public IEnumerable<(Method Method, Target[] Targets)> OfSeveral => all.Select(m => (m, TargetsOf(m.Kernel))).Where(m => m.Item2.Length > 1);

    /// <summary>Whether a method's kernel has no wider vectors than these.</summary>
    public bool IsWidest(Method method, Target target) => TargetsOf(method.Kernel)[0] == target;

    private Target[] TargetsOf(KernelPlan kernel)
    {
        if (!written.TryGetValue(kernel, out Target[]? own))
            written[kernel] = own = [.. targets.Where(t => TargetOf(kernel, t) == t)];
        return own;
    }

    /// <summary>A name with a number that no method has.</summary>
    public string Fresh(string name)
    {
        int number = 1;
        while (!taken.Add(name + Format.Integer(number)))
            number++;
        return name + Format.Integer(number);
    }

    // The last target whose code is as good for one.
    private Target TargetOf(KernelPlan kernel, Target target) => targets.Last(t => t == target || (t.HasOperatorsOnly == target.HasOperatorsOnly
        && ((t.Bits < target.Bits && (slight.Contains(methods[kernel]) || kernel.FitsNarrower(target, t)))
            || (t.Bits == target.Bits && targets.IndexOf(t) > targets.IndexOf(target) && LoopsOf(kernel, t) == LoopsOf(kernel, target)))));

    private static EquatableArray<Loops.Method> LoopsOf(KernelPlan kernel, Target target) => KernelLoops.Of(kernel, target, "").ToEquatableArray();

    // A kernel may have other methods, for what follows its sums.
    private string Unique(string name, string suffix)
    {
        string unique = name;
        for (int n = 1; taken.Contains(unique) || KernelLoops.HelpersOf(unique).Any(taken.Contains); n++)
            unique = n == 1 ? name + suffix : name + suffix + Format.Integer(n);
        taken.Add(unique);
        taken.UnionWith(KernelLoops.HelpersOf(unique));
        return unique;
    }
}
