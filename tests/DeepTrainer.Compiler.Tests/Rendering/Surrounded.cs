namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Memory between other memory that nobody may write to.</summary>
internal sealed class Surrounded
{
    // Two of the longest vectors on each side.
    private const int Around = 32;
    private const float Untouched = 7;

    private readonly float[] memory;

    public Surrounded(int size)
    {
        memory = new float[size + (2 * Around)];
        memory.AsSpan(0, Around).Fill(Untouched);
        memory.AsSpan(memory.Length - Around).Fill(Untouched);
    }

    public Span<float> Floats => memory.AsSpan(Around, memory.Length - (2 * Around));

    /// <summary>Fails if something around it was written.</summary>
    public float[] Checked()
    {
        Assert.All(memory[..Around].Concat(memory[^Around..]), value => Assert.Equal(Untouched, value));
        return Floats.ToArray();
    }
}
