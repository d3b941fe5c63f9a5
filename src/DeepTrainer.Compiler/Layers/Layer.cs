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

    /// <summary>Whether it combines several inputs.</summary>
    public virtual bool TakesSeveral => false;

    /// <summary>The layer's output, or null after a report.</summary>
    public abstract Node? Build(LayerContext c);
}
