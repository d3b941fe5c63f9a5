namespace DeepTrainer;

/// <summary>Base of the attributes that are layers.</summary>
public abstract class LayerAttribute : ElementAttribute
{
    /// <summary>
    /// The layer's name, which is also the name of its parameters (<c>"encoder.weight"</c>). Without one a layer is
    /// named after its kind and its number among the layers of that kind: <c>dense1</c>, <c>dense2</c>, <c>relu1</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// The layer or layers whose outputs this one takes: one name, or several separated by commas
    /// (<c>"dense1, skip"</c>). Without it a layer follows the one above.
    /// </summary>
    public string? From { get; set; }
}
