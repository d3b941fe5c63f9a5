using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

// Numbers that stand for something: classes, rows of a table.
public static partial class Check
{
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

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIndex(float value, int index, int rows, string network, string argument) => throw new ArgumentOutOfRangeException(
        argument, value, $"'{network}' takes a whole number from 0 to {rows - 1} at index {index} of {argument}, a row of an embedding or a length, but it is {value}.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowClass(float targets, int sample, int classes, string network, string target) => throw new ArgumentOutOfRangeException(
        nameof(targets), targets, $"'{target}' of '{network}' has {classes} classes, 0 to {classes - 1}, but the target of sample {sample} is {targets}.");

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
