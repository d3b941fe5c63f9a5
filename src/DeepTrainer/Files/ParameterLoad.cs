namespace DeepTrainer;

/// <summary>Matches a file's tensors with a network's parameters: all of them fit and are copied, or nothing is changed.</summary>
internal sealed class ParameterLoad(TensorFile file)
{
    private const int MaxProblemsShown = 20;

    private readonly List<(Parameter Parameter, Tensor Tensor)> _pairs = [];
    private readonly HashSet<string> _expected = [];
    private readonly List<string> _problems = [];

    public void Expect(IReadOnlyList<Parameter> parameters, string prefix)
    {
        foreach (Parameter parameter in parameters)
        {
            string name = prefix + parameter.Name;
            string shape = LayerInfo.Text(parameter.Shape.AsSpan());
            _expected.Add(name);
            if (!file.Tensors.TryGetValue(name, out Tensor? tensor))
                _problems.Add($"'{name}' {shape} is missing");
            else if (!tensor.Shape.AsSpan().SequenceEqual(parameter.Shape.AsSpan()))
                _problems.Add($"'{name}' is {LayerInfo.Text(tensor.Shape.AsSpan())} but should be {shape}");
            else if (!TensorTypes.IsFloat(tensor.DataType) && !(IsCount(parameter) && TensorTypes.IsInteger(tensor.DataType)))
                _problems.Add($"'{name}' holds {tensor.DataType} but should hold F32");
            else
                _pairs.Add((parameter, tensor));
        }
    }

    public void Commit(Predicate<string> mayIgnore, string network, string source)
    {
        foreach (Tensor tensor in file.Tensors.Values)
        {
            if (!_expected.Contains(tensor.Name) && !mayIgnore(tensor.Name))
                _problems.Add($"{tensor} is unknown to the network");
        }
        if (_problems.Count > 0)
            throw new InvalidDataException(Message(network, source));
        // All arrays first: memory may run out, and that too must leave the network as it was.
        List<float[]> values = _pairs.ConvertAll(pair => Floats(pair.Tensor));
        for (int i = 0; i < values.Count; i++)
            _pairs[i].Parameter.CopyFrom(values[i]);
    }

    // PyTorch counts batches in 64-bit integers.
    private static bool IsCount(Parameter parameter) => !parameter.IsTrained && parameter.Shape.Length == 0;

    private static float[] Floats(Tensor tensor) =>
        TensorTypes.IsInteger(tensor.DataType) ? Array.ConvertAll(tensor.ToInt64s(), value => (float)value) : tensor.ToFloats();

    private string Message(string network, string source)
    {
        string shown = string.Join("\n  ", _problems.Take(MaxProblemsShown));
        string more = _problems.Count > MaxProblemsShown ? $"\n  and {_problems.Count - MaxProblemsShown} more" : "";
        return $"'{source}' doesn't fit '{network}'; it was saved by another network, or the layers have changed since:\n  {shown}{more}";
    }
}
