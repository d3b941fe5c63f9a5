namespace DeepTrainer;

/// <summary>
/// A network that can take its input one time step after another: one whose input has a time dimension
/// (<c>[Input(64, 2, Time = 0)]</c>). What it has to remember is kept by the caller, so one network serves any number of streams.
/// </summary>
/// <remarks>
/// A step gives what <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float})"/> would give at its last time step for all the inputs since the beginning, however
/// many they are. It allocates nothing and takes the same time whatever came before. Many threads may step one network at once,
/// each with a state of its own, as long as none trains or loads weights, which is refused, or changes parameters.
/// </remarks>
public interface IStreamingNetwork : INetwork
{
    /// <summary>The number of floats in one step's input.</summary>
    int StepInputSize { get; }

    /// <summary>The number of floats in one step's output.</summary>
    int StepOutputSize { get; }

    /// <summary>The number of floats that are kept from step to step.</summary>
    int StateSize { get; }

    /// <summary>
    /// How many steps of a stream pass before its outputs mean something: a convolution or pooling without padding has its first output when its
    /// window is full, and what is on top of it begins with that. 0 for all other networks.
    /// </summary>
    int WarmupSteps { get; }

    /// <summary>Makes the state of a stream that has not begun.</summary>
    /// <param name="state">Where it goes, <see cref="StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    void InitializeState(Span<float> state);

    /// <summary>Takes one time step.</summary>
    /// <param name="input">The step's input, <see cref="StepInputSize"/> floats.</param>
    /// <param name="output">Where the result goes, <see cref="StepOutputSize"/> floats.</param>
    /// <param name="state">What the step before left, <see cref="StateSize"/> floats; afterwards what this one leaves.</param>
    /// <param name="position">The step's number in its stream, from 0 on without a gap: the state knows by it which step is the oldest.</param>
    /// <exception cref="ArgumentException">A length is wrong, or two of input, output and state overlap.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights. The stream is where it was: the step can be taken again.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative or beyond what the network looks back on, or an input numbers no row of an embedding.</exception>
    void Step(ReadOnlySpan<float> input, Span<float> output, Span<float> state, long position);

    /// <summary>Takes one time step, with random numbers of the caller's choice where the network draws them in predictions.</summary>
    /// <param name="input">The step's input, <see cref="StepInputSize"/> floats.</param>
    /// <param name="output">Where the result goes, <see cref="StepOutputSize"/> floats.</param>
    /// <param name="state">What the step before left, <see cref="StateSize"/> floats; afterwards what this one leaves.</param>
    /// <param name="position">The step's number in its stream, from 0 on without a gap.</param>
    /// <param name="draw">
    /// Which random numbers: they follow from this, the network's seed and the position. One for all steps of a stream, and another for each stream; without it,
    /// it is 0.
    /// </param>
    /// <exception cref="ArgumentException">A length is wrong, or two of input, output and state overlap.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights. The stream is where it was: the step can be taken again.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative or beyond what the network looks back on, or an input numbers no row of an embedding.</exception>
    void Step(ReadOnlySpan<float> input, Span<float> output, Span<float> state, long position, long draw) => Step(input, output, state, position);
}
