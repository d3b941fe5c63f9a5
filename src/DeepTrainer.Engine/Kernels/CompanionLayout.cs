namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// For each element of a full tensor, the element of a smaller one that goes with it: the one broadcast to it, or the one it is
/// reduced into. Neighbouring axes are merged where both tensors allow it, so that runs are long: within a run the companion
/// either advances element by element or stays where it is.
/// </summary>
internal sealed class CompanionLayout
{
    private readonly int[] extents;
    private readonly int[] strides;

    private CompanionLayout(int[] extents, int[] strides)
    {
        this.extents = extents;
        this.strides = strides;
    }

    /// <summary>Whether the companion advances within a run; else one element of it stands for the whole run.</summary>
    public bool Advances => strides.Length > 0 && strides[^1] == 1;

    /// <summary>The length of a run.</summary>
    public int Run => extents.Length > 0 ? extents[^1] : 1;

    /// <summary>The layout of a tensor whose axes, aligned at the end, have the full extent or 1.</summary>
    public static CompanionLayout Of(ReadOnlySpan<int> full, ReadOnlySpan<int> companion)
    {
        List<int> extents = [], strides = [];
        int size = 1;
        for (int back = 1; back <= full.Length; back++)
        {
            int extent = full[^back], own = back <= companion.Length ? companion[^back] : 1;
            int stride = own == 1 ? 0 : size;
            size *= own;
            if (extent == 1)
                continue;
            bool merges = extents.Count > 0 && stride == strides[0] * extents[0];
            if (merges)
            {
                extents[0] *= extent;
                continue;
            }
            extents.Insert(0, extent);
            strides.Insert(0, stride);
        }
        return new([.. extents], [.. strides]);
    }

    /// <summary>The companion's element for an element of the full tensor.</summary>
    public int OffsetOf(int position)
    {
        int offset = 0;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            (position, int index) = Math.DivRem(position, extents[axis]);
            offset += index * strides[axis];
        }
        return offset;
    }

    /// <summary>Copies the companions of the elements from <paramref name="start"/> on.</summary>
    public void Gather<T>(ReadOnlySpan<T> companion, int start, Span<T> target)
    {
        for (int done = 0; done < target.Length;)
        {
            int length = Math.Min(Run - ((start + done) % Run), target.Length - done);
            int offset = OffsetOf(start + done);
            if (Advances)
                companion.Slice(offset, length).CopyTo(target[done..]);
            else
                target.Slice(done, length).Fill(companion[offset]);
            done += length;
        }
    }
}
