namespace DeepTrainer;

/// <summary>Matches a file's tensors with a network's parameters: all of them fit and are copied, or nothing is changed.</summary>
internal sealed class ParameterLoad
{
    private const int MaxProblemsShown = 20;

    // What PyTorch's norms count with; files from before 2018 don't have it, and PyTorch then leaves it as it is.
    private const string BatchCount = ".num_batches_tracked";

    private readonly LoadOptions _options;
    private readonly Dictionary<string, FileTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<(Parameter Parameter, FileTensor Tensor, QuantizedTensor? Quantized)> _pairs = [];
    private readonly HashSet<string> _expected = [];
    private readonly List<string> _missing = [];
    private readonly List<TensorDifference> _different = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _collisions = [];

    public ParameterLoad(TensorFile file, LoadOptions? options = null)
    {
        _options = options ?? new LoadOptions();
        foreach (FileTensor tensor in file.Tensors.Values)
        {
            if (_options.NameOf(tensor.Name) is string name && !_tensors.TryAdd(name, tensor))
                _collisions.Add($"'{Excerpt.Of(_tensors[name].Name)}' and '{Excerpt.Of(tensor.Name)}' both become '{Excerpt.Of(name)}'");
        }
    }

    /// <summary>Parameters that the file must have.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="prefix">What stands before their names in the file.</param>
    /// <param name="exactly">Whether what PyTorch would do without has to be there as well.</param>
    public void Expect(IReadOnlyList<Parameter> parameters, string prefix, bool exactly = true)
    {
        foreach (Parameter parameter in parameters)
        {
            string name = prefix + parameter.Name;
            string shape = LayerInfo.Text(parameter.Shape.AsSpan());
            _expected.Add(name);
            if (!_tensors.TryGetValue(name, out FileTensor? tensor))
            {
                _missing.Add(name);
                if (exactly || !IsCount(parameter) || !name.EndsWith(BatchCount, StringComparison.Ordinal))
                    _problems.Add($"'{name}' {shape} is missing");
            }
            else if (!tensor.Shape.AsSpan().SequenceEqual(parameter.Shape.AsSpan()))
                Differs(name, tensor, shape, $"is {LayerInfo.Text(tensor.Shape.AsSpan())} but should be {shape}");
            else if (tensor.DataType == "I8" && _tensors.TryGetValue(name + FileTensor.FactorSuffix, out FileTensor? factors))
                ExpectQuantized(parameter, name, shape, new(tensor, factors));
            else if (!TensorTypes.IsFloat(tensor.DataType) && !(IsCount(parameter) && TensorTypes.IsInteger(tensor.DataType)))
                Differs(name, tensor, shape, $"holds {tensor.DataType} but should hold F32");
            else
                _pairs.Add((parameter, tensor, null));
        }
    }

    private void ExpectQuantized(Parameter parameter, string name, string shape, QuantizedTensor quantized)
    {
        _expected.Add(name + FileTensor.FactorSuffix);
        if (quantized.Misfit() is { } misfit)
            Differs(name + FileTensor.FactorSuffix, quantized.Factors, shape, misfit);
        else
            _pairs.Add((parameter, quantized.Numbers, quantized));
    }

    public LoadReport Commit(Predicate<string> mayIgnore, string network, string source)
    {
        if (_collisions.Count > 0)
            throw new InvalidDataException($"'{source}': {_collisions[0]}; map them to different names.");
        FileTensor[] unused = [.. _tensors.Where(t => !_expected.Contains(t.Key) && !mayIgnore(t.Key)).Select(t => t.Value)];
        _problems.AddRange(unused.Select(tensor => $"{tensor} is unknown to the network"));
        if (_problems.Count > 0 && (_options.Strict || _pairs.Count == 0))
            throw new InvalidDataException(Message(network, source, unused));
        // All arrays first: memory may run out, and that too must leave the network as it was.
        List<float[]?> converted = _pairs.ConvertAll(pair => pair.Tensor.TryGetFloats(out _) ? null : pair.Quantized?.ToFloats() ?? Floats(pair.Tensor));
        for (int i = 0; i < converted.Count; i++)
        {
            if (_pairs[i].Parameter.Narrow?.TooLarge(Values(i)) is { } value)
                throw new InvalidDataException($"'{source}' doesn't fit '{network}': {_pairs[i].Parameter.TooLarge(value)}.");
        }
        for (int i = 0; i < converted.Count; i++)
        {
            if (_pairs[i].Quantized?.TryCopyTo(_pairs[i].Parameter) != true)
                _pairs[i].Parameter.CopyFrom(Values(i));
        }

        ReadOnlySpan<float> Values(int i) => converted[i] is { } values ? values : _pairs[i].Tensor.TryGetFloats(out ReadOnlySpan<float> floats) ? floats : [];
        return new([.. _pairs.Select(pair => pair.Parameter.Name)], [.. _missing], [.. unused.Select(tensor => tensor.Name)], [.. _different])
        {
            Rounded = [.. _pairs.Select(pair => pair.Parameter.Rounding).OfType<WeightRounding>()],
        };
    }

    private void Differs(string name, FileTensor tensor, string shape, string how)
    {
        _problems.Add($"'{name}' {how}");
        _different.Add(new(name, $"{tensor.DataType} {LayerInfo.Text(tensor.Shape.AsSpan())}", $"F32 {shape}"));
    }

    // PyTorch counts batches in 64-bit integers.
    private static bool IsCount(Parameter parameter) => !parameter.IsTrained && parameter.Shape.Length == 0;

    private static float[] Floats(FileTensor tensor) =>
        TensorTypes.IsInteger(tensor.DataType) ? Array.ConvertAll(tensor.ToInt64s(), value => (float)value) : tensor.ToFloats();

    private string Message(string network, string source, FileTensor[] unused)
    {
        string shown = string.Join("\n  ", _problems.Take(MaxProblemsShown));
        string more = _problems.Count > MaxProblemsShown ? $"\n  and {_problems.Count - MaxProblemsShown} more" : "";
        return $"'{source}' doesn't fit '{network}'; it was saved by another network, or the layers have changed since:\n  {shown}{more}{Cure(unused)}";
    }

    private string Cure(FileTensor[] unused)
    {
        if (_missing.Count == 0 || unused.Length == 0)
            return "";
        string? module = unused.Select(tensor => tensor.Name[..(tensor.Name.IndexOf('.', StringComparison.Ordinal) + 1)]).Distinct().ToArray() is [{ Length: > 0 } only]
            && _missing.TrueForAll(name => unused.Any(tensor => tensor.Name == only + name)) ? only : null;
        return module is null
            ? "\nIf only the names differ, map the file's to the network's with LoadOptions.Prefixes or Rename."
            : $"\nThe names differ by '{Excerpt.Of(module)}': load it with new LoadOptions {{ Prefixes = {{ [\"{Excerpt.Of(module)}\"] = \"\" }} }}.";
    }
}
