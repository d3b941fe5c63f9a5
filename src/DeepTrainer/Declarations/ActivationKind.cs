namespace DeepTrainer;

/// <summary>An activation within a layer of several parts, by the name of its attribute, with that one's defaults.</summary>
public enum ActivationKind
{
    /// <summary><see cref="ReluAttribute"/>.</summary>
    Relu,

    /// <summary><see cref="GeluAttribute"/>.</summary>
    Gelu,

    /// <summary><see cref="SiluAttribute"/>.</summary>
    Silu,

    /// <summary><see cref="TanhAttribute"/>.</summary>
    Tanh,

    /// <summary><see cref="SigmoidAttribute"/>.</summary>
    Sigmoid,

    /// <summary><see cref="LeakyReluAttribute"/>.</summary>
    LeakyRelu,

    /// <summary><see cref="EluAttribute"/>.</summary>
    Elu,

    /// <summary><see cref="SeluAttribute"/>.</summary>
    Selu,

    /// <summary><see cref="MishAttribute"/>.</summary>
    Mish,

    /// <summary><see cref="SoftplusAttribute"/>.</summary>
    Softplus,

    /// <summary><see cref="HardSwishAttribute"/>.</summary>
    HardSwish,

    /// <summary><see cref="HardSigmoidAttribute"/>.</summary>
    HardSigmoid,

    /// <summary><see cref="SoftsignAttribute"/>.</summary>
    Softsign,

    /// <summary><see cref="HardTanhAttribute"/>.</summary>
    HardTanh,
}
