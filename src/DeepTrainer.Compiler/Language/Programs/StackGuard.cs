using System.Runtime.CompilerServices;

namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>The stack of the compiler that runs users' functions: overflowing it would end the compiler, and the editor with it.</summary>
public static class StackGuard
{
    /// <summary>Makes a mistake of the user's of what is nested deeper than the stack allows.</summary>
    /// <exception cref="TensorException">There is no room for another call.</exception>
    public static void Check()
    {
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException)
        {
            throw new TensorException("it is nested too deeply; use variables for parts of it");
        }
    }
}
