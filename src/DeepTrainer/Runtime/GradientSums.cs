using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace DeepTrainer.Runtime;

/// <summary>A network's gradients, summed over the samples since the last step. They lie as its weights do, so that both are walked in step.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class GradientSums
{
    private readonly AlignedBuffer _buffer;
    private readonly Parameter[] _views;

    /// <summary>Makes room, which is zero.</summary>
    /// <param name="floats">The floats of all weights.</param>
    /// <param name="parameters">The views of the weights, of which those that are trained have gradients.</param>
    public GradientSums(int floats, Parameter[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _buffer = new(floats);
        _views = [.. parameters.Where(p => p.IsTrained).Select(p => p.In(_buffer))];
        Size = _views.Sum(v => v.Length);
    }

    /// <summary>Views of the sums, under the weights' names.</summary>
    public IReadOnlyList<Parameter> Views => _views;

    /// <summary>The floats of all gradients, row by row.</summary>
    public int Size { get; }

    /// <summary>The samples that have been added up.</summary>
    public long Samples { get; private set; }

    /// <summary>The batches that have been added up.</summary>
    public long Batches { get; private set; }

    /// <summary>Whether gradients of outputs are among them.</summary>
    public bool OfOutputs { get; private set; }

    /// <summary>The first float.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is a pointer.")]
    public float* Pointer => _buffer.Pointer;

    /// <summary>Notes a batch that has been added.</summary>
    /// <param name="samples">Its samples.</param>
    /// <param name="ofOutputs">Whether its gradients follow from those of outputs, not from the loss.</param>
    public void Add(int samples, bool ofOutputs = false)
    {
        Samples += samples;
        OfOutputs |= ofOutputs;
        Batches++;
        GC.KeepAlive(this);
    }

    /// <summary>Notes what others have added.</summary>
    /// <param name="samples">Their samples.</param>
    /// <param name="batches">Their batches.</param>
    public void Count(long samples, long batches)
    {
        Check.Counts(samples, batches);
        Samples += samples;
        Batches += batches;
    }

    /// <summary>Forgets all that has been added.</summary>
    public void Clear()
    {
        _buffer.Span.Clear();
        (Samples, Batches, OfOutputs) = (0, 0, false);
        GC.KeepAlive(this);
    }

    /// <summary>What random numbers of the next batch follow from: the seed itself for the first one of a step, so that it draws what TrainBatch would.</summary>
    /// <param name="seed">The network's seed.</param>
    public ulong Noise(int seed) => NoiseOf(seed, Batches);

    /// <inheritdoc cref="Noise"/>
    /// <param name="seed">The network's seed.</param>
    /// <param name="batches">The batches of the step before this one.</param>
    public static ulong NoiseOf(int seed, long batches) => unchecked((ulong)seed + ((ulong)batches * 0xBF58476D1CE4E5B9));

    /// <summary>Room for gradients of one call, which is zero; where nobody asks for them, it holds anything.</summary>
    /// <param name="wanted">Where they are to go.</param>
    /// <param name="room">Where there is room, which moves on behind it.</param>
    public float* Take(ReadOnlySpan<float> wanted, ref float* room)
    {
        float* sums = room;
        room += (_buffer.Length + BatchPadding.Block - 1) & -BatchPadding.Block;
        if (!wanted.IsEmpty)
            NativeMemory.Clear(sums, (nuint)_buffer.Length * sizeof(float));
        return sums;
    }

    /// <summary>Copies gradients of one call to the caller's memory, row by row.</summary>
    /// <param name="sums">What <see cref="Take"/> gave.</param>
    /// <param name="rowMajor">The caller's memory.</param>
    public void Copy(float* sums, Span<float> rowMajor)
    {
        if (rowMajor.IsEmpty)
            return;
        ReadOnlySpan<float> memory = new(sums, _buffer.Length);
        int offset = 0;
        foreach (Parameter view in _views)
        {
            view.CopyTo(memory, rowMajor.Slice(offset, view.Length));
            offset += view.Length;
        }
    }

    /// <summary>The caller's memory for results, or room for whole blocks of samples, as <see cref="BatchPadding.ForResults"/>; room where nobody asks for them.</summary>
    /// <param name="wanted">The caller's memory, or null.</param>
    /// <param name="rows">How many samples there are.</param>
    /// <param name="size">Values of one.</param>
    /// <param name="room">Where there is room, which moves on behind it, if it is used.</param>
    public static float* ForResults(float* wanted, nint rows, nint size, ref float* room)
    {
        if (wanted is not null)
            return BatchPadding.ForResults(wanted, rows, size, ref room);
        float* results = room;
        room += ((rows + BatchPadding.Block - 1) & -BatchPadding.Block) * size;
        return results;
    }

    /// <summary>Copies results to the caller's memory, if they aren't there and somebody asks for them.</summary>
    /// <param name="from">What <see cref="ForResults"/> gave.</param>
    /// <param name="to">The caller's memory, or null.</param>
    /// <param name="rows">How many samples there are.</param>
    /// <param name="size">Values of one.</param>
    public static void CopyResults(float* from, float* to, nint rows, nint size)
    {
        if (to is not null)
            BatchPadding.CopyResults(from, to, rows, size);
    }
}
