using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a graph's method is called and what it takes.</summary>
internal sealed record Entry(string Name, string Suffix, string ReturnType, string ParameterList, GraphPlan Plan)
{
    /// <summary>What the methods are called that predict one sample, and many.</summary>
    public const string One = "PredictOne", Batch = "Predict";

    /// <summary>What the method is called that takes a time step.</summary>
    public const string Step = "Step";

    /// <summary>What the methods are called that make a training step: as a whole, or in chunks of samples.</summary>
    public const string Train = "Train", TrainBefore = "TrainBefore", TrainChunk = "TrainChunk", TrainAfter = "TrainAfter";

    /// <summary>The parameters of chunks for the samples whose sums are made at once, and for those of the whole batch.</summary>
    public const string SumRows = "group", WholeBatch = "wholeBatch";

    /// <summary>The parameter for numbers that can be changed at run time.</summary>
    public const string Options = "options";

    /// <summary>Whether it is given them.</summary>
    public bool TakesOptions => ParameterList.EndsWith($"double* {Options}", StringComparison.Ordinal);

    /// <summary>The same with that parameter, if the graph has such numbers.</summary>
    public Entry WithOptions() => Plan.Graph.Nodes.Any(IsAdjustable) ? this with { ParameterList = $"{ParameterList}, double* {Options}" } : this;

    /// <summary>The parameters for a prediction's draw: its number, the network's seed, and which of the draw's samples comes first.</summary>
    public const string Draw = "draw", DrawSeed = "drawSeed", FirstSample = "first";

    /// <summary>Whether it is given them.</summary>
    public bool TakesDraw => Draws(Plan.Graph);

    /// <summary>The same with these parameters, if the graph draws random numbers for predictions.</summary>
    public Entry WithDraw() => TakesDraw ? this with { ParameterList = $"{ParameterList}, long {Draw}, ulong {DrawSeed}, long {FirstSample}" } : this;

    /// <summary>What a method of the class gives for them: predictions and steps of streams the draw they are asked for, losses the first one.</summary>
    public IEnumerable<string> DrawArguments => !TakesDraw ? []
        : [Name is One or Batch or Step ? Draw : "0", "unchecked((ulong)Seed)", Name is One or Batch ? FirstSample : Name == Step ? "position" : "0"];

    /// <summary>Whether a graph draws random numbers for predictions.</summary>
    public static bool Draws(Graph graph) => graph.Nodes.Any(n => n.Primitive is RandomUniform { IsDrawn: true });

    private static bool IsAdjustable(Node node) => node.Primitive is Scan scan ? scan.Body.Graph.Nodes.Any(IsAdjustable)
        : node.Primitive is Source { Kind: SourceKind.HostScalar, Name: var name } && name.StartsWith(Source.Adjustable, StringComparison.Ordinal);

    /// <summary>Whether callers may leave results out by giving no memory for them.</summary>
    public bool MayLeaveOut { get; init; }

    /// <summary>What each thread is told when several share the work.</summary>
    private const string Sharing = "int part, int parts, Team team";

    /// <summary>The method's parameters as the graph's kernels need them.</summary>
    public string AllParameterList => Plan.IsShared ? $"{ParameterList}, {Sharing}" : ParameterList;

    /// <summary>The parameters' types and names.</summary>
    public IEnumerable<Parameter> Parameters => Split(ParameterList);

    /// <summary>Those of <see cref="AllParameterList"/>.</summary>
    public IEnumerable<Parameter> AllParameters => Split(AllParameterList);

    /// <summary>The same as the network's class spells it, where types of the user's may have any name.</summary>
    public Entry InClass => this with { ParameterList = ParameterList.Replace("nint ", "sys::IntPtr ") };

    private static IEnumerable<Parameter> Split(string parameters) => parameters.Split([", "], StringSplitOptions.None)
        .Select(p => new Parameter(p.Substring(0, p.LastIndexOf(' ')), p.Substring(p.LastIndexOf(' ') + 1)));
}
