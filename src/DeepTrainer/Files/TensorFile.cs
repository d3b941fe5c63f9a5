using System.Collections.Immutable;

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
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public TensorFile(IEnumerable<Tensor> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Tensors = tensors.ToImmutableSortedDictionary(tensor => tensor.Name, tensor => tensor, StringComparer.Ordinal);
        Metadata = (metadata ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The texts stored with them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>One tensor.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Tensor this[string name] => Tensors[name];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another format; the message says what is wrong and where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorFile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">The data is damaged or of another format; the message says what is wrong and where.</exception>
    public static TensorFile Read(Stream stream, string source = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return SafetensorsReader.Read(WholeStream.Read(stream, source), source);
    }

    /// <summary>Writes a file. An existing one is replaced in one step once all is written, so it is never left half written.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes to a stream.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(this, stream);
    }
}
