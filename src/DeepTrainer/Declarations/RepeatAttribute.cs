namespace DeepTrainer;

/// <summary>Repeats the layers below it, so that a deep network is short to declare.</summary>
/// <remarks>
/// Repeated layers are named <c>blocks.0.dense1</c>, <c>blocks.1.dense1</c>, …: the name of the repetition, its number, the layer's
/// name (given, or its kind and number among those of the block). A layer that is alone in the block, or has <c>Name = ""</c>, is named
/// <c>blocks.0</c>, as in an nn.ModuleList. In the block, <see cref="LayerElementAttribute.From"/> means the layer of
/// the same repetition, if there is one of the name; the repetition's own name means what flows into it, for residual connections.
/// Below the block that name means what comes out of the last repetition. A repetition may stand in another. PyTorch:
/// nn.Sequential(*[block() for _ in range(times)]).
/// </remarks>
/// <example>
/// <code>
/// [Repeat(12, Name = "blocks")]
/// [Dense(64), Relu]
/// [Add(From = "blocks, relu1")]
/// [EndRepeat]
/// </code>
/// </example>
/// <param name="times">How often; at least 1.</param>
/// <param name="layers">How many of the layers that follow; left out: those up to the <see cref="EndRepeatAttribute"/>.</param>
public sealed class RepeatAttribute(int times, int layers = 0) : ElementAttribute
{
    /// <summary>How often; at least 1.</summary>
    public int Times { get; } = times;

    /// <summary>How many of the layers that follow; 0 for those up to the <see cref="EndRepeatAttribute"/>.</summary>
    public int Layers { get; } = layers;

    /// <summary>The name that begins the layers' names; <c>repeat1</c> and so on without one.</summary>
    public string? Name { get; set; }
}
