using System.Globalization;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;

namespace DeepTrainer.Compiler.Passes;

/// <summary>The forward graph of a declaration, for training or for inference, and what was met on the way.</summary>
internal sealed partial class Forward
{
    private readonly NetworkSpec spec;
    private readonly bool training;
    private readonly List<Problem> problems;
    private readonly List<(int Element, Layer Layer, string Name, Node Output, ImmutableArray<string> From)> layers = [];
    private readonly Dictionary<string, Node> outputs = [];

    private Forward(NetworkSpec spec, bool training, List<Problem> problems, Forward? whole = null)
    {
        this.spec = spec;
        this.training = training;
        this.problems = problems;
        this.whole = whole;
        Shape shape = Shape.Batched(Extents(InputOf(spec)));
        if (whole is not null)
            shape = shape.With(TimeOf(spec)!.Value, 1);
        Input = Builder.Source(SourceKind.Input, InputName, shape);
        outputs[InputName] = Input;
    }

    /// <summary>What From calls the network's input.</summary>
    public const string InputName = "input";

    public GraphBuilder Builder { get; } = new();

    public List<ParameterSpec> Parameters { get; } = [];

    public Node Input { get; }

    public Node? Output { get; private set; }

    public Node? Loss { get; private set; }

    public TargetKind? Target { get; private set; }

    public static Forward Build(NetworkSpec spec, bool training, bool withLoss, List<Problem> problems)
    {
        Forward forward = new(spec, training, problems);
        forward.BuildLayers();
        if (forward.Output is null)
            return forward;
        forward.ReportUnused();
        if (withLoss)
            forward.BuildLoss(forward.Output);
        return forward;
    }

    /// <summary>The extents that <c>[Input(1, 28, 28)]</c> declares.</summary>
    public static int[] Extents(ElementSpec input) =>
        [.. (Layers.Input.Extents.ValueIn(input)?.Text ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries)
            .Select(e => int.Parse(e, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))];

    /// <summary>The layers' names in order, given or made from kind and number: "dense1".</summary>
    public static ImmutableArray<(int Element, string Name)> NamesOf(NetworkSpec spec)
    {
        Dictionary<string, int> counts = [];
        List<(int, string)> names = [];
        for (int i = 0; i < spec.Elements.Count; i++)
        {
            ElementSpec element = spec.Elements[i];
            if (Catalogue.All[element.Kind] is not Layer)
                continue;
            string kind = UserActivation.FunctionOf(element) ?? element.Kind;
            counts[kind] = counts.TryGetValue(kind, out int n) ? n + 1 : 1;
            names.Add((i, element.Name ?? Format.Camel(kind) + Format.Integer(counts[kind])));
        }
        return [.. names];
    }

    /// <summary>One line a layer that leads to the output.</summary>
    public ImmutableArray<LayerSummary> Summaries() =>
    [
        .. layers.Select(l => new LayerSummary(
            l.Name, l.Layer.Kind, l.Layer.Describe(spec.Elements[l.Element]), l.From.ToEquatableArray(),
            Shape.Of([.. l.Output.Shape.PerSample]), Parameters.Where(p => p.Layer == l.Name).Sum(p => p.Shape.SampleSize))),
    ];

    private void BuildLayers()
    {
        (string Name, Node Node) above = (InputName, Input);
        foreach ((int index, string name) in NamesOf(spec))
        {
            if (IsLeftOut(name))
                continue;
            ElementSpec element = spec.Elements[index];
            var layer = (Layer)Catalogue.All[element.Kind];
            ImmutableArray<string> from = element.From.Count == 0 ? [above.Name] : element.From.ToImmutableArray();
            Builder.Scope = name;
            LayerContext context = new(Builder, spec, index, name, problems, [.. from.Select(f => outputs[f])], from, training, Parameters);
            if ((whole is null ? layer.Build(context) : BuildStep(layer, context, from)) is not { } output)
                return;
            if (output.Shape.SampleSize > Passes.Build.MaxSampleValues)
            {
                context.Report(ProblemKinds.TooLarge, null, name, Format.Grouped(output.Shape.SampleSize), "values a sample", Format.Grouped(Passes.Build.MaxSampleValues));
                return;
            }
            outputs[name] = output;
            above = (name, output);
            layers.Add((index, layer, name, output, from));
        }
        Output = above.Node;
    }

    private void ReportUnused()
    {
        HashSet<string> used = [layers[layers.Count - 1].Name];
        foreach (var layer in Enumerable.Reverse(layers).Where(l => used.Contains(l.Name)))
            used.UnionWith(layer.From);
        foreach (var layer in layers.Where(l => !used.Contains(l.Name)))
            problems.Add(new(ProblemKinds.UnusedBranch, layer.Element, null, [layer.Name]));
        layers.RemoveAll(l => !used.Contains(l.Name));
        Parameters.RemoveAll(p => !used.Contains(p.Layer));
    }

    private void BuildLoss(Node prediction)
    {
        int index = Passes.Build.IndexOf<Loss>(spec);
        var loss = (Loss)Catalogue.All[spec.Elements[index].Kind];
        Builder.Scope = "loss";
        ElementContext context = new(Builder, spec, index, loss.Kind, problems);
        Target = loss.TargetsOf(context);
        Node targets = Target == TargetKind.ClassIndices
            ? Builder.Source(SourceKind.Labels, "labels", Shape.Batched(1))
            : Builder.Source(SourceKind.Targets, "targets", prediction.Shape);
        Loss = loss.Build(context, prediction, targets);
    }
}
