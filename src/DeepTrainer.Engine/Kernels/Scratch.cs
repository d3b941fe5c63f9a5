namespace DeepTrainer.Engine.Kernels;

/// <summary>Working memory that the kernels of one executor share, since they run one after another.</summary>
internal sealed class Scratch<T>
{
    private T[] data = [];

    public void Reserve(int length)
    {
        if (length > data.Length)
            data = new T[length];
    }

    public Span<T> Slice(int start, int length) => data.AsSpan(start, length);
}
