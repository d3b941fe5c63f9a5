using System.Collections.Immutable;
using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>What makes values of the tensors that a function is called with: the generic engine, which records what is done with them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITensorRecorder
{
    /// <summary>Notes a call.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="arguments">Its arguments: tensors, numbers, texts, and arrays of them.</param>
    /// <returns>A tensor, an array of tensors, or a value that is known while building.</returns>
    object? Call(string function, object?[] arguments);

    /// <summary>What a tensor looks like to the function.</summary>
    /// <param name="value">The tensor's <see cref="Tensor.Value"/>.</param>
    ImmutableArray<int> ShapeOf(object value);
}

/// <summary>Where calls on tensors go, on this thread.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorRecording
{
    [ThreadStatic]
    private static ITensorRecorder? current;

    /// <summary>The recorder.</summary>
    /// <exception cref="InvalidOperationException">No network is being built on this thread.</exception>
    public static ITensorRecorder Current => current ?? throw new InvalidOperationException(
        "Functions of tensors run while a network is built: name this one in [Layer], [Loss] or [UpdateRule], or call it through DeepTrainer.Engine's TensorFunctions.Run.");

    /// <summary>Runs something with a recorder.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="recorder">Takes the calls until it has returned.</param>
    /// <param name="run">What to run.</param>
    public static T With<T>(ITensorRecorder recorder, Func<T> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        ITensorRecorder? before = current;
        current = recorder;
        try
        {
            return run();
        }
        finally
        {
            current = before;
        }
    }
}
