namespace DeepTrainer;

/// <summary>Whether the code of a layer is written out multiplication by multiplication or as loops.</summary>
public enum Unroll
{
    /// <summary>Layers small enough to gain from it are written out; the others are loops. The default.</summary>
    Auto,

    /// <summary>Every layer is a loop: the smallest code.</summary>
    Never,

    /// <summary>Every layer is written out, whatever its size. Large layers become slower and take long to build.</summary>
    Always,
}
