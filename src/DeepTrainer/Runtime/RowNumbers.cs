using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>Which rows of a table a batch has.</summary>
/// <remarks>Pointers are not checked: the method is for generated code, which knows the sizes of its working memory.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class RowNumbers
{
    /// <summary>Keeps each row's number where it comes first; where it has come before, -1 takes its place. Numbers outside the table become its first or last row.</summary>
    /// <param name="numbers">The numbers, sample after sample. What lies between the samples becomes -1, too.</param>
    /// <param name="samples">How many samples there are.</param>
    /// <param name="perSample">Numbers of a sample.</param>
    /// <param name="distance">Floats from a sample's first number to the next one's, <paramref name="perSample"/> or more.</param>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="seen">Room for as many integers as the table has rows; whatever is there doesn't matter, so that nothing has to be cleared.</param>
    public static void KeepFirst(float* numbers, nint samples, int perSample, int distance, int rows, int* seen)
    {
        for (nint sample = 0, first = 0; sample < samples; sample++, first += distance)
        {
            for (nint at = first; at < first + perSample; at++)
            {
                nint row = VectorMath.Row(numbers[at], rows);
                int noted = seen[row];
                // A note counts if it is of an earlier place with this number: all others are left from before.
                bool isKnown = (uint)noted < (uint)at && numbers[noted] == row;
                if (!isKnown)
                    seen[row] = (int)at;
                numbers[at] = isKnown ? -1 : row;
            }
            for (nint gap = first + perSample; gap < first + distance; gap++)
                numbers[gap] = -1;
        }
    }
}
