namespace DeepTrainer.Compiler.Language;

/// <summary>
/// A user's mistake within a function of tensors, thrown from wherever in it the mistake is met: through the user's own code, if that is
/// being called. Whoever runs the function makes a problem of it.
/// </summary>
/// <param name="message">What is wrong and how to mend it, without a full stop.</param>
/// <param name="inner">What the user's own code threw, if it did.</param>
public sealed class TensorException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The place in the program where it was met; none if it isn't known.</summary>
    public int? Place { get; set; }

    /// <summary>Whether the mistake has been noted already.</summary>
    public bool IsReported { get; init; }
}
