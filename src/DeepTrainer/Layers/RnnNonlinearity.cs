namespace DeepTrainer;

/// <summary>What <see cref="RnnAttribute"/> applies to its sum.</summary>
public enum RnnNonlinearity
{
    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}
