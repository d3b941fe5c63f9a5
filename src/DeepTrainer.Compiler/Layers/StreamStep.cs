namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// What a layer needs to work on one time step: where time is, and what was kept from the step before. Its inputs have one step;
/// its output must be what the last step of the output would be if it were given all steps so far.
/// </summary>
public sealed class StreamStep
{
    private readonly LayerContext context;
    private readonly List<CarrySpec> carries;
    private readonly List<(Node Target, Node Value)> kept;
    private readonly List<int> limits;

    internal StreamStep(
        LayerContext context, ImmutableArray<TimeLabel> times, ImmutableArray<Shape> whole, List<CarrySpec> carries, List<(Node Target, Node Value)> kept, List<int> limits)
    {
        this.context = context;
        this.carries = carries;
        this.kept = kept;
        this.limits = limits;
        Times = times;
        Whole = whole;
        OutputTime = times[0];
    }

    /// <summary>Where time is in each input.</summary>
    public ImmutableArray<TimeLabel> Times { get; }

    /// <summary>The inputs' shapes where all steps are given at once.</summary>
    public ImmutableArray<Shape> Whole { get; }

    /// <summary>Where time is in the output: the same as in the first input unless the layer says otherwise.</summary>
    public TimeLabel OutputTime { get; set; }

    /// <summary>The number of the input's step, from 0: a scalar to be broadcast. It is negative before there is any.</summary>
    public Node Position => Warmup == 0 ? Step : context.Graph.Named("position", () => context.Graph.Map(step => step - Warmup, Step));

    private Node Step => context.Graph.HostScalar(Source.Position);

    // All inputs have values from this step on.
    private int Warmup => Times.Max(t => t.Warmup);

    /// <summary>The most steps that an input has where all are given at once.</summary>
    public int Steps(int input = 0) => Times[input].Axis is { } axis ? Whole[input][axis] : 1;

    /// <summary>A value that the step before kept under this name, <paramref name="initial"/> everywhere at the first step.</summary>
    /// <param name="name">A name within the layer.</param>
    /// <param name="shape">Its shape; it starts with the batch, as all values of samples do.</param>
    /// <param name="initial">What it holds at first.</param>
    public Node Carry(string name, Shape shape, double initial = 0) => Carried(new($"{context.Name}.{name}", shape, initial));

    /// <summary>
    /// Keeps a value for the next step: what <paramref name="carry"/> will be then. Before there is any input it stays as it is at first.
    /// </summary>
    public void Keep(Node carry, Node value)
    {
        GraphBuilder g = context.Graph;
        CarrySpec spec = carries.First(c => c.Name == ((Source)carry.Primitive).Name);
        g.Scope = spec.NextName;
        // what is only looked at elsewhere must be written down
        Node written = Warmup > 0 ? g.Map((step, before, after) => (step < Warmup).Then(before, after), Step, carry, value)
            : value.Primitive is Map ? value
            : g.Make(new Map(new Expr.Input(0)), value);
        kept.Add((g.Source(SourceKind.Carry, spec.NextName, spec.Shape), written));
        g.Scope = context.Name;
    }

    /// <summary>A value of the last steps, this one's behind the others: [N, length, …].</summary>
    /// <param name="name">A name within the layer.</param>
    /// <param name="value">The value at this step, [N, 1, …].</param>
    /// <param name="length">How many steps, this one included.</param>
    /// <param name="initial">What it was before the first step.</param>
    public Node Recent(string name, Node value, int length, double initial) =>
        context.Graph.Named(name, () => context.Graph.Latest(Pushed(name, value, length, 2, Step, initial), Step, length));

    /// <summary>
    /// A value of all steps so far, each at the place of its <see cref="Position"/>: [N, L, …], 0 where none was yet. Notes that the layer can
    /// tell no more steps apart than these L, as many as the input has where all are given at once.
    /// </summary>
    /// <param name="name">A name within the layer.</param>
    /// <param name="value">The value at this step, [N, 1, …].</param>
    public Node SoFar(string name, Node value)
    {
        int steps = Steps();
        LimitTo(steps);
        Node place = Warmup == 0 ? Step : context.Graph.Named("place", () => context.Graph.Map(position => Functions.Max(position, 0), Position));
        return context.Graph.Named(name, () => Pushed(name, value, steps, 1, place, 0));
    }

    /// <summary>Notes that the layer can tell no more steps apart than these.</summary>
    public void LimitTo(int steps) => limits.Add(steps + Warmup);

    /// <summary>The same for a part of a composite layer, whose input has the shape and time of the layer's own.</summary>
    public StreamStep For(LayerContext part) => new(part, Times, Whole, carries, kept, limits);

    /// <summary>Notes that the layer can't work step by step, and why: "it reads the sequence backwards".</summary>
    public Node? Refuse(string reason, Option? option = null) => context.Report(ProblemKinds.CantStream, option, context.Name, reason);

    // Before there is any input it stays as it is at first.
    private Node Pushed(string name, Node value, int length, int turns, Node number, double initial)
    {
        GraphBuilder g = context.Graph;
        Node ring = Carried(new($"{context.Name}.{name}", value.Shape.With(1, turns * length), initial, IsRing: true));
        Node pushed = Warmup == 0 ? value : g.Map((step, x) => (step < Warmup).Then(initial, x), Step, value);
        Node all = g.Push(ring, pushed, number, length);
        kept.Add((ring, all));
        return all;
    }

    private Node Carried(CarrySpec carry)
    {
        carries.Add(carry);
        return context.Graph.Source(SourceKind.Carry, carry.Name, carry.Shape);
    }
}
