using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// The checks that generated code makes before any work. Each is a comparison that inlines; the messages are made in methods
/// of their own, so that they cost nothing until they are needed. Here are lengths and sizes.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Check
{
    /// <summary>Checks the length of one sample's input or output.</summary>
    /// <param name="actual">The length given.</param>
    /// <param name="expected">The length needed.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="argument">The argument's name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sample(int actual, int expected, string network, string argument)
    {
        if (actual != expected)
            ThrowSample(actual, expected, network, argument);
    }

    /// <summary>Checks the length of one time step's input, output or state.</summary>
    /// <param name="actual">The length given.</param>
    /// <param name="expected">The length needed.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="argument">The argument's name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(int actual, int expected, string network, string argument)
    {
        if (actual != expected)
            ThrowStep(actual, expected, network, argument);
    }

    /// <summary>Checks a time step's place in its stream.</summary>
    /// <param name="position">The steps before it.</param>
    /// <param name="maxSteps">How many steps the network's memory of a stream has room for.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative, or there is no more room.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Position(long position, long maxSteps, string network)
    {
        if ((ulong)position >= (ulong)maxSteps)
            ThrowPosition(position, maxSteps, network);
    }

    /// <summary>Checks inputs and outputs of <see cref="INetwork.PredictBatch(ReadOnlySpan{float}, Span{float})"/>.</summary>
    /// <returns>The number of samples; 0 if both are empty.</returns>
    /// <exception cref="ArgumentException">A length is not a multiple of its size, or they are of different numbers of samples.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PredictBatch(int inputs, int inputSize, int outputs, int outputSize, string network)
    {
        int count = (int)((uint)inputs / (uint)inputSize);
        if (count * inputSize != inputs || (long)count * outputSize != outputs)
            ThrowBatch(inputs, inputSize, "inputs", outputs, outputSize, "outputs", network);
        return count;
    }

    /// <summary>
    /// Checks inputs and targets (or labels) of <see cref="INetwork.TrainBatch(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    /// and <see cref="INetwork.Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.
    /// </summary>
    /// <returns>The number of samples, at least 1.</returns>
    /// <exception cref="ArgumentException">
    /// A length is not a multiple of its size, they are of different numbers of samples, or there is no sample.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Batch(int inputs, int inputSize, int targets, int targetSize, string network, string argument = "targets")
    {
        int count = (int)((uint)inputs / (uint)inputSize);
        if (count * inputSize != inputs || (long)count * targetSize != targets || count == 0)
            ThrowBatch(inputs, inputSize, "inputs", targets, targetSize, argument, network);
        return count;
    }

    /// <summary>Checks that a batch's working memory can be had at all.</summary>
    /// <param name="count">The samples.</param>
    /// <param name="whole">Floats whatever the batch.</param>
    /// <param name="perSample">Floats for each sample of the padded batch.</param>
    /// <param name="padding">Batches are padded to a multiple of this, a power of two.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="argument">The argument's name, for the message.</param>
    /// <returns>The floats of working memory.</returns>
    /// <exception cref="ArgumentException">They are more than <see cref="int.MaxValue"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Memory(int count, long whole, long perSample, int padding, string network, string argument = "inputs")
    {
        long floats = whole + (perSample * (((long)count + padding - 1) & -padding));
        if (floats > int.MaxValue)
            ThrowMemory(count, whole, perSample, padding, network, argument);
        return (int)floats;
    }

    /// <summary>Checks that a batch has the samples which a layer needs to be trained.</summary>
    /// <param name="actual">The samples given.</param>
    /// <param name="needed">The samples needed.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="layer">The layer's name, for the message.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TrainingSamples(int actual, int needed, string network, string layer)
    {
        if (actual < needed)
            ThrowTrainingSamples(actual, needed, network, layer);
    }

    /// <summary>The samples that a loss compares with each other.</summary>
    public static void MaxBatch(int actual, int most, string network)
    {
        if (actual > most)
            ThrowMaxBatch(actual, most, network);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowSample(int actual, int expected, string network, string argument) =>
        throw new ArgumentException($"'{network}' needs {expected} floats of {argument} a sample but got {actual}.", argument);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowStep(int actual, int expected, string network, string argument) =>
        throw new ArgumentException($"'{network}' needs {expected} floats of {argument} a time step but got {actual}.", argument);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowPosition(long position, long maxSteps, string network) => throw new ArgumentOutOfRangeException(
        nameof(position), position, position < 0
            ? $"A step of '{network}' can't have the position {position}; a stream starts at 0."
            : $"'{network}' looks back on {maxSteps} time steps at most, so a stream has the positions 0 to {maxSteps - 1}, but {position} was given; begin a new stream.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowBatch(int first, int firstSize, string firstName, int second, int secondSize, string secondName, string network)
    {
        if (first % firstSize != 0)
            throw new ArgumentException(
                $"'{network}' has {firstSize} {firstName} a sample, but the {first} given are not a multiple of that.", firstName);
        if (secondSize == 0 && second > 0)
            throw new ArgumentException($"'{network}' takes no {secondName}, but {second} were given.", secondName);
        if (secondSize > 0 && second % secondSize != 0)
            throw new ArgumentException(
                $"'{network}' has {secondSize} {secondName} a sample, but the {second} given are not a multiple of that.", secondName);
        if (first == 0 && second == 0)
            throw new ArgumentException($"'{network}' was given an empty batch; pass at least one sample.", firstName);
        throw new ArgumentException(
            $"'{network}' was given {firstName} of {first / firstSize} samples but {secondName} of {second / Math.Max(1, secondSize)}.", secondName);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowMemory(int count, long whole, long perSample, int padding, string network, string argument)
    {
        long floats = whole + (perSample * (((long)count + padding - 1) & -padding)), most = (int.MaxValue - whole) / perSample & -padding;
        throw new ArgumentException(
            $"'{network}' can't work on {count} samples at once: it would need {floats} floats of working memory, and {int.MaxValue} is the limit. "
            + (most > 0 ? $"{most} samples are possible." : "It is too large for any batch."), argument);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowMaxBatch(int inputs, int most, string network) => throw new ArgumentException(
        $"'{network}' has a loss that compares up to {most} samples but got a batch of {inputs}. Make batches smaller, or set MaxBatch of its [Loss].", nameof(inputs));

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTrainingSamples(int inputs, int needed, string network, string layer) => throw new ArgumentException(
        $"'{network}' can't be trained on a batch of {inputs}: '{layer}' normalizes by the batch and needs {needed} samples or more. "
        + "If the last batch of an epoch is smaller, choose another batch size.", nameof(inputs));
}
