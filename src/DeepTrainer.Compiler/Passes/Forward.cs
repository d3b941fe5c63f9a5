using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>The forward graph of a declaration, for training or for inference, and what was met on the way.</summary>
internal sealed partial class Forward
{
    private readonly NetworkSpec spec;
    private readonly bool training;
    private readonly List<Problem> problems;
    private readonly List<BuiltLayer> layers = [];
    private readonly Dictionary<string, Node> outputs = [];
    private readonly LayerTensors tensors = new();
    private readonly Dictionary<string, string> owners;
    private readonly Dictionary<string, string> givers;

    private Forward(NetworkSpec spec, bool training, List<Problem> problems, Forward? whole = null, bool rewrites = true)
    {
        Builder = new(rewrites);
        this.spec = spec;
        owners = SharedWeights.OwnersOf(spec);
        givers = Names.OfResults(spec).ToDictionary(r => r.Name, r => r.Layer);
        this.training = training;
        this.problems = problems;
        this.whole = whole;
        Inputs = TensorPart.Line(Names.OfInputs(spec).Select(i => (i.Name, InputShape(spec.Elements[i.Element]))));
        Input = Builder.Source(SourceKind.Input, InputName, Shape.Batched([.. TensorPart.Whole(Inputs).Dimensions]));
        foreach (TensorPart input in Inputs)
        {
            Builder.Scope = input.Name + ".part";
            outputs[input.Name] = input.Of(Builder, Input);
        }
    }

    /// <summary>What all inputs together are called.</summary>
    public const string InputName = Names.Input;

    public GraphBuilder Builder { get; }

    /// <summary>The layers that lead to an output or a loss.</summary>
    public IReadOnlyList<BuiltLayer> Built => layers;

    /// <summary>All layers, parts of others too, with what they take and give.</summary>
    public IReadOnlyList<LayerPart> LayerParts => tensors.Parts;

    /// <summary>The value of an input or output by its name.</summary>
    public Node ValueOf(TensorPart part) => outputs[part.Name];

    /// <summary>What layers keep, without what leads to no output.</summary>
    public List<ParameterSpec> Parameters => tensors.Specs;

    /// <summary>The layers that can't be trained on fewer samples than these at once.</summary>
    public IReadOnlyList<(string Layer, int Samples)> Needs => tensors.Needs;

    /// <summary>What buffers become at the end of a step.</summary>
    public IEnumerable<(Node Target, Node Value)> BufferUpdates => tensors.Updates;

    /// <summary>The declared inputs, of which a sample consists.</summary>
    public ImmutableArray<TensorPart> Inputs { get; }

    /// <summary>All inputs, one after another.</summary>
    public Node Input { get; }

    /// <summary>The parts of a prediction.</summary>
    public ImmutableArray<TensorPart> Outputs { get; private set; } = [];

    /// <summary>All outputs, one after another.</summary>
    public Node? Output { get; private set; }

    public Node? Loss { get; private set; }

    /// <summary>The summands of the loss that have averages of their own.</summary>
    public ImmutableArray<LossTerm> LossTerms { get; private set; } = [];

    /// <summary>The declared losses, each with its factor.</summary>
    public ImmutableArray<(string Name, Node Value, Node Weight)> Losses { get; private set; } = [];

    /// <summary>One of the losses, times its factor.</summary>
    public Node Alone((string Name, Node Value, Node Weight) loss)
    {
        Builder.Scope = loss.Name;
        return Builder.Map((value, weight) => weight * value, loss.Value, loss.Weight);
    }

    /// <summary>The loss, and its parts where one number doesn't tell enough.</summary>
    public IEnumerable<(string Role, Node Value)> LossOutputs => Graph.LossOutputs(Loss!, [.. LossTerms.Select(p => p.Value)]);

    /// <summary>What a sample's targets consist of.</summary>
    public ImmutableArray<TargetSpec> Targets { get; private set; } = [];

    public static Forward Build(NetworkSpec spec, bool training, bool withLoss, List<Problem> problems, bool rewrites = true)
    {
        Forward forward = new(spec, training, problems, rewrites: rewrites);
        if (!forward.BuildLayers())
            return forward;
        forward.BuildOutput();
        forward.ReportUnused();
        return withLoss ? forward.Judged() : forward;
    }

    /// <summary>The same with the loss behind it, which changes nothing of what is there.</summary>
    public Forward Judged()
    {
        (LossTerms, Targets, Losses) = spec.IsInference
            ? ([], Objective.TargetsOf(spec, Builder, outputs, problems), [])
            : Objective.Run(spec, Builder, outputs, problems, training);
        Targets = [.. Targets.Select(t => ShownClasses.Run(t, spec, this))];
        if (LossTerms.Length > 0)
        {
            Penalise();
            Loss = LossTerms.Select(p => p.Value).Aggregate((a, b) => Builder.Map((x, y) => x + y, a, b));
        }
        return this;
    }

    /// <summary>One line a layer that leads to the output.</summary>
    public ImmutableArray<LayerSummary> Summaries()
    {
        ILookup<string, ParameterSpec> weights = Parameters.Where(p => !p.IsBuffer).ToLookup(p => p.Layer);
        return
        [
            .. layers.Select(l => new LayerSummary(
                l.Name, l.Layer.Kind, l.Layer.Describe(spec.Elements[l.Element]), l.From.ToEquatableArray(),
                Shape.Of([.. l.Output.Shape.PerSample]), weights[l.Name].Sum(p => p.Shape.SampleSize))
            {
                FrozenCount = weights[l.Name].Where(p => !p.IsTrained).Sum(p => p.Shape.SampleSize),
            }),
        ];
    }

    /// <summary>What a layer gives beside its output, by its full name.</summary>
    public IEnumerable<(string Name, Node Value)> ResultsOf(BuiltLayer layer) =>
        layer.Layer.ResultsOf(spec, spec.Elements[layer.Element]).Select(r => $"{layer.Name}.{r}").Where(outputs.ContainsKey).Select(r => (r, outputs[r]));

    private bool BuildLayers()
    {
        (string Name, Node Node) above = (InputName, Input);
        foreach ((int index, string name) in Names.OfData(spec))
        {
            ElementSpec element = spec.Elements[index];
            if (Catalogue.All[element.Kind] is not Layer layer)
            {
                above = (name, outputs[name]);
                continue;
            }
            if (IsLeftOut(name))
                continue;
            ImmutableArray<string> from = element.From.Count > 0 || layer.TakesNone ? element.From.ToImmutableArray() : [above.Name];
            ImmutableArray<(Option Option, string Name)> named = Names.InOptionsOf(element);
            Builder.Scope = name;
            LayerContext context = new(Builder, Names.DeclarationOf(spec), index, name, problems, [.. from.Select(f => outputs[f])], from, training, tensors, owners[name])
            {
                Samples = Input,
                Named = named.ToDictionary(n => n.Option.Name, n => (outputs[n.Name], n.Name)),
            };
            if (!context.InRange(Layer.L1, 0, double.MaxValue, "0 or more") || !context.InRange(Layer.L2, 0, double.MaxValue, "0 or more")
                || (whole is null ? layer.Build(context) : BuildStep(layer, context, from)) is not { } output)
                return false;
            context.Built(output);
            if (!Parameters.Exists(p => p.Layer == context.Owner))
                problems.AddRange(SharedWeights.OfNone(spec, index, name));
            if (!IsSmall(context, name, output))
                return false;
            outputs[name] = output;
            above = (name, output);
            foreach ((string result, Node value) in context.Results.Select(r => ($"{name}.{r.Key}", r.Value)))
            {
                if (!IsSmall(context, result, value))
                    return false;
                outputs[result] = value;
            }
            layers.Add(new(index, layer, name, output, [.. from, .. named.Select(n => n.Name)]));
        }
        return true;
    }

    private static bool IsSmall(LayerContext c, string name, Node value)
    {
        if (value.Shape.SampleSize > Limits.MaxSampleValues)
            c.Report(ProblemKinds.TooLarge, null, name, Format.Grouped(value.Shape.SampleSize), "values a sample", Format.Grouped(Limits.MaxSampleValues));
        else if (value.Shape.Rank - 1 > Limits.MaxDimensions)
            c.Report(ProblemKinds.TooLarge, null, name, Format.Integer(value.Shape.Rank - 1), "dimensions", Format.Integer(Limits.MaxDimensions));
        else
            return true;
        return false;
    }

    // The layer that gives what has a name.
    private string GiverOf(string name) => givers.TryGetValue(name, out string? layer) ? layer : name;

    // + λ₁·Σ|w| + λ₂·Σw² over the layer's weights, but not its biases, as Keras has it; also where the network is only evaluated
    private void Penalise()
    {
        ILookup<string, ParameterSpec> ofLayers = Parameters.Where(p => p.IsTrained && !p.Name.Contains("bias")).ToLookup(p => p.Layer);
        foreach ((int element, _, string name, _, _) in layers)
        {
            ParameterSpec[] weights = [.. ofLayers[name]];
            if (weights.Length == 0)
                continue;
            double l1 = Layer.L1.ValueIn(spec.Elements[element])!.Number!.Value, l2 = Layer.L2.ValueIn(spec.Elements[element])!.Number!.Value;
            Node ofL1 = Number(Layer.L1, l1), ofL2 = Number(Layer.L2, l2);
            if (GraphBuilder.IsConstant(ofL1, 0) && GraphBuilder.IsConstant(ofL2, 0))
                continue;
            foreach (ParameterSpec weight in weights)
            {
                Builder.Scope = weight.Name + ".penalty";
                Node penalty = Builder.SumTo(Builder.Map(
                    (new Expr.Input(1) * Functions.Abs(new Expr.Input(0))) + (new Expr.Input(2) * new Expr.Input(0) * new Expr.Input(0)),
                    [tensors[weight], ofL1, ofL2]), Shape.Scalar);
                Builder.Scope = "loss";
                LossTerm? samples = LossTerms.FirstOrDefault(p => p.Labels is null);
                LossTerms = samples is null
                    ? LossTerms.Add(new(LossTerm.Samples, penalty, null))
                    : LossTerms.Replace(samples, samples with { Value = Builder.Map((l, p) => l + p, samples.Value, penalty) });
            }

            Node Number(Option option, double value) => Builder.Number($"{name}.{option.Name}", value, spec.Adjustable);
        }
    }

    private void BuildOutput()
    {
        ImmutableArray<string> names = Names.OfOutputs(spec);
        Outputs = TensorPart.Line(names.Select(n => (n, Shape.Of([.. outputs[n].Shape.PerSample]))));
        Builder.Scope = "outputs";
        Output = names.Length == 1 ? outputs[names[0]]
            : Builder.Concatenate(1, [.. names.Select(n => Builder.Reshape(outputs[n], Shape.Batched((int)outputs[n].Shape.SampleSize)))]);
    }

    private void ReportUnused()
    {
        HashSet<string> used = [.. Outputs.Select(o => o.Name).Concat(Names.OfLosses(spec).SelectMany(l => Objective.ReadBy(spec, l.Element))).Select(GiverOf)];
        foreach (BuiltLayer layer in Enumerable.Reverse(layers).Where(l => used.Contains(l.Name)))
            used.UnionWith(layer.From.Select(GiverOf));
        foreach ((int element, string name) in Names.OfData(spec).Where(d => !used.Contains(d.Name)))
            problems.Add(new(ProblemKinds.UnusedBranch, element, null, [name]));
        layers.RemoveAll(l => !used.Contains(l.Name));
        HashSet<string> owning = [.. used.Select(l => owners.TryGetValue(l, out string? owner) ? owner : l)];
        Parameters.RemoveAll(p => !owning.Contains(p.Layer));
        tensors.Needs.RemoveAll(n => !used.Contains(n.Layer));
    }
}

/// <summary>A layer and what became of it.</summary>
/// <param name="Element">Its place among the elements.</param>
/// <param name="Layer">What it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Output">What it gives.</param>
/// <param name="From">What it takes.</param>
internal sealed record BuiltLayer(int Element, Layer Layer, string Name, Node Output, ImmutableArray<string> From);
