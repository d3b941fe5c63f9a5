using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>Network → the part of it that predicts: [Dense(2), CrossEntropy, Adam] → [Dense(2), CrossEntropy]. Losses say what outputs mean; nothing is computed by them.</summary>
public static class Inference
{
    /// <summary>The same layers, under the network's name still.</summary>
    public static NetworkSpec Of(NetworkSpec network)
    {
        EquatableArray<ElementSpec> elements = network.Elements.Where(e => !Catalogue.All.TryGetValue(e.Kind, out Element? element)
            || element is not (Optimizer or Clipping)).ToEquatableArray();
        HashSet<string> functions = [.. elements.Select(TensorFunctionSpec.KeyOf)];
        return network with
        {
            InferenceOf = network.CodeName,
            Elements = elements,
            Functions = network.Functions.Where(f => functions.Contains(f.Name)).ToEquatableArray(),
            TensorFunctions = network.TensorFunctions.Where(f => functions.Contains(f.Name)).ToEquatableArray(),
            Gradients = false,
            Adjustable = "",
        };
    }
}
