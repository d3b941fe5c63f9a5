using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>Tensors of a safetensors file as a source.</summary>
internal static class SafetensorsSource
{
    public static IBatchSource Open(string path, SampleFormat format, string inputs, string targets, ReadLimits limits)
    {
        SourceFile file = new(path);
        using FileStream stream = file.Open();
        (SafetensorsHeader header, long start) = SafetensorsReader.ReadHeader(stream, path, limits);
        SafetensorsEntry input = Find(header, inputs, path);
        int count = input.Shape.IsEmpty ? 0 : input.Shape[0];
        Check(input, format.InputShape, count, "an input", path);
        if (count == 0)
            throw new InvalidDataException($"'{path}' has no samples: {Shown(input)}.");
        if (format.TargetSize == 0)
            return new IndexedFileSource(format, count, Numbers(input), null);
        SafetensorsEntry target = Find(header, targets, path);
        Check(target, format.TargetShape, count, format.HasLabels ? "a sample's labels" : "a target", path);
        return new IndexedFileSource(format, count, Numbers(input), Numbers(target));

        FileNumbers Numbers(SafetensorsEntry entry) => new(file, entry.DataType, IsBigEndian: false, start + entry.Begin, entry.End - entry.Begin);
    }

    private static SafetensorsEntry Find(SafetensorsHeader header, string name, string path)
    {
        const int MaxNamesShown = 20;
        return header.Entries.Find(entry => entry.Name == name) ?? throw new InvalidDataException(
            $"'{path}' has no tensor '{Excerpt.Of(name)}'; there are {string.Join(", ", header.Entries.Take(MaxNamesShown).Select(entry => $"'{Excerpt.Of(entry.Name)}'"))}"
            + $"{(header.Entries.Count > MaxNamesShown ? $" and {header.Entries.Count - MaxNamesShown} more" : "")}.");
    }

    // Sizes of 1 say nothing of an order: [100, 28, 28] holds images of [1, 28, 28].
    private static void Check(SafetensorsEntry entry, ImmutableArray<int> sample, int count, string what, string path)
    {
        if (!TensorTypes.IsNumber(entry.DataType))
            throw new InvalidDataException(
                $"'{path}': {Shown(entry)} holds no numbers that become floats; take one of F32, F16, BF16, F64, U8, I8, U16, I16, U32, I32, U64 or I64.");
        if (entry.Shape.IsEmpty || entry.Shape[0] != count || !entry.Shape.Skip(1).Where(size => size != 1).SequenceEqual(sample.Where(size => size != 1)))
            throw new InvalidDataException(
                $"'{path}': {Shown(entry)} should be {LayerInfo.Text([count, .. sample])}: "
                + $"{count} samples, and the format says that {what} has the shape {LayerInfo.Text(sample.AsSpan())}.");
    }

    private static string Shown(SafetensorsEntry entry) => $"'{Excerpt.Of(entry.Name)}' {entry.DataType} {LayerInfo.Text(entry.Shape.AsSpan())}";
}
