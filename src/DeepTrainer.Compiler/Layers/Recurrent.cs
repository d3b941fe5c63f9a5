namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// A recurrent layer: [T, F] → [T, D·H], or its last step. A cell is applied to one step after another, in several layers, in one
/// direction or both (D = 2). What a cell makes of the sequence alone is computed for all steps at once; the recurrence itself
/// is left with h·W_hhᵀ and the gates. Names, shapes and order of weights are PyTorch's.
/// </summary>
public abstract class Recurrent(string kind, params Option[] options)
    : Layer(kind, [Units, Layers, Bidirectional, Bias, Dropout, ReturnSequence, .. options])
{
    private protected static readonly Option Units = new("Units");
    private static readonly Option Layers = new("Layers", 1);
    private static readonly Option Bidirectional = new("Bidirectional", false);
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option Dropout = new("Dropout", 0);
    private static readonly Option ReturnSequence = new("ReturnSequence", true);

    // Each is a loop with code of its own.
    private const int MostLayers = 100;

    public override bool HasStreamingForm => true;

    public override string Inputs => States == 1 ? "a sequence, and may take an initial state (\"x, h0\")" : "a sequence, and may take initial states (\"x, h0, c0\")";

    public override bool Takes(int inputs) => inputs == 1 || inputs == 1 + States;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Bounded, Mixes = true, TakesFeatures = -1, GivesFeatures = -1 };

    /// <summary>Rows of the weights for each unit: LSTM's four gates.</summary>
    protected abstract int Gates { get; }

    /// <summary>How many vectors of H are the state: h, or h and c.</summary>
    protected abstract int States { get; }

    /// <summary>How many vectors <see cref="Step"/> gives.</summary>
    protected abstract int Parts { get; }

    /// <summary>The bias that is added before the recurrence, and the one that must wait until h·W_hhᵀ is known.</summary>
    protected virtual (Node Outside, Node? Inside) Biases(GraphBuilder g, Node ofInput, Node ofState) =>
        (g.Map((a, b) => a + b, ofInput, ofState), null);

    /// <summary>
    /// One step. The first parts are the new state; the others are what the gradient needs of the way to it: kept, they need not be
    /// computed again.
    /// </summary>
    /// <param name="c">The layer.</param>
    /// <param name="g">Where to make the step.</param>
    /// <param name="state">The state, a vector [N, H] each.</param>
    /// <param name="x">What the sequence adds to each gate, [N, Gates·H].</param>
    /// <param name="u">h·W_hhᵀ, [N, Gates·H].</param>
    /// <param name="inside">The bias that was left to the step.</param>
    protected abstract ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, Node u, Node? inside);

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Units) is not { } units || c.Positive(Layers) is not { } layers || !c.InRange(Dropout, 0, 1, "from 0 to 1")
            || !c.InRange(Units, 1, Passes.Build.MaxSampleValues, $"at most {Format.Grouped(Passes.Build.MaxSampleValues)}")
            || !c.InRange(Layers, 1, MostLayers, $"at most {Format.Integer(MostLayers)}"))
            return null;
        int directions = c.Flag(Bidirectional) ? 2 : 1;
        if (!Fits(c, Shape.Batched(layers * directions, units)))
            return null;
        GraphBuilder g = c.Graph;
        Node x = c.Input;
        for (int layer = 0; layer < layers; layer++)
        {
            bool isLast = layer == layers - 1, onlyEnd = isLast && !c.Flag(ReturnSequence);
            Direction forward = new(layer, layer * directions, units, Reverse: false, onlyEnd);
            Direction backward = new(layer, forward.State + 1, units, Reverse: true, onlyEnd);
            Node output = Run(c, x, forward);
            x = directions == 1 ? output : g.Concatenate(2, output, Run(c, x, backward));
            g.Scope = c.Name;
            if (!isLast && c.Training)
                x = Compiler.Layers.Dropout.Apply(g, x, c.Number(Dropout));
        }
        return c.Flag(ReturnSequence) ? x : g.Reshape(x, x.Shape.Without(1));
    }

    private static bool Fits(LayerContext c, Shape state)
    {
        if (c.Input.Shape.Rank != 3)
        {
            c.Report(ProblemKinds.NeedsSequence, null, c.Name, c.InputNames[0], Shape.Of([.. c.Input.Shape.PerSample]).ToString());
            return false;
        }
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
    /// <param name="OnlyEnd">Whether the output's last step is all that is wanted.</param>
    private sealed record Direction(int Layer, int State, int Units, bool Reverse, bool OnlyEnd)
    {
        public string Suffix => $"_l{Format.Integer(Layer)}{(Reverse ? "_reverse" : "")}";
    }

    // x: [N, T, F]   result: [N, T, H], or [N, 1, H]
    private Node Run(LayerContext c, Node x, Direction d)
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
            (outside, inside) = Biases(g, inputBias, stateBias);
        }
        if (d is { Reverse: true, OnlyEnd: true })
            x = g.Slice(x, 1, last, 1);
        g.Scope = $"{c.Name}.projection{d.Suffix}";
        Node projected = g.Contract("nti,oi->nto", x, ofInput);
        if (outside is not null)
            projected = g.Map((a, b) => a + b, projected, outside);
        g.Scope = $"{c.Name}.state{d.Suffix}";
        ImmutableArray<Node> start = Start(c, d, projected);
        if (projected.Shape[1] == 1)
            return Single(c, d, start, projected, ofState, inside);

        int parts = c.Training ? Parts : States;
        ScanBody body = ScanBody.Make(g, $"{c.Name}.step{d.Suffix}", Shape.Batched(parts * units), [Shape.Batched(rows)],
            inside is null ? [ofState.Shape] : [ofState.Shape, inside.Shape], (b, s, e, k) =>
                b.Concatenate(1, [.. Cell(c, b, [.. Enumerable.Range(0, States).Select(i => b.Slice(s, 1, i * units, units))], e[0], k[0], k.Length > 1 ? k[1] : null).Take(parts)]));
        Node states = g.Scan(body, projected.Shape[1], d.Reverse, g.PadAxis(g.Concatenate(1, [.. start]), 1, 0, (parts - States) * units),
            [projected], inside is null ? [ofState] : [ofState, inside]);
        int first = d.Reverse ? 0 : 1;
        return g.Slice(d.OnlyEnd ? g.Slice(states, 1, last + first, 1) : g.Slice(states, 1, first, last + 1), 2, 0, units);
    }

    private ImmutableArray<Node> Cell(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, Node weight, Node? inside) =>
        Step(c, g, state, x, g.Contract("nj,gj->ng", state[0], weight), inside);

    // One step is no recurrence.
    private Node Single(LayerContext c, Direction d, ImmutableArray<Node> start, Node projected, Node weight, Node? inside)
    {
        GraphBuilder g = c.Graph;
        ImmutableArray<Node> next = Cell(c, g, start, g.Reshape(projected, projected.Shape.Without(1)), weight, inside);
        for (int i = 0; c.Stream is not null && i < States; i++)
            c.Stream.Keep(start[i], next[i]);
        return g.Reshape(next[0], next[0].Shape.Insert(1, 1));
    }

    // h and c before the first step: carried on, given, or 0
    private ImmutableArray<Node> Start(LayerContext c, Direction d, Node projected)
    {
        GraphBuilder g = c.Graph;
        Shape shape = Shape.Batched(d.Units);
        string[] names = ["h", "c"];
        if (c.Stream is { } stream)
            return [.. names.Take(States).Select(name => stream.Carry(name + d.Suffix, shape))];
        if (c.Inputs.Length > 1)
            return [.. c.Inputs.Skip(1).Select(given => g.Reshape(g.Slice(given, 1, d.State, 1), shape))];
        Node like = g.Reshape(g.Slice(g.Slice(projected, 1, 0, 1), 2, 0, d.Units), shape);
        return [.. names.Take(States).Select(_ => g.Map(0, [like]))];
    }

    /// <summary>One gate's part of a vector [N, Gates·H].</summary>
    private protected Node Part(GraphBuilder g, Node x, int gate) => g.Slice(x, 1, gate * (x.Shape[1] / Gates), x.Shape[1] / Gates);

    /// <summary>σ(x + u) of one gate's parts.</summary>
    private protected Node Gate(GraphBuilder g, string name, Node x, Node u, int gate) =>
        g.Named(name, () => g.Map((a, b) => Functions.Sigmoid(a + b), Part(g, x, gate), Part(g, u, gate)));
}
