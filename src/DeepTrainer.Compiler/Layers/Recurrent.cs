namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// A recurrent layer: [T, F] → [T, D·H], or its last step. A cell is applied to one step after another, in several layers, in one
/// direction or both (D = 2). What a cell makes of the sequence alone is computed for all steps at once; the recurrence itself
/// is left with h·W_hhᵀ and the gates. Names, shapes and order of weights are PyTorch's.
/// </summary>
public abstract class Recurrent(string kind, params Option[] options)
    : Layer(kind, [Units, Layers, Bidirectional, Bias, Dropout, ReturnSequence, Lengths.Option, .. options])
{
    private protected static readonly Option Units = new("Units");
    private static readonly Option Layers = new("Layers", 1);
    private static readonly Option Bidirectional = new("Bidirectional", false);
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option Dropout = new("Dropout", 0);
    private static readonly Option ReturnSequence = new("ReturnSequence", true);

    // Each is a loop with code of its own.
    private const int MostLayers = 100;

    private static readonly string[] StateNames = ["h", "c"];

    public override bool HasStreamingForm => true;

    public override string Inputs => States == 1 ? "a sequence, and may take an initial state (\"x, h0\")" : "a sequence, and may take initial states (\"x, h0, c0\")";

    public override bool Takes(int inputs) => inputs == 1 || inputs == 1 + States;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Bounded, Mixes = true, TakesFeatures = -1, GivesFeatures = -1 };

    /// <summary>The final states, [layers·directions, H].</summary>
    public override ImmutableArray<string> ResultsOf(NetworkSpec network, ElementSpec spec) => [.. StateNames.Take(States)];

    /// <summary>Rows of the weights for each unit: LSTM's four gates.</summary>
    protected abstract int Gates { get; }

    /// <summary>How many vectors of H are the state: h, or h and c.</summary>
    protected abstract int States { get; }

    /// <summary>How many vectors <see cref="Step"/> gives.</summary>
    protected abstract int Parts { get; }

    /// <summary>The bias that is added before the recurrence, and the one that must wait until h·W_hhᵀ is known.</summary>
    protected virtual (Node Outside, Node? Inside) Biases(LayerContext c, Node ofInput, Node ofState) =>
        (c.Graph.Map((a, b) => a + b, ofInput, ofState), null);

    /// <summary>The rows of W_hh that a step multiplies by the state, in as many parts as it multiplies them by different vectors.</summary>
    protected virtual ImmutableArray<Node> WeightsOfState(LayerContext c, Node weight) => [weight];

    /// <summary>
    /// One step. The first parts are the new state; the others are what the gradient needs of the way to it: kept, they need not be
    /// computed again.
    /// </summary>
    /// <param name="c">The layer.</param>
    /// <param name="g">Where to make the step.</param>
    /// <param name="state">The state, a vector [N, H] each.</param>
    /// <param name="x">What the sequence adds to each gate, [N, Gates·H].</param>
    /// <param name="weights">W_hh, in the parts of <see cref="WeightsOfState"/>.</param>
    /// <param name="inside">The bias that was left to the step.</param>
    protected abstract ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, ImmutableArray<Node> weights, Node? inside);

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Units) is not { } units || c.Positive(Layers) is not { } layers || !c.InRange(Dropout, 0, 1, "from 0 to 1")
            || !c.InRange(Units, 1, Limits.MaxUnits, $"at most {Format.Grouped(Limits.MaxUnits)}")
            || !c.InRange(Layers, 1, MostLayers, $"at most {Format.Integer(MostLayers)}"))
            return null;
        int directions = c.Flag(Bidirectional) ? 2 : 1;
        if (!Fits(c, Shape.Batched(layers * directions, units)))
            return null;
        GraphBuilder g = c.Graph;
        Node x = c.Input;
        Node? counts = c.At(Lengths.Option) is { } lengths ? Lengths.Counts(g, lengths, x.Shape[1], 1, 3) : null;
        bool wantsStates = StateNames.Any(c.Wants), isSequence = c.Flag(ReturnSequence);
        List<ImmutableArray<Node>> ends = [];
        for (int layer = 0; layer < layers; layer++)
        {
            bool isLast = layer == layers - 1, onlyEnd = isLast && !isSequence && counts is null;
            Node[] outputs = new Node[directions];
            for (int direction = 0; direction < directions; direction++)
            {
                (outputs[direction], ImmutableArray<Node> end) =
                    Run(c, x, counts, new(layer, (layer * directions) + direction, units, Reverse: direction > 0, onlyEnd, wantsStates));
                ends.Add(end);
            }
            x = g.Concatenate(2, outputs);
            g.Scope = c.Name;
            if (!isLast && c.Training)
                x = Compiler.Layers.Dropout.Apply(g, x, c.Number(Dropout));
        }
        for (int i = 0; i < States && wantsStates; i++)
            c.Results[StateNames[i]] = g.Named(StateNames[i], () => g.Concatenate(1, [.. ends.Select(end => g.Reshape(end[i], end[i].Shape.Insert(1, 1)))]));
        return isSequence ? x : counts is null ? g.Reshape(x, x.Shape.Without(1)) : LastThatCounts(c, x);
    }

    // x: [N, T, H], of which step length - 1 is picked; 0 if there is none
    private static Node LastThatCounts(LayerContext c, Node x)
    {
        GraphBuilder g = c.Graph;
        Node lengths = g.Reshape(c.At(Lengths.Option)!, Shape.Batched(1));
        Node isLast = g.Named("last", () => g.Map((t, length) => Condition.Equal(t + 1, length).Then(1, 0), g.Iota(x.Shape[1]), lengths));
        return g.Contract("nt,nth->nh", isLast, x);
    }

    private static bool Fits(LayerContext c, Shape state)
    {
        if (!Sequence.Is(c, 0) || !Lengths.Fit(c, Lengths.Option))
            return false;
        for (int i = 1; i < c.Inputs.Length; i++)
        {
            if (c.Inputs[i].Shape == state)
                continue;
            c.Report(ProblemKinds.ShapesDiffer, null, c.Name, c.InputNames[0], Sample(c.Input.Shape), c.InputNames[i], Sample(c.Inputs[i].Shape),
                $"an initial state is [layers·directions, units] = {Sample(state)}");
            return false;
        }
        if (c.Stream is not { } stream)
            return true;
        if (stream.Times[0].Axis != 1)
            stream.Refuse("the first dimension of its input is not time");
        else if (c.Flag(Bidirectional))
            stream.Refuse("it reads the sequence backwards, too", Bidirectional);
        else if (c.Inputs.Length > 1)
            stream.Refuse("it is given its initial state, but a stream's step starts from what the step before left");
        else if (c.At(Lengths.Option) is not null)
            stream.Refuse("it is given the length of the whole sequence, but a stream ends where its steps do", Lengths.Option);
        else
            return Ends(c, stream);
        return false;

        static string Sample(Shape shape) => Shape.Of([.. shape.PerSample]).ToString();
    }

    private static bool Ends(LayerContext c, StreamStep stream)
    {
        if (!c.Flag(ReturnSequence))
            stream.OutputTime = stream.Times[0] with { Axis = null };
        return true;
    }

    /// <summary>One direction of one layer.</summary>
    /// <param name="Layer">Its layer, from 0.</param>
    /// <param name="State">Its place among the initial states.</param>
    /// <param name="Units">H.</param>
    /// <param name="Reverse">From the last step to the first.</param>
    /// <param name="OnlyEnd">Whether the output's last step is all that is wanted of the output.</param>
    /// <param name="WantsState">Whether the state at the end is wanted.</param>
    private sealed record Direction(int Layer, int State, int Units, bool Reverse, bool OnlyEnd, bool WantsState)
    {
        public string Suffix => $"_l{Format.Integer(Layer)}{(Reverse ? "_reverse" : "")}";
    }

    // x: [N, T, F]   counts: [N, T, 1]   output: [N, T, H], or [N, 1, H]   end: [N, H] of each state
    private (Node Output, ImmutableArray<Node> End) Run(LayerContext c, Node x, Node? counts, Direction d)
    {
        GraphBuilder g = c.Graph;
        int units = d.Units, rows = Gates * units, last = x.Shape[1] - 1;
        Elements.Initialization uniform = new("PyTorch", 0, units, units);
        Node ofInput = c.Parameter("weight_ih" + d.Suffix, Shape.Of(rows, x.Shape[2]), uniform);
        Node ofState = c.Parameter("weight_hh" + d.Suffix, Shape.Of(rows, units), uniform);
        Node? outside = null, inside = null;
        if (c.Flag(Bias))
        {
            Node inputBias = c.Parameter("bias_ih" + d.Suffix, Shape.Of(rows), uniform);
            Node stateBias = c.Parameter("bias_hh" + d.Suffix, Shape.Of(rows), uniform);
            g.Scope = $"{c.Name}.bias{d.Suffix}";
            (outside, inside) = Biases(c, inputBias, stateBias);
        }
        // the last step is the first that goes backwards, and alone tells the output there
        if (d is { Reverse: true, OnlyEnd: true, WantsState: false })
            x = g.Slice(x, 1, last, 1);
        g.Scope = $"{c.Name}.projection{d.Suffix}";
        Node projected = g.Contract("nti,oi->nto", x, ofInput);
        if (outside is not null)
            projected = g.Map((a, b) => a + b, projected, outside);
        g.Scope = $"{c.Name}.state{d.Suffix}";
        ImmutableArray<Node> start = Start(c, d, projected), weights = WeightsOfState(c, ofState);
        if (projected.Shape[1] == 1)
            return Single(c, start, projected, counts, weights, inside);

        int parts = c.Training ? Parts : States;
        Node[] sequences = counts is null ? [projected] : [projected, counts], constants = inside is null ? [.. weights] : [.. weights, inside];
        ScanBody body = ScanBody.Make(g, $"{c.Name}.step{d.Suffix}", Shape.Batched(parts * units), sequences.Select(s => s.Shape.Without(1)),
            constants.Select(k => k.Shape), (b, s, e, k) =>
            b.Concatenate(1, [.. Cell(c, b, [.. Enumerable.Range(0, States).Select(i => b.Slice(s, 1, i * units, units))], e[0], counts is null ? null : e[1],
                [.. k.Take(weights.Length)], k.Length > weights.Length ? k[weights.Length] : null).Take(parts)]));
        Node states = g.Scan(body, projected.Shape[1], d.Reverse, g.PadAxis(g.Concatenate(1, [.. start]), 1, 0, (parts - States) * units), sequences, constants);
        int first = d.Reverse ? 0 : 1, steps = projected.Shape[1];
        ImmutableArray<Node> end = [.. Enumerable.Range(0, States)
            .Select(i => g.Reshape(g.Slice(g.Slice(states, 1, d.Reverse ? 0 : steps, 1), 2, i * units, units), Shape.Batched(units)))];
        Node output = g.Slice(d.OnlyEnd ? g.Slice(states, 1, last + first, 1) : g.Slice(states, 1, first, steps), 2, 0, units);
        return (Counted(g, counts, output), end);
    }

    // Steps that don't count leave the state as it is.
    private ImmutableArray<Node> Cell(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, Node? counts, ImmutableArray<Node> weights, Node? inside)
    {
        ImmutableArray<Node> next = Step(c, g, state, x, weights, inside);
        return counts is null ? next
            : [.. next.Select((part, i) => i < States ? g.Named("kept", () => g.Map((m, after, before) => (m > 0).Then(after, before), counts, part, state[i])) : part)];
    }

    // One step is no recurrence.
    private (Node Output, ImmutableArray<Node> End) Single(LayerContext c, ImmutableArray<Node> start, Node projected, Node? counts, ImmutableArray<Node> weights, Node? inside)
    {
        GraphBuilder g = c.Graph;
        ImmutableArray<Node> next = Cell(c, g, start, g.Reshape(projected, projected.Shape.Without(1)), counts is null ? null
            : g.Reshape(counts, Shape.Batched(1)), weights, inside);
        for (int i = 0; c.Stream is not null && i < States; i++)
            c.Stream.Keep(start[i], next[i]);
        return (Counted(g, counts, g.Reshape(next[0], next[0].Shape.Insert(1, 1))), [.. next.Take(States)]);
    }

    // 0 at steps that don't count
    private static Node Counted(GraphBuilder g, Node? counts, Node output) => counts is null ? output
        : g.Named("counted", () => g.Map((m, y) => (m > 0).Then(y, 0), counts, output));

    // h and c before the first step: carried on, given, or 0
    private ImmutableArray<Node> Start(LayerContext c, Direction d, Node projected)
    {
        GraphBuilder g = c.Graph;
        Shape shape = Shape.Batched(d.Units);
        if (c.Stream is { } stream)
            return [.. StateNames.Take(States).Select(name => stream.Carry(name + d.Suffix, shape))];
        if (c.Inputs.Length > 1)
            return [.. c.Inputs.Skip(1).Select(given => g.Reshape(g.Slice(given, 1, d.State, 1), shape))];
        Node like = g.Reshape(g.Slice(g.Slice(projected, 1, 0, 1), 2, 0, d.Units), shape);
        return [.. StateNames.Take(States).Select(_ => g.Map(0, [like]))];
    }

    /// <summary>h·Wᵀ</summary>
    private protected static Node Product(GraphBuilder g, Node h, Node weight) => g.Contract("nj,gj->ng", h, weight);

    /// <summary>One gate's part of a vector of several gates' H.</summary>
    private protected static Node Part(GraphBuilder g, Node x, int gate, int units) => g.Slice(x, 1, gate * units, units);

    /// <summary>f(x + u) of one gate's parts.</summary>
    private protected static Node Gate(GraphBuilder g, string name, Node x, Node u, int gate, int units, Func<Expr, Expr> f) =>
        g.Named(name, () => g.Map((a, b) => f(a + b), Part(g, x, gate, units), Part(g, u, gate, units)));
}
