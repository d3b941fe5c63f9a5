namespace DeepTrainer.Onnx.Emitting;

/// <summary>A line of the network's method.</summary>
/// <param name="Variables">What it declares: one, or the parts of a tuple.</param>
/// <param name="Expression">What that is.</param>
/// <param name="Comment">Types and shapes.</param>
internal sealed record Line(IReadOnlyList<string> Variables, string Expression, string Comment)
{
    /// <summary>The names that stand in the expression.</summary>
    public IReadOnlySet<string> Uses { get; } = Tokens(Expression);

    /// <summary>The line as C#; parts of a tuple that nobody needs are discarded.</summary>
    public string Text(IReadOnlySet<string> needed)
    {
        string declared = Variables.Count == 1 ? $"Tensor {Variables[0]}"
            : $"({string.Join(", ", Variables.Select(v => needed.Contains(v) ? $"Tensor {v}" : "_"))})";
        return $"{declared} = {Expression};{(Comment.Length > 0 ? " // " + Comment : "")}";
    }

    public static IReadOnlySet<string> Tokens(string code)
    {
        HashSet<string> tokens = [];
        bool isQuoted = false;
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i] == '"')
                isQuoted = !isQuoted;
            if (isQuoted || !(char.IsAsciiLetter(code[i]) || code[i] == '_') || (i > 0 && (char.IsAsciiLetterOrDigit(code[i - 1]) || code[i - 1] == '.')))
                continue;
            int start = i;
            while (i + 1 < code.Length && (char.IsAsciiLetterOrDigit(code[i + 1]) || code[i + 1] == '_'))
                i++;
            tokens.Add(code[start..(i + 1)]);
        }
        return tokens;
    }
}
