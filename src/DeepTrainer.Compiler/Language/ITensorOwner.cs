namespace DeepTrainer.Compiler.Language;

/// <summary>For whom a function of tensors runs: a layer, a loss or an optimizer.</summary>
public interface ITensorOwner
{
    /// <summary>Makes the nodes.</summary>
    GraphBuilder Graph { get; }

    /// <summary>What the function makes is called so.</summary>
    string Name { get; }

    /// <summary>What names of its numbers begin with.</summary>
    string NumbersOf { get; }
}
