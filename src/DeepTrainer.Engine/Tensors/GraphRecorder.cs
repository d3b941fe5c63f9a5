using System.Collections.Immutable;
using DeepTrainer.Compiler.Language;
using DeepTrainer.Compiler.Language.Library;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Tensors;

/// <summary>Makes nodes of the calls on tensors.</summary>
internal sealed class GraphRecorder(TensorScope scope) : ITensorRecorder
{
    /// <summary>What the library threw that is no mistake of the user's.</summary>
    public Exception? Fault { get; private set; }

    public object? Call(string function, object?[] arguments)
    {
        try
        {
            return Outside(TensorLibrary.Call(scope, function, [.. arguments.Select(Inside)]));
        }
        catch (Exception e) when (e is not TensorException)
        {
            Fault = e;
            throw;
        }
    }

    public ImmutableArray<int> ShapeOf(object value) => scope.ShapeOf((Node)value);

    /// <summary>What the library takes for a value of the user's.</summary>
    public static object? Inside(object? value) => value switch
    {
        Tensor tensor => tensor.Value,
        TensorSlice { Index: { } index } => new TensorIndex(index.Value, index.IsFromEnd),
        TensorSlice { Range: var range } => new TensorRange(new(range.Start.Value, range.Start.IsFromEnd), new(range.End.Value, range.End.IsFromEnd)),
        string => value,
        System.Collections.IEnumerable items => items.Cast<object?>().Select(Inside).ToArray(),
        _ => value,
    };

    /// <summary>What the user is given for a value of the library's.</summary>
    public static object? Outside(object? value) => value switch
    {
        Node node => new Tensor(node),
        object?[] nodes => nodes.Select(n => new Tensor(n!)).ToArray(),
        _ => value,
    };
}
