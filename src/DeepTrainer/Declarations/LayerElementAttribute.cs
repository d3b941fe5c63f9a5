namespace DeepTrainer;

/// <summary>Base of the attributes that are layers.</summary>
public abstract class LayerElementAttribute : ElementAttribute
{
    /// <summary>
    /// The layer's name, which is also the name of its parameters (<c>"encoder.weight"</c>). Without one a layer is
    /// named after its kind and its number among the layers of that kind: <c>dense1</c>, <c>dense2</c>, <c>relu1</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// The layer or layers whose outputs this one takes: one name, or several separated by commas
    /// (<c>"dense1, skip"</c>). Without it a layer follows the one above. What a layer gives beside its output has a name of its own behind the
    /// layer's: <c>"lstm1.h"</c>, or <c>"encode1.mean"</c> of a method that returns a tuple.
    /// </summary>
    public string? From { get; set; }

    /// <summary>
    /// Whether training leaves the layer's weights as they are: for them there is neither a gradient nor optimizer state, and the layer computes
    /// what it does in prediction.
    /// </summary>
    public bool Frozen { get; set; }

    /// <summary>
    /// The name of a layer above whose weights this one uses; they are counted and saved once, under that layer's name. It has weights of the same names and
    /// shapes: of the same kind, or an <see cref="EmbeddingAttribute"/>, whose table can be the weights of a <see cref="DenseAttribute"/> without bias (tied weights).
    /// </summary>
    public string? SharedWith { get; set; }

    /// <summary>λ, at least 0: λ · Σ|w| over the layer's weights, without biases, is added to the loss while training. Keras: regularizers.L1.</summary>
    public double L1 { get; set; }

    /// <summary>
    /// λ, at least 0: λ · Σw² over the layer's weights, without biases, is added to the loss while training; its gradient is 2λ · w.
    /// Keras: regularizers.L2.
    /// </summary>
    public double L2 { get; set; }
}
