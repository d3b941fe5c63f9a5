namespace DeepTrainer;

/// <summary>What a generated network's class tells about itself without an instance.</summary>
/// <typeparam name="TSelf">The class.</typeparam>
public interface INetwork<TSelf> : INetwork
    where TSelf : INetwork<TSelf>
{
    /// <summary>The number of floats in one sample's input.</summary>
    static abstract int InputSize { get; }

    /// <summary>The number of floats in one sample's output.</summary>
    static abstract int OutputSize { get; }

    /// <summary>The number of weights, those of frozen layers included.</summary>
    static abstract int ParameterCount { get; }

    /// <summary>Creates a network with random weights; the same seed gives the same weights on every platform.</summary>
    static abstract TSelf Create(int seed);
}
