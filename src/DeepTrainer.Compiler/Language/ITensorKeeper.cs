namespace DeepTrainer.Compiler.Language;

/// <summary>Where tensors are kept from step to step for a user's function: a layer's buffers, an optimizer's state.</summary>
public interface ITensorKeeper
{
    /// <summary>A tensor under a name, with one value everywhere at first; the one that has been made before, if it has.</summary>
    /// <exception cref="TensorException">It was made with another shape.</exception>
    Node NamedBuffer(string name, Shape shape, double initial);

    /// <summary>Whether the value is such a tensor, or what one has become so far.</summary>
    bool IsBuffer(Node node);

    /// <summary>Gives it its value after the step.</summary>
    void Update(Node buffer, Node value);
}
