namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer: composes primitives into a value, or reports why it can't.</summary>
public abstract class Layer(string kind, params Option[] options) : Element(kind, options)
{
    /// <summary>Whether it may take several inputs.</summary>
    public virtual bool TakesSeveral => false;

    /// <summary>The smallest number of inputs: two where several are combined.</summary>
    public virtual int FewestInputs => TakesSeveral ? 2 : 1;

    /// <summary>The layer's output, or null after a report.</summary>
    public abstract Node? Build(LayerContext c);
}
