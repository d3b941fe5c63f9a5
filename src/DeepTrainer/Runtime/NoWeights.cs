using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>What a network has before its weights are loaded, if it draws none.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NoWeights
{
    /// <summary>Makes all values NaN, so that predictions are NaN too: zeros could be taken for weights. Counts stay 0.</summary>
    /// <param name="parameters">The network's parameters.</param>
    public static void Fill(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter parameter in parameters)
        {
            if (!parameter.IsTrained && parameter.Shape.IsEmpty)
                continue;
            float[] values = new float[parameter.Length];
            Array.Fill(values, float.NaN);
            parameter.CopyFrom(values);
        }
    }
}
