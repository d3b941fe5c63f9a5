namespace DeepTrainer;

/// <summary>
/// How a parameter gets its first values. Fan-in and fan-out are the numbers of inputs and outputs that one output or
/// input of the layer is connected to; for a dense layer its inputs and its units. See <see cref="Initializer"/>.
/// </summary>
public enum Init
{
    /// <summary>PyTorch's default for dense and convolutional layers: uniform in ±1/√fan-in, weights and biases alike.</summary>
    PyTorch,

    /// <summary>Uniform in ±√(6 / (fan-in + fan-out)). Glorot and Bengio, 2010.</summary>
    GlorotUniform,

    /// <summary>Normal with variance 2 / (fan-in + fan-out). Glorot and Bengio, 2010.</summary>
    GlorotNormal,

    /// <summary>Uniform in ±√(6 / fan-in), for layers followed by ReLU. He et al., 2015.</summary>
    HeUniform,

    /// <summary>Normal with variance 2 / fan-in, for layers followed by ReLU. He et al., 2015.</summary>
    HeNormal,

    /// <summary>Uniform in ±√(3 / fan-in). LeCun et al., 1998.</summary>
    LeCunUniform,

    /// <summary>Normal with variance 1 / fan-in, for layers followed by SELU. LeCun et al., 1998.</summary>
    LeCunNormal,

    /// <summary>
    /// A random matrix with orthonormal rows or columns, whichever are fewer, times a gain such as <see cref="DenseAttribute.InitValue"/>;
    /// 0 stands for 1. Saxe et al., 2013.
    /// </summary>
    Orthogonal,

    /// <summary>All zeros.</summary>
    Zeros,

    /// <summary>All the same value, such as <see cref="DenseAttribute.InitValue"/>.</summary>
    Constant,

    /// <summary>Normal with mean 0 and a standard deviation that is given, such as <see cref="EmbeddingAttribute.InitValue"/>.</summary>
    Normal,

    /// <summary>Uniform between the given value and its negative, such as <see cref="DenseAttribute.InitValue"/>.</summary>
    Uniform,
}
