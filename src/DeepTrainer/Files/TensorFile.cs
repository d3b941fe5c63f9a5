using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>
/// The contents of a safetensors file: named arrays and texts about them. The format holds data only, never code, and is that of
/// the Hugging Face library of this name: an 8-byte header length, a JSON header, and the numbers.
/// </summary>
public sealed class TensorFile
{
    /// <summary>Puts tensors together for a file.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Texts to store with them.</param>
    /// <exception cref="ArgumentException">
    /// Two tensors have the same name, or there is what could not be read again: a tensor called <c>__metadata__</c>, a name that is no valid
    /// text or longer than 65,536 bytes, more than 16 dimensions, more tensors than <see cref="ReadLimits.MaxTensors"/> allows by default.
    /// </exception>
    public TensorFile(IEnumerable<FileTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
        : this(tensors, metadata, ReadLimits.Default)
    {
    }

    internal TensorFile(IEnumerable<FileTensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata, ReadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var byName = new SortedDictionary<string, FileTensor>(StringComparer.Ordinal);
        foreach (FileTensor tensor in tensors)
        {
            if (tensor is null)
                throw new ArgumentException("One of the tensors is null.", nameof(tensors));
            CheckReadable(tensor, nameof(tensors));
            if (!byName.TryAdd(tensor.Name, tensor))
                throw new ArgumentException($"Two tensors are called '{Excerpt.Of(tensor.Name)}'.", nameof(tensors));
        }
        if (byName.Count > limits.MaxTensors)
            throw new ArgumentException($"There are {byName.Count} tensors, and at most {limits.MaxTensors} are read again.", nameof(tensors));
        Tensors = new ReadOnlyDictionary<string, FileTensor>(byName);
        Metadata = (metadata ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach ((string key, string value) in Metadata)
        {
            CheckText(key, "A key of the metadata", nameof(metadata));
            if (value is null)
                throw new ArgumentException($"The metadata's '{Excerpt.Of(key)}' is null; give it a text, or leave it out.", nameof(metadata));
            if (!IsText(value))
                throw new ArgumentException($"The metadata's '{Excerpt.Of(key)}' is no valid text: it has half of a surrogate pair.", nameof(metadata));
        }
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, FileTensor> Tensors { get; }

    /// <summary>The texts stored with them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>One tensor.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public FileTensor this[string name] => Tensors[name];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much it may take of memory.</param>
    /// <exception cref="InvalidDataException">The file is damaged or of another format; the message says what is wrong and where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorFile Read(string path, ReadLimits? limits = null)
    {
        using FileStream stream = InputFile.Open(path);
        return Read(stream, path, limits);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="limits">How much it may take of memory.</param>
    /// <exception cref="InvalidDataException">The data is damaged or of another format; the message says what is wrong and where.</exception>
    public static TensorFile Read(Stream stream, string source = "stream", ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SafetensorsReader.Read(WholeStream.Read(stream, source), source, limits ?? ReadLimits.Default);
    }

    /// <summary>Writes a file. An existing one is replaced in one step once all is written, so it is never left half written.</summary>
    /// <remarks>The file's mode stays, and its owner where the system allows it; a link stays a link, and the file it leads to is replaced.</remarks>
    /// <exception cref="IOException">
    /// The file cannot be written, and an existing one is unchanged; the message says why. It is read-only, a folder, a device or a pipe,
    /// its name is too long, its folder isn't there or may not be written to, or the file system is full.
    /// </exception>
    /// <exception cref="InvalidOperationException">The file would be too long to be read again (2 GB, of which 100 MB of names and texts).</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes to a stream.</summary>
    /// <exception cref="InvalidOperationException">The file would be too long to be read again (2 GB, of which 100 MB of names and texts).</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(this, stream);
    }

    private static void CheckReadable(FileTensor tensor, string argument)
    {
        CheckText(tensor.Name, "A tensor's name", argument);
        if (tensor.Name == SafetensorsReader.MetadataKey)
            throw new ArgumentException($"No tensor can be called '{SafetensorsReader.MetadataKey}': the format keeps its texts under that name.", argument);
        if (tensor.Shape.Length > SafetensorsHeader.MaxDimensions)
            throw new ArgumentException(
                $"'{Excerpt.Of(tensor.Name)}' has {tensor.Shape.Length} dimensions, and at most {SafetensorsHeader.MaxDimensions} are read again.", argument);
    }

    private static void CheckText(string text, string what, string argument)
    {
        if (!IsText(text))
            throw new ArgumentException($"{what}, '{Excerpt.Of(text)}', is no valid text: it has half of a surrogate pair.", argument);
        // Escaped, a character takes up to 6 bytes.
        if (JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length > SafetensorsHeader.MaxNameBytes)
            throw new ArgumentException($"{what}, '{Excerpt.Of(text)}', is longer than {SafetensorsHeader.MaxNameBytes} bytes.", argument);
    }

    private static bool IsText(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}
