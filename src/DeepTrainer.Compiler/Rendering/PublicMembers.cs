namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a member is, and so what may follow its head.</summary>
internal enum MemberForm
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>What can be read.</summary>
    Value,

    /// <summary>What can be read and written.</summary>
    Variable,

    /// <summary>A method.</summary>
    Method,

    /// <summary>A stream's state.</summary>
    State,
}

/// <summary>A public member.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Head">Its declaration up to what it does: "public static Net Create(int seed)".</param>
/// <param name="Form">What it is.</param>
internal sealed record Member(string Name, string Head, MemberForm Form)
{
    /// <summary>A method's name and types of parameters, without the aliases of namespaces: "Predict(ReadOnlySpan&lt;float&gt;,Span&lt;float&gt;)".</summary>
    public string Signature => $"{Name}({string.Join(",", Parameters.Select(p => p.Substring(0, p.LastIndexOf(' ')).Replace("sys::", "").Replace("dt::", "")))})";

    private IEnumerable<string> Parameters => Head.Substring(Head.IndexOf('(') + 1).TrimEnd(')').Split([", "], StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Replace(" = default", ""));
}

/// <summary>
/// The public members of a network's class: the only place that declares them. The class's file says what they do, that of a network with a mistake that
/// they throw.
/// </summary>
internal sealed class PublicMembers(string network, Face face, string typeParameters = "")
{
    /// <summary>What a stream's state shows.</summary>
    public const string Position = "public long Position { readonly get; internal set; }";

    private const string Input = "sys::ReadOnlySpan<float> input", Inputs = "sys::ReadOnlySpan<float> inputs";

    /// <summary>The constructor.</summary>
    public string Constructor { get; } = $"public {CSharp.Identifier(network)}({(face.Begins ? "int seed = 0" : "")})";

    /// <summary>All others, in the class's order.</summary>
    public ImmutableArray<Member> All { get; } =
    [
        Constant("InputSize"), Constant("OutputSize"), Constant("ParameterCount"),
        .. face.Streams ? new[] { "StepInputSize", "StepOutputSize", "StateSize", "WarmupSteps" }.Select(Constant) : [],
        .. face.Parts.Select(Constant),
        .. face.Weights.Select(w => Value(w, "dt::Parameter")),
        Value("Info", "dt::NetworkInfo"), Value("Summary", "string", isStatic: true),
        Value("Parameters", "sys::Collections.Generic.IReadOnlyList<dt::Parameter>"), Value("OptimizerState", "sys::Collections.Generic.IReadOnlyList<dt::Parameter>"),
        .. face.Adjusts ? [Value("Options", "dt::NetworkOptions")] : Array.Empty<Member>(),
        .. face.Embeds ? [Value("Trained", CSharp.Identifier(network) + typeParameters, isStatic: true)] : Array.Empty<Member>(),
        Variable("Threads", "int"), Variable("Seed", "int"), Variable("LearningRate", "float"), Variable("Steps", "long"),
        Method("Create", $"static {CSharp.Identifier(network)}{typeParameters}", "int seed"),
        .. Drawing("Predict", $"{Input}, sys::Span<float> output", face), .. Drawing("PredictBatch", $"{Inputs}, sys::Span<float> outputs", face),
        .. face.Evaluates ? OnTargets("Evaluate", face) : [],
        .. face.Trains ? OnTargets("TrainBatch", face) : [],
        .. face.Streams ? Streaming(face) : [],
        .. face.Gradients ? Gradients(face) : [],
    ];

    /// <summary>The head of the member of that name; the last one's where there are several.</summary>
    public string this[string name] => All.Last(m => m.Name == name).Head;

    /// <summary>The heads of all members of that name, the one with the fewest parameters first.</summary>
    public ImmutableArray<string> Overloads(string name) => [.. All.Where(m => m.Name == name).Select(m => m.Head)];

    private static IEnumerable<Member> Streaming(Face face) =>
    [
        new("State", "public struct State", MemberForm.State), Method("InitialState", "static State", ""),
        .. Drawing("Step", $"{Input}, sys::Span<float> output, ref State state", face),
    ];

    // Where predictions draw random numbers, they can be asked for another draw than the first.
    private static IEnumerable<Member> Drawing(string name, string parameters, Face face) =>
        new[] { parameters, $"{parameters}, long {Entry.Draw}" }.Take(face.Draws ? 2 : 1).Select(p => Method(name, "void", p));

    private static IEnumerable<Member> Gradients(Face face)
    {
        const string Optional = "sys::Span<float> inputGradients = default";
        yield return Value("GradientSize", "int");
        yield return Value("AccumulatedGradients", "sys::Collections.Generic.IReadOnlyList<dt::Parameter>");
        yield return Value("AccumulatedSamples", "long");
        foreach (string targets in face.Evaluates ? face.Targets.Select(TargetsOf) : [])
        {
            yield return Method("Gradients", "float", $"{Inputs}, {targets}, sys::Span<float> parameterGradients, sys::Span<float> inputGradients");
            yield return Method("Accumulate", "float", $"{Inputs}, {targets}, sys::Span<float> {GraphWriter.LossTerms} = default, {Optional}");
        }
        if (face.SeveralLosses)
            yield return Method("LossGradients", "float", $"string loss, {Inputs}, {TargetsOf("float")}, sys::Span<float> parameterGradients, sys::Span<float> inputGradients");
        yield return Method("Forward", "void", $"{Inputs}, sys::Span<float> outputs");
        yield return Method("Backward", "void", $"{Inputs}, sys::ReadOnlySpan<float> outputGradients, {Optional}");
        yield return Method("Apply", "void", "");
        yield return Method("DiscardGradients", "void", "");
    }

    private static string TargetsOf(string type) => $"sys::ReadOnlySpan<{type}> {(type == "int" ? "labels" : "targets")}";

    private static Member Constant(string name) => new(name, $"public const int {name}", MemberForm.Constant);

    private static Member Value(string name, string type, bool isStatic = false) => new(name, $"public {(isStatic ? "static " : "")}{type} {name}", MemberForm.Value);

    private static Member Variable(string name, string type) => new(name, $"public {type} {name}", MemberForm.Variable);

    private static Member Method(string name, string type, string parameters) => new(name, $"public {type} {name}({parameters})", MemberForm.Method);

    private static IEnumerable<Member> OnTargets(string name, Face face)
    {
        foreach (string type in face.Targets)
        {
            string parameters = $"{Inputs}, {TargetsOf(type)}";
            yield return Method(name, "float", parameters);
            if (face.TellsLossParts)
                yield return Method(name, "float", $"{parameters}, sys::Span<float> {GraphWriter.LossTerms}");
        }
    }
}
