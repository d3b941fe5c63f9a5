namespace DeepTrainer.Onnx;

/// <summary>A model can't be imported: what in it, where, and what to do. Nothing has been written.</summary>
public sealed class OnnxException : Exception
{
    /// <summary>A model can't be imported.</summary>
    public OnnxException()
    {
    }

    /// <summary>A model can't be imported.</summary>
    /// <param name="message">What, where, and what to do.</param>
    public OnnxException(string message)
        : base(message)
    {
    }

    /// <summary>A model can't be imported.</summary>
    /// <param name="message">What, where, and what to do.</param>
    /// <param name="innerException">Why.</param>
    public OnnxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The operator that isn't supported as the model uses it; null if it is not about one.</summary>
    public string? Operator { get; init; }

    /// <summary>The model's input whose value must be known while importing; null if it is not about one.</summary>
    public string? NeedsConstant { get; init; }
}
