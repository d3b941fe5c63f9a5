namespace DeepTrainer.Compiler.Spec;

/// <summary>Several blocks closed as one, the last opened first.</summary>
internal sealed class OpenBlocks(Stack<IDisposable> open) : IDisposable
{
    public void Dispose()
    {
        while (open.Count > 0)
            open.Pop().Dispose();
    }
}
