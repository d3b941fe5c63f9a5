using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// The checks that generated code makes before any work. Each is a comparison that inlines; the messages are made in methods
/// of their own, so that they cost nothing until they are needed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Check
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

    /// <summary>Checks inputs and outputs of <see cref="INetwork.PredictBatch"/>.</summary>
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

    /// <summary>Checks that results don't go where something is read that the call was given: it may be read again after the first result is written.</summary>
    /// <param name="read">What is read.</param>
    /// <param name="written">Where results go.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="readName">The name of what is read, for the message.</param>
    /// <param name="writtenName">The name of where results go, for the message.</param>
    /// <exception cref="ArgumentException">They have floats in common.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apart(ReadOnlySpan<float> read, ReadOnlySpan<float> written, string network, string readName, string writtenName)
    {
        // One comparison of how far they are apart, in bytes: written − read is between −written.Length and read.Length. For empty spans it may be so by chance.
        nint distance = Unsafe.ByteOffset(in MemoryMarshal.GetReference(read), in MemoryMarshal.GetReference(written));
        nint readBytes = (nint)read.Length * sizeof(float), writtenBytes = (nint)written.Length * sizeof(float);
        if ((nuint)(distance + writtenBytes - 1) < (nuint)(readBytes + writtenBytes - 1))
            CheckOverlap(read, written, network, readName, writtenName);
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

    /// <summary>
    /// Checks that rows of class indices are sequences: labels, then the blank or −1 to the end of the row, and steps enough for each label and
    /// for one more between equal neighbours.
    /// </summary>
    /// <param name="labels">The rows of all samples: class indices or −1.</param>
    /// <param name="rowSize">Numbers a sample.</param>
    /// <param name="offset">Where the sequence starts among them.</param>
    /// <param name="size">How many numbers it has.</param>
    /// <param name="blank">The class that is no label.</param>
    /// <param name="steps">The steps there are.</param>
    /// <param name="mayBeTooLong">Whether sequences may have no place in the steps.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentException">A row is no such sequence; the message has its sample and the place.</exception>
    public static void Sequences(ReadOnlySpan<int> labels, int rowSize, int offset, int size, int blank, int steps, bool mayBeTooLong, string network)
    {
        for (int row = 0; row < labels.Length; row += rowSize)
            SequenceCheck.Row(labels.Slice(row + offset, size), row / rowSize, blank, steps, mayBeTooLong, network, nameof(labels));
    }

    /// <summary>The same for class indices among the floats of several losses.</summary>
    /// <inheritdoc cref="Sequences(ReadOnlySpan{int}, int, int, int, int, int, bool, string)"/>
    /// <param name="targets">The targets of all samples.</param>
    /// <param name="rowSize">Floats a sample.</param>
    /// <param name="offset">Where the sequence starts among them.</param>
    /// <param name="size">How many numbers it has.</param>
    /// <param name="blank">The class that is no label.</param>
    /// <param name="steps">The steps there are.</param>
    /// <param name="mayBeTooLong">Whether sequences may have no place in the steps.</param>
    /// <param name="network">The network's name, for the message.</param>
    public static void Sequences(ReadOnlySpan<float> targets, int rowSize, int offset, int size, int blank, int steps, bool mayBeTooLong, string network)
    {
        int[] labels = System.Buffers.ArrayPool<int>.Shared.Rent(size);
        try
        {
            for (int row = 0; row < targets.Length; row += rowSize)
            {
                for (int i = 0; i < size; i++)
                    labels[i] = (int)targets[row + offset + i];
                SequenceCheck.Row(labels.AsSpan(0, size), row / rowSize, blank, steps, mayBeTooLong, network, nameof(targets));
            }
        }
        finally
        {
            System.Buffers.ArrayPool<int>.Shared.Return(labels);
        }
    }

    /// <summary>The most steps that are taken: all numbers up to it are exact as double, too.</summary>
    internal const long MaxSteps = 1L << 53;

    /// <summary>The learning rate, if it is a number of at least 0.</summary>
    /// <param name="value">The learning rate.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public static float LearningRate(float value, string network) => value >= 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The learning rate of '{network}' must be a number of at least 0.");

    /// <summary>The number of steps, if it is from 0 to 2⁵³.</summary>
    /// <param name="value">The number of steps.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static long Steps(long value, string network) => value is >= 0 and <= MaxSteps
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The steps of '{network}' must be from 0 to {MaxSteps}.");

    /// <summary>Checks the room for the parts of a loss.</summary>
    /// <param name="lossParts">The length given.</param>
    /// <param name="expected">The number of <see cref="NetworkInfo.LossParts"/>.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void LossParts(int lossParts, int expected, string network)
    {
        if (lossParts != expected)
            throw new ArgumentException($"The loss of '{network}' has {expected} parts, but there is room for {lossParts}.", nameof(lossParts));
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

    /// <summary>Checks that every label is a class: at least 0 and less than <paramref name="classes"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the message has its index and value.</exception>
    public static void Labels(ReadOnlySpan<int> labels, int classes, string network)
    {
        // One bit set in `wrong` says that some label is out of range; a negative one is large as unsigned.
        bool wrong = false;
        foreach (int label in labels)
            wrong |= (uint)label >= (uint)classes;
        if (wrong)
            ThrowLabels(labels, classes, network);
    }

    /// <summary>Checks that every label is a class or the one that is ignored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither; the message has its index and value.</exception>
    public static void Labels(ReadOnlySpan<int> labels, int classes, string network, int ignored)
    {
        bool wrong = false;
        foreach (int label in labels)
            wrong |= (uint)label >= (uint)classes && label != ignored;
        if (wrong)
            ThrowLabels(labels, classes, network, ignored);
    }

    /// <summary>Checks the class indices in rows of floats.</summary>
    /// <param name="targets">Rows of <paramref name="rowSize"/> floats, <paramref name="size"/> of which, from <paramref name="offset"/> on, are class indices.</param>
    /// <param name="rowSize">Floats in a row.</param>
    /// <param name="offset">Where class indices start in a row.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="target">The target's name, for the message.</param>
    /// <param name="ignored">The index that stands for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A float is no index of a class; the message has its place and value.</exception>
    public static void Classes(
        ReadOnlySpan<float> targets, int rowSize, int offset, int size, int classes, string network, string target, int ignored = int.MinValue)
    {
        for (int row = 0; row < targets.Length; row += rowSize)
        {
            foreach (float label in targets.Slice(row + offset, size))
            {
                if (!(label >= 0 && label < classes && label == MathF.Floor(label)) && label != ignored)
                    ThrowClass(label, row / rowSize, classes, network, target);
            }
        }
    }

    /// <summary>
    /// Checks that the inputs which number rows of a table are such numbers: whole, at least 0 and less than <paramref name="rows"/>. In each
    /// sample they are the positions start, start + step, …
    /// </summary>
    /// <param name="inputs">The samples, one after another.</param>
    /// <param name="inputSize">Floats in a sample.</param>
    /// <param name="start">The first position in a sample.</param>
    /// <param name="count">How many positions there are.</param>
    /// <param name="step">How far they are apart.</param>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="argument">The argument's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input is no row; the message has its index and value.</exception>
    public static void Indices(ReadOnlySpan<float> inputs, int inputSize, int start, int count, int step, int rows, string network, string argument = "inputs")
    {
        for (int sample = 0; sample < inputs.Length; sample += inputSize)
        {
            for (int i = 0; i < count; i++)
            {
                int index = sample + start + (i * step);
                float value = inputs[index];
                // NaN is in no range.
                if (!(value >= 0 && value < rows) || value != MathF.Floor(value))
                    ThrowIndex(value, index, rows, network, argument);
            }
        }
    }

    /// <summary>Throws the exception for a network without the kind of targets that was given.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="kind">The targets that the network takes.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float WrongTargets(string network, TargetKind kind) => throw new NotSupportedException(kind == TargetKind.ClassIndices
        ? $"'{network}' is trained on class indices: pass ReadOnlySpan<int>, one index a sample or position."
        : $"'{network}' is trained on {(kind == TargetKind.Values ? "values" : "probabilities")}: pass ReadOnlySpan<float>, one value an output.");

    /// <summary>Throws the exception for a network that is not trained or evaluated with what was given, or not at all.</summary>
    /// <param name="network">The network.</param>
    /// <param name="isTraining">Whether it was to be trained.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float WrongTargets(NetworkInfo network, bool isTraining)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.HasLoss)
            throw new NotSupportedException($"'{network.Name}' has no loss, so it can't be trained or evaluated: add one below its layers, such as [Mse] or [CrossEntropy].");
        if (isTraining && !network.HasOptimizer)
            throw new NotSupportedException($"'{network.Name}' has no optimizer, so it can be evaluated but not trained: add one, such as [Adam].");
        return WrongTargets(network.Name, network.TargetKind);
    }

    /// <summary>Whole numbers as targets of a network that takes floats.</summary>
    /// <param name="numbers">The numbers.</param>
    public static float[] Floats(ReadOnlySpan<int> numbers)
    {
        float[] floats = new float[numbers.Length];
        for (int i = 0; i < floats.Length; i++)
            floats[i] = numbers[i];
        return floats;
    }

    // The loss of a network whose loss is one mean is its own only part.
    internal static float SinglePart(float loss, NetworkInfo info, Span<float> lossParts)
    {
        LossParts(lossParts.Length, info.LossParts.Length, info.Name);
        if (info.LossParts.Length != 1)
            throw new NotSupportedException($"'{info.Name}' doesn't tell the {info.LossParts.Length} parts of its loss.");
        lossParts[0] = loss;
        return loss;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckOverlap(ReadOnlySpan<float> read, ReadOnlySpan<float> written, string network, string readName, string writtenName)
    {
        if (!read.Overlaps(written))
            return;
        throw new ArgumentException(
            $"'{network}' can't write {writtenName} over {readName}: the {read.Length} floats of {readName} and the {written.Length} of {writtenName} are in part the same. "
            + "Give the results memory of their own.", writtenName);
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
    private static void ThrowIndex(float value, int index, int rows, string network, string argument) => throw new ArgumentOutOfRangeException(
        argument, value, $"'{network}' has an embedding of {rows} rows, 0 to {rows - 1}, but the number at index {index} of {argument} is {value}.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowClass(float targets, int sample, int classes, string network, string target) => throw new ArgumentOutOfRangeException(
        nameof(targets), targets, $"'{target}' of '{network}' has {classes} classes, 0 to {classes - 1}, but the target of sample {sample} is {targets}.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTrainingSamples(int inputs, int needed, string network, string layer) => throw new ArgumentException(
        $"'{network}' can't be trained on a batch of {inputs}: '{layer}' normalizes by the batch and needs {needed} samples or more. "
        + "If the last batch of an epoch is smaller, choose another batch size.", nameof(inputs));

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowLabels(ReadOnlySpan<int> labels, int classes, string network, int? ignored = null)
    {
        int index = 0;
        while ((uint)labels[index] < (uint)classes || labels[index] == ignored)
            index++;
        throw new ArgumentOutOfRangeException(
            nameof(labels), labels[index], $"'{network}' has {classes} classes, 0 to {classes - 1}, but the label at index {index} is {labels[index]}.");
    }
}
