using System.Buffers.Binary;

namespace DeepTrainer;

/// <summary>
/// Writes event files that TensorBoard shows: scalars, histograms, images and texts, by tags such as "loss/train". <see cref="TensorBoard"/> does it while training;
/// this is for what one wants to show besides.
/// </summary>
/// <remarks>Each event is in the file when a method returns. One thread at a time may write.</remarks>
public sealed class TensorBoardWriter : IDisposable
{
    // Fields of tensorflow.Event, Summary and Summary.Value.
    private const int WallTime = 1, Step = 2, FileVersion = 3, EventSummary = 5, SummaryValue = 1, Tag = 1, SimpleValue = 2, Image = 4, Histogram = 5,
        TensorField = 8, Metadata = 9;
    private const int DataTypeString = 7;

    private readonly FileStream _file;
    private readonly ProtoWriter _event = new(), _summary = new(), _value = new(), _inner = new(), _innermost = new();

    /// <summary>Begins an event file, or goes on with one.</summary>
    /// <param name="folder">Its folder, which is a run's name in TensorBoard; it is made if there is none.</param>
    public TensorBoardWriter(string folder)
        : this(folder, NewName(), null)
    {
    }

    internal TensorBoardWriter(string folder, string name, long? length)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, name);
        _file = new(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(Math.Min(length ?? 0, _file.Length));
        _file.Position = _file.Length;
        if (_file.Length > 0)
            return;
        Begin(0);
        _event.Text(FileVersion, "brain.Event:2");
        Write();
    }

    /// <summary>The event file.</summary>
    public string Path { get; }

    internal long Length => _file.Length;

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Writes a number.</summary>
    /// <param name="tag">What it is called; what stands before a slash groups tags: "loss/train".</param>
    /// <param name="step">The step, as long as training goes rising.</param>
    /// <param name="value">The number.</param>
    public void AddScalar(string tag, long step, double value)
    {
        BeginValue(tag);
        _value.Float(SimpleValue, (float)value);
        EndValue(step);
    }

    /// <summary>Writes how values are distributed: 30 buckets of equal width between the least and the largest finite one.</summary>
    /// <param name="tag">What they are called.</param>
    /// <param name="step">The step.</param>
    /// <param name="values">The values; those that are not finite are left out.</param>
    public void AddHistogram(string tag, long step, ReadOnlySpan<float> values)
    {
        BeginValue(tag);
        _inner.Clear();
        HistogramData.Write(_inner, values);
        _value.Message(Histogram, _inner);
        EndValue(step);
    }

    /// <summary>Writes an image.</summary>
    /// <param name="tag">What it is called.</param>
    /// <param name="step">The step.</param>
    /// <param name="pixels">
    /// [height, width] or [channels, height, width], row by row, as networks have images; the least value is black and the largest white, unless a range is given.
    /// </param>
    /// <param name="width">The pixels of a row.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="channels">1 for gray, 3 for red, green and blue.</param>
    /// <param name="range">The values that are black and white.</param>
    /// <exception cref="ArgumentException">The numbers don't fit together.</exception>
    public void AddImage(string tag, long step, ReadOnlySpan<float> pixels, int width, int height, int channels = 1, (float Black, float White)? range = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1 channel or 3.");
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"An image of {channels} × {height} × {width} has {(long)width * height * channels} values, but "
                + $"{pixels.Length} were given.", nameof(pixels));
        BeginValue(tag);
        _inner.Clear();
        _inner.Whole(1, height);
        _inner.Whole(2, width);
        _inner.Whole(3, channels);
        _inner.Bytes(4, PngWriter.Encode(ImageBytes.Of(pixels, channels, range), width, height, channels));
        _value.Message(Image, _inner);
        EndValue(step);
    }

    /// <summary>Writes a text, in Markdown.</summary>
    /// <param name="tag">What it is called.</param>
    /// <param name="step">The step.</param>
    /// <param name="text">The text.</param>
    public void AddText(string tag, long step, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        BeginValue(tag);
        // TensorProto { dtype: DT_STRING, tensor_shape { dim { size: 1 } }, string_val: text }, for the plugin "text".
        _innermost.Clear();
        _inner.Clear();
        _innermost.Whole(1, 1);
        _inner.Message(2, _innermost);
        _innermost.Clear();
        _innermost.Whole(1, DataTypeString);
        _innermost.Message(2, _inner);
        _innermost.Text(8, text);
        _value.Message(TensorField, _innermost);
        _innermost.Clear();
        _innermost.Text(1, "text");
        _inner.Clear();
        _inner.Message(1, _innermost);
        _value.Message(Metadata, _inner);
        EndValue(step);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>A name that no other run has.</summary>
    internal static string NewName() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():0000000000}.{Environment.MachineName}.{Guid.NewGuid():N}");

    private void BeginValue(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        _value.Clear();
        _value.Text(Tag, tag);
    }

    private void EndValue(long step)
    {
        _summary.Clear();
        _summary.Message(SummaryValue, _value);
        Begin(step);
        _event.Message(EventSummary, _summary);
        Write();
    }

    private void Begin(long step)
    {
        _event.Clear();
        _event.Double(WallTime, (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
        _event.Whole(Step, step);
    }

    // A record: length, its checksum, data, its checksum.
    private void Write()
    {
        Span<byte> head = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteInt64LittleEndian(head, _event.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(ulong)..], Crc32C.Masked(head[..sizeof(ulong)]));
        _file.Write(head);
        _file.Write(_event.Written);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Crc32C.Masked(_event.Written));
        _file.Write(head[..sizeof(uint)]);
        _file.Flush();
    }
}
