using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

/// <summary>Whether a row of class indices is a sequence that has a place in a number of steps.</summary>
internal static class SequenceCheck
{
    public static void Row(ReadOnlySpan<int> row, int sample, int blank, int steps, bool mayBeTooLong, string network, string argument)
    {
        int length = 0;
        while (length < row.Length && row[length] >= 0 && row[length] != blank)
            length++;
        for (int i = length; i < row.Length; i++)
        {
            if (row[i] >= 0 && row[i] != blank)
                ThrowLater(row[length], length, row[i], i, sample, blank, network, argument);
        }
        int needed = length;
        for (int i = 1; i < length; i++)
            needed += row[i] == row[i - 1] ? 1 : 0;
        if (needed > steps && !mayBeTooLong)
            ThrowTooLong(length, needed, steps, sample, network, argument);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowLater(int end, int endPlace, int label, int place, int sample, int blank, string network, string argument) => throw new ArgumentException(
        $"In sample {sample}, the label at index {place} of '{network}' is {label}, but {end} at index {endPlace} "
        + (end == blank ? $"is the blank, which is no label and can only fill the row's end. " : "says that the labels end there. ")
        + "Put a sample's labels first, then −1 (or the blank) to the end of the row.", argument);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTooLong(int length, int needed, int steps, int sample, string network, string argument) => throw new ArgumentException(
        $"The {length} labels of sample {sample} need {needed} steps (one each, and one between equal neighbours), but '{network}' has {steps}: "
        + "its loss would be infinite. Shorten or remove the sample, or set ZeroInfinity on [Ctc] to give it the loss 0.", argument);
}
