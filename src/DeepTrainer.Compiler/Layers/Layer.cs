namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer: composes primitives into a value, or reports why it can't.</summary>
public abstract class Layer(string kind, params Option[] options) : Element(kind, options)
{
    /// <summary>Whether its weights stay as they are.</summary>
    public static readonly Option Frozen = new("Frozen", false);

    /// <summary>The layer whose weights it uses.</summary>
    public static readonly Option SharedWith = new("SharedWith", "");

    /// <summary>λ of the penalty λ·Σ|w|.</summary>
    public static readonly Option L1 = new("L1", 0);

    /// <summary>λ of the penalty λ·Σw².</summary>
    public static readonly Option L2 = new("L2", 0);

    public override ImmutableArray<Option> CommonOptions => [Frozen, SharedWith, L1, L2];

    /// <summary>Whether it may take several inputs.</summary>
    public virtual bool TakesSeveral => false;

    /// <summary>Whether it takes no input at all, not even the layer above.</summary>
    public virtual bool TakesNone => false;

    /// <summary>Whether it can take so many inputs.</summary>
    public virtual bool Takes(int inputs) => TakesNone ? inputs == 0 : TakesSeveral ? inputs > 1 : inputs == 1;

    /// <summary>What it takes, in words, where that is neither just one input nor any number of several.</summary>
    public virtual string? Inputs => null;

    /// <summary>
    /// Whether it has a form for streams, told by <see cref="LayerContext.Stream"/>. Layers without one can take part in a stream if
    /// they treat each time step by itself, which is found out from what they build.
    /// </summary>
    public virtual bool HasStreamingForm => false;

    /// <summary>
    /// The names of what it gives beside its output, which other layers, losses and outputs take behind the layer's name: "h" as From = "lstm1.h".
    /// </summary>
    public virtual ImmutableArray<string> ResultsOf(NetworkSpec network, ElementSpec spec) => [];

    /// <summary>What advice on mistakes may build on.</summary>
    public virtual Traits TraitsOf(ElementSpec spec) => Traits.Unknown;

    /// <summary>Whether it is a function of each element alone: see <see cref="Apply"/>.</summary>
    public virtual bool IsElementwise => false;

    /// <summary>What a function of each element alone makes of a value; null of others.</summary>
    public virtual Node? Apply(GraphBuilder g, ElementSpec spec, Node x) => null;

    /// <summary>The layer's output, or null after a report.</summary>
    public abstract Node? Build(LayerContext c);
}
