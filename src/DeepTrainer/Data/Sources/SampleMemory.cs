namespace DeepTrainer;

/// <summary>Memory for some samples of a format.</summary>
internal sealed class SampleMemory(SampleFormat format, int capacity)
{
    private readonly float[] _inputs = new float[ArrayLength.Of("The inputs of these samples", capacity, format.InputSize)];
    private readonly int[] _labels = new int[format.HasLabels ? ArrayLength.Of("The labels of these samples", capacity, format.TargetSize) : 0];
    private readonly float[] _targets = new float[format.HasLabels ? 0 : ArrayLength.Of("The targets of these samples", capacity, format.TargetSize)];

    /// <summary>How many samples there is room for.</summary>
    public int Capacity => capacity;

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them.</summary>
    public Samples All => new(format, Count, _inputs.AsSpan(0, Count * format.InputSize), _labels.AsSpan(0, LabelSize * Count), _targets.AsSpan(0, ValueSize * Count));

    private int LabelSize => format.HasLabels ? format.TargetSize : 0;

    private int ValueSize => format.HasLabels ? 0 : format.TargetSize;

    /// <summary>Reads as many samples as there is room for, in place of those that are there; fewer at the end of the pass.</summary>
    public bool Fill(IBatchReader reader)
    {
        Count = 0;
        while (Count < capacity && Read(reader, capacity - Count) > 0)
        {
        }
        return Count > 0;
    }

    /// <summary>Reads samples behind those that are there.</summary>
    public int Read(IBatchReader reader, int samples)
    {
        int read = reader.Read(samples, _inputs.AsSpan(Count * format.InputSize, samples * format.InputSize),
            _labels.AsSpan(Count * LabelSize, samples * LabelSize), _targets.AsSpan(Count * ValueSize, samples * ValueSize));
        if (read < 0 || read > samples)
            throw new InvalidOperationException($"A reader was to read up to {samples} samples, and says that it read {read}.");
        Count += read;
        return read;
    }

    /// <summary>Copies one sample to a place in other memory.</summary>
    public void CopyTo(int sample, Span<float> inputs, Span<int> labels, Span<float> targets, int place)
    {
        Samples own = All.Slice(sample, 1);
        own.Inputs.CopyTo(inputs[(place * format.InputSize)..]);
        own.Labels.CopyTo(labels[(place * LabelSize)..]);
        own.Targets.CopyTo(targets[(place * ValueSize)..]);
    }

    /// <summary>Takes all samples away.</summary>
    public void Clear() => Count = 0;

    /// <summary>Takes in a sample of a dataset behind those that are there.</summary>
    public void Add(Dataset data, int sample)
    {
        data.Input(sample).CopyTo(_inputs.AsSpan(Count * format.InputSize));
        if (format.HasLabels)
            data.LabelsOf(sample).CopyTo(_labels.AsSpan(Count * format.TargetSize));
        else
            data.Target(sample).CopyTo(_targets.AsSpan(Count * format.TargetSize));
        Count++;
    }

    /// <summary>Takes a sample away; the last one takes its place.</summary>
    public void Remove(int sample)
    {
        if (sample < Count - 1)
            All.Slice(Count - 1, 1).CopyTo(_inputs.AsSpan(sample * format.InputSize), _labels.AsSpan(sample * LabelSize), _targets.AsSpan(sample * ValueSize));
        Count--;
    }
}
