namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>One file of reference values: "losses/mse".</summary>
/// <param name="name">The file.</param>
/// <param name="layer">A layer that the file calls otherwise.</param>
/// <param name="stored">What the file calls it: "blocks.0", which is no layer's name here.</param>
public sealed class GoldenFile(string name, string layer = "", string stored = "")
{
    private readonly TensorFile file = TensorFile.Read(Path.Combine(AppContext.BaseDirectory, "Golden", "data", name + ".safetensors"));

    public IEnumerable<string> Names => file.Tensors.Keys;

    public bool Has(string tensor) => file.Tensors.ContainsKey(Stored(tensor));

    /// <summary>The numbers, whole ones as floats: an embedding's input is given so.</summary>
    public float[] Floats(string tensor) => AreLabels(tensor) ? [.. Labels(tensor)] : file[Stored(tensor)].ToFloats();

    public int[] Labels(string tensor) => [.. file[Stored(tensor)].ToInt64s().Select(label => (int)label)];

    public bool AreLabels(string tensor) => file[Stored(tensor)].DataType == "I64";

    public IReadOnlyList<int> Shape(string tensor) => file[Stored(tensor)].Shape;

    private string Stored(string tensor) => layer.Length == 0 ? tensor : tensor.Replace($".{layer}.", $".{stored}.", StringComparison.Ordinal);
}
