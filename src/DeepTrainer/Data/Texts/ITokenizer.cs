namespace DeepTrainer;

/// <summary>Turns texts into numbers of a vocabulary and back: <see cref="CharacterTokenizer"/>, or <c>TextTokenizer</c> of the package <c>DeepTrainer.Text</c>.</summary>
public interface ITokenizer
{
    /// <summary>The size of the vocabulary: numbers are from 0 to it, exclusively. It is the rows of the network's <c>[Embedding]</c>.</summary>
    int Size { get; }

    /// <summary>The numbers of a text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The vocabulary hasn't what is in the text, nor a number for what is unknown.</exception>
    IReadOnlyList<int> Encode(string text);

    /// <summary>The text of numbers.</summary>
    /// <param name="tokens">The numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is none of the vocabulary.</exception>
    string Decode(IEnumerable<int> tokens);
}
