namespace DeepTrainer;

/// <summary>What stands in the border around an input.</summary>
public enum PaddingMode
{
    /// <summary>One value: 0 in convolutions. PyTorch: 'zeros', 'constant'.</summary>
    Constant,

    /// <summary>The input mirrored at its outermost elements, which are not repeated: c b | a b c. The border is narrower than the input.</summary>
    Reflect,

    /// <summary>The outermost elements: a a | a b c.</summary>
    Replicate,

    /// <summary>The input from its other end: b c | a b c. The border is at most as wide as the input.</summary>
    Circular,
}
