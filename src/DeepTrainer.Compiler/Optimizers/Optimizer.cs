using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>A rule that turns a weight and its gradient into the weight's next value, as scalar expressions over them and their state.</summary>
public abstract class Optimizer(string kind, double learningRate, params Option[] options)
    : Element(kind, [.. options, new Option(RateName, learningRate)])
{
    private const string RateName = "LearningRate";

    /// <summary>The parameters that it updates, by patterns such as "conv*.weight, head.*"; empty for all.</summary>
    public static readonly Option Only = new("Only", "");

    /// <summary>The parameters that it leaves to others.</summary>
    public static readonly Option Except = new("Except", "");

    /// <summary>Whether rows of tables are left alone, with their state, in steps in which they have no gradient. Those optimizers have it that say so.</summary>
    public static readonly Option Lazy = new("Lazy", false);

    public override ImmutableArray<Option> CommonOptions => [Only, Except];

    /// <summary>Whether an element leaves rows without a gradient alone.</summary>
    public bool IsLazy(ElementSpec spec) => Options.Contains(Lazy) && Lazy.ValueIn(spec)!.Flag == true;

    /// <summary>Whether an element's patterns leave it to the optimizer.</summary>
    public static bool Takes(ElementSpec spec, string parameter) =>
        (Only.ValueIn(spec)!.Text is not { Length: > 0 } only || NamePattern.Matches(only, parameter)) && !NamePattern.Matches(Except.ValueIn(spec)!.Text!, parameter);

    /// <summary>The option for the learning rate at first; the network's property of the name changes it.</summary>
    public Option Rate => Options.First(o => o.Name == RateName);

    public double InitialLearningRate(ElementSpec spec) => Rate.ValueIn(spec)!.Number!.Value;

    /// <summary>Checks the options; called once for the whole network.</summary>
    public virtual bool Check(ElementContext c) => true;

    /// <summary>Adds one parameter's update.</summary>
    public abstract void Build(UpdateContext c);
}

/// <summary>One parameter's update in the making: the rule reads weight and gradient, and assigns weight and state.</summary>
public sealed class UpdateContext(
    GraphBuilder graph, Declaration declaration, int index, string kind, List<Problem> problems,
    Node weight, Node gradient, double rateFactor, List<StateSpec> states, List<(Node Target, Node Value)> updates, Node? ownRate = null)
    : ElementContext(graph, declaration, index, kind, problems), ITensorKeeper
{
    private const double SmallestNormal = 1.17549435e-38;

    // This weight's among all states.
    private readonly List<StateSpec> own = [];

    public Node Weight => weight;

    public Node Gradient => gradient;

    /// <summary>
    /// The learning rate as it is at this step: the network's, which is the first optimizer's; that of others keeps its proportion to it, and that of a weight with a factor of
    /// its own, too.
    /// </summary>
    public Node LearningRate => ownRate is not null ? Host($"learningRateOf{weight.Name}", () => Graph.Map((lr, own) => lr * own, OptimizersRate, ownRate)) : OptimizersRate;

    private Node OptimizersRate => rateFactor == 1 ? Graph.HostScalar(Source.LearningRate)
        : Host($"learningRateOf{Name}", () => Graph.Map(lr => lr * rateFactor, Graph.HostScalar(Source.LearningRate)));

    /// <summary>The step, from 1.</summary>
    public Node Step => Graph.HostScalar(Source.Step);

    /// <summary>What is remembered of the weight under a name, PyTorch's where it has one.</summary>
    public Node State(string name, double initial = 0) => State(name, weight.Shape, initial);

    /// <summary>One number that is remembered for the whole weight.</summary>
    public Node ScalarState(string name, double initial) => State(name, Shape.Scalar, initial);

    /// <summary>What a user's rule remembers under a name, of any shape.</summary>
    public Node NamedBuffer(string name, Shape shape, double initial) => own.Find(s => s.Name == $"{weight.Name}.{name}") is { } known && known.Shape != shape
        ? throw new TensorException($"\"{name}\" is {known.Shape} already; give one of them another name")
        : Current(State(name, shape, initial));

    public bool IsBuffer(Node node) => node.Primitive is Source { Kind: SourceKind.State }
        || updates.Exists(u => u.Value == node && u.Target.Primitive is Source { Kind: SourceKind.State });

    /// <summary>The last value that it is given counts; a buffer asked for once more is what it has become so far.</summary>
    public void Update(Node buffer, Node value)
    {
        Node target = updates.Find(u => u.Value == buffer).Target ?? buffer;
        updates.RemoveAll(u => u.Target == target);
        Assign(target, value);
    }

    private Node Current(Node state) => updates.Find(u => u.Target == state).Value ?? state;

    /// <summary>A decaying average under a name: a ← β·a + (1-β)·x.</summary>
    public Node Average(string name, double beta, Node value) => Average(name, Graph.Map(beta, []), value);

    /// <inheritdoc cref="Average(string, double, Node)"/>
    public Node Average(string name, Node beta, Node value)
    {
        Node average = State(name);
        return Assign(average, Graph.Map((a, x, b) => (b * a) + ((1 - b) * x), average, value, beta));
    }

    /// <summary>A decaying average of squares under a name: a ← β·a + (1-β)·x².</summary>
    public Node AverageOfSquares(string name, double beta, Node value) => AverageOfSquares(name, Graph.Map(beta, []), value);

    /// <inheritdoc cref="AverageOfSquares(string, double, Node)"/>
    public Node AverageOfSquares(string name, Node beta, Node value)
    {
        Node average = State(name);
        return Assign(average, Graph.Map((a, x, b) => (b * a) + ((1 - b) * x * x), average, value, beta));
    }

    /// <summary>A number computed once a step, under a name that all parameters share.</summary>
    public Node Host(string name, Func<Node> make)
    {
        string scope = Graph.Scope;
        Graph.Scope = name;
        Node node = make();
        Graph.Scope = scope;
        return node;
    }

    /// <summary>
    /// The weight's or state's next value. State that has decayed below the smallest normal float becomes zero: arithmetic on what
    /// lies below is several times slower, and without gradients moments end there.
    /// </summary>
    public Node Assign(Node target, Node value)
    {
        Node kept = target == Weight ? value : Graph.Map(x => (Functions.Abs(x) < SmallestNormal).Then(0, x), value);
        if (target != value)
            updates.Add((target, kept));
        return value;
    }

    /// <summary>g + λ·w: weight decay as part of the gradient.</summary>
    public Node DecayedGradient(Option weightDecay) => Graph.Map((g, w, decay) => g + (decay * w), Gradient, Weight, Value(weightDecay));

    /// <summary>1 - lr·λ: what decoupled weight decay leaves of a weight.</summary>
    public Node Shrink(Node learningRate, Option weightDecay) => Host("shrink", () => Graph.Map((lr, decay) => 1 - (lr * decay), learningRate, Value(weightDecay)));

    /// <summary>The gradient with weight decay, or the gradient alone and what decoupled decay leaves of the weight.</summary>
    public (Node Gradient, Node? Shrink) Decayed(Option weightDecay, bool decoupled) => decoupled
        ? (Gradient, Shrink(LearningRate, weightDecay))
        : (DecayedGradient(weightDecay), null);

    /// <summary>
    /// w ← shrink·w - rate·step. One expression, so that it joins the kernel that makes the step: a shrunk weight of its own would
    /// need a pass over memory.
    /// </summary>
    public void Descend(Node step, Node rate, Node? shrink = null) => Assign(Weight, shrink is null
        ? Graph.Map((w, s, r) => w - (r * s), Weight, step, rate)
        : Graph.Map(
            (new Expr.Input(0) * new Expr.Input(3)) - (new Expr.Input(2) * new Expr.Input(1)), [Weight, step, rate, shrink]));

    /// <summary>√Σx² over all elements: a scalar.</summary>
    public Node Norm(Node x) => Graph.Map(Functions.Sqrt, Graph.SumTo(Graph.Map(x => x * x, x), Shape.Scalar));

    private Node State(string name, Shape shape, double initial)
    {
        string fullName = $"{weight.Name}.{name}";
        if (!own.Exists(s => s.Name == fullName))
        {
            own.Add(new(fullName, weight.Name, shape, initial));
            states.Add(own[own.Count - 1]);
        }
        return Graph.Source(SourceKind.State, fullName, shape);
    }
}

/// <summary>A tensor of optimizer state.</summary>
/// <param name="Name">"dense1.weight.exp_avg".</param>
/// <param name="Parameter">The parameter it belongs to.</param>
/// <param name="Shape">The parameter's shape, or none for one number.</param>
/// <param name="Initial">What every element starts with.</param>
public sealed record StateSpec(string Name, string Parameter, Shape Shape, double Initial);
