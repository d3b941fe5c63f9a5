using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Losses;

/// <summary>The context of a loss: the layers it judges, and its targets.</summary>
public sealed class LossContext(
    GraphBuilder graph, Declaration declaration, int index, string name, List<Problem> problems, ImmutableArray<Node> inputs, ImmutableArray<string> inputNames, bool training)
    : ElementContext(graph, declaration, index, name, problems)
{
    private Node? targets;

    /// <summary>What the judged layers give.</summary>
    public ImmutableArray<Node> Inputs => inputs;

    public Node Input => inputs[0];

    /// <summary>Whether the graph is for training.</summary>
    public bool Training => training;

    public ImmutableArray<string> InputNames => inputNames;

    /// <summary>The targets, [N, …] of the form the loss asked for.</summary>
    public Node Targets
    {
        get => targets ?? throw new InvalidOperationException($"'{Name}' takes no targets.");
        set => targets = value;
    }

    /// <summary>A weight for each sample, [N, 1]; none if the declaration does not ask for them.</summary>
    public Node? SampleWeight { get; set; }

    /// <summary>The mean over all elements of [N, …], each sample's times its weight.</summary>
    public Node Mean(Node x) => Graph.Named("mean", () => Graph.Mean(Weighted(x)));

    /// <summary>The sum over all elements of [N, …], each sample's times its weight.</summary>
    public Node Sum(Node x) => Graph.SumTo(Weighted(x), Shape.Scalar);

    /// <summary>[N, …] times each sample's weight.</summary>
    public Node Weighted(Node x)
    {
        Node counted = Counted(x);
        return SampleWeight is not { } weight ? counted
            : Graph.Map((value, w) => value * w, counted, Graph.Reshape(weight, Shape.Batched([.. x.Shape.PerSample.Select(_ => 1)])));
    }

    /// <summary>Whether what tells lengths fits a loss; else notes the mistake.</summary>
    public bool LengthsFit(Loss loss, TargetForm form)
    {
        if (At(Loss.Lengths) is null)
            return true;
        string? reason = form.IsMeanOfLabels ? "left out, since the labels tell what does not count (IgnoreIndex, ClassWeights)"
            : !loss.IsMeanOverPositions(this) ? "left out, since this loss is no mean over positions"
            : Input.Shape.Rank < 3 ? $"left out, since '{inputNames[0]}' gives {Shape.Of([.. Input.Shape.PerSample])}, which has no positions"
            : null;
        if (reason is not null)
            Report(ProblemKinds.OutOfRange, Loss.Lengths, Loss.Lengths.Name, Name, $"'{Named[Loss.Lengths.Name].Name}'", reason);
        return reason is null && Lengths.Fit(this, Loss.Lengths);
    }

    /// <summary>Lets no gradient flow back to padding, whose targets may be NaN and whose loss may have an infinite slope.</summary>
    public void StopAtPadding()
    {
        if (At(Loss.Lengths) is not { } lengths)
            return;
        int axis = PositionAxis, positions = Input.Shape[axis];
        inputs = [.. inputs.Select(x => x.Shape.Rank <= axis || x.Shape[axis] != positions ? x : Graph.Named("judged", () => Graph.Make(
            new Map(new Expr.Input(0)) { Slope = (new Expr.Input(1) > 0).Then(1, 0) }, x, Lengths.Counts(Graph, lengths, positions, axis, x.Shape.Rank))))];
    }

    // Behind the classes, if those are the first dimension.
    private int PositionAxis => ((Loss)Declaration.Catalogue[Spec.Kind]).ClassesAlong(Spec) is { } classes
        && (classes + Input.Shape.Rank - 1) % (Input.Shape.Rank - 1) == 0 ? 2 : 1;

    // Each sample's mean is over the positions that count: they weigh so much more.
    private Node Counted(Node x)
    {
        if (At(Loss.Lengths) is not { } lengths)
            return x;
        int axis = PositionAxis, positions = x.Shape[axis];
        Node counts = Lengths.Counts(Graph, lengths, positions, axis, x.Shape.Rank);
        Node share = Graph.Named("share", () => Graph.Map(
            length => positions / Functions.Clamp(length, 1, positions), Graph.Reshape(lengths, Shape.Batched([.. x.Shape.PerSample.Select(_ => 1)]))));
        return Graph.Named("counted", () => Graph.Map((value, m, s) => (m > 0).Then(value * s, 0), x, counts, share));
    }

    /// <summary>Numbers of the declaration as a tensor, one along an axis of x; null where none were given.</summary>
    public Node? Along(Option option, Node x, int axis)
    {
        ImmutableArray<double> numbers = Numbers(option);
        if (numbers.IsEmpty)
            return null;
        int[] aligned = [numbers.Length, .. Enumerable.Repeat(1, x.Shape.Rank - axis - 1)];
        Node constant = Graph.Constant($"{Graph.Scope}.{Format.Camel(option.Name)}", Shape.Of(numbers.Length), numbers);
        return Graph.Reshape(constant, Shape.Of(aligned));
    }

    /// <summary>Whether there are as many numbers as the axis is long, or none, all of them at least 0; else notes the mistake.</summary>
    public bool FitsAlong(Option option, Node x, int axis, bool mayBeOne = false)
    {
        ImmutableArray<double> numbers = Numbers(option);
        int extent = x.Shape[axis];
        if (!numbers.IsEmpty && numbers.Length != extent && !(mayBeOne && numbers.Length == 1))
        {
            Report(ProblemKinds.OutOfRange, option, option.Name, Name, $"{Format.Integer(numbers.Length)} numbers", $"{Format.Integer(extent)}, one a class");
            return false;
        }
        foreach (double number in numbers.Where(n => !(n >= 0) || float.IsInfinity((float)n)))
        {
            Report(ProblemKinds.OutOfRange, option, option.Name, Name, Format.Number(number), "0 or more, and finite");
            return false;
        }
        return true;
    }

    /// <summary>Whether all judged layers have one shape; else notes the first that has another.</summary>
    public bool HaveOneShape()
    {
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Shape == Input.Shape)
                continue;
            Report(ProblemKinds.ShapesDiffer, null, Name, inputNames[0], Input.Shape.ToString(), inputNames[i], inputs[i].Shape.ToString(), "make the shapes equal");
            return false;
        }
        return true;
    }

    /// <summary>Notes that the loss can't judge the layer.</summary>
    public TargetForm? DoesNotFit(string mending, Option? option = null)
    {
        Report(ProblemKinds.LossDoesNotFit, option, Spec.Kind, Input.Shape.ToString(), inputNames[0], mending);
        return null;
    }
}
