namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>One file of reference values: "losses/mse".</summary>
public sealed class GoldenFile(string name)
{
    private readonly TensorFile file = TensorFile.Read(Path.Combine(AppContext.BaseDirectory, "Golden", "data", name + ".safetensors"));

    public IEnumerable<string> Names => file.Tensors.Keys;

    public bool Has(string tensor) => file.Tensors.ContainsKey(tensor);

    /// <summary>The numbers, whole ones as floats: an embedding's input is given so.</summary>
    public float[] Floats(string tensor) => AreLabels(tensor) ? [.. Labels(tensor)] : file[tensor].ToFloats();

    public int[] Labels(string tensor) => [.. file[tensor].ToInt64s().Select(label => (int)label)];

    public bool AreLabels(string tensor) => file[tensor].DataType == "I64";

    public IReadOnlyList<int> Shape(string tensor) => file[tensor].Shape;
}
