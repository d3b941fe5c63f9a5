namespace DeepTrainer.Compiler.Graphs;

/// <summary>One value of a graph: a primitive applied to other values. Its shape follows from both.</summary>
public sealed class Node
{
    internal Node(int id, string name, Primitive primitive, ImmutableArray<Node> inputs, Shape shape)
    {
        Id = id;
        Name = name;
        Primitive = primitive;
        Inputs = inputs;
        Shape = shape;
        IsHostScalar = primitive.IsHostScalar(this);
    }

    /// <summary>Its place in the order of creation, which is an order of evaluation.</summary>
    public int Id { get; }

    /// <summary>What it is, in the network's words: "dense1", "dense1.weight", "dense1.gradient". Need not be unique.</summary>
    public string Name { get; }

    public Primitive Primitive { get; }

    public ImmutableArray<Node> Inputs { get; }

    public Shape Shape { get; }

    /// <summary>Whether it depends on hyper-parameters and counters alone: such values are computed in float64, once a step.</summary>
    public bool IsHostScalar { get; }

    // Among those of a graph its number tells it.
    public override int GetHashCode() => Id;

    public override string ToString() => $"{Name}#{Id} = {Primitive}({string.Join(", ", Inputs.Select(i => $"{i.Name}#{i.Id}"))}) {Shape}";
}
