namespace DeepTrainer;

/// <summary>What is known about rows of scores.</summary>
/// <param name="Scores">What the scores are.</param>
/// <param name="Labels">
/// How many independent labels there are, each with rows of one score of its own; 1 where a row's score or scores tell all there is.
/// </param>
/// <param name="Neighbours">How many rows of one label come before those of the next.</param>
internal readonly record struct RowForm(ScoreKind Scores, int Labels = 1, int Neighbours = 1)
{
    /// <summary>Nothing is known.</summary>
    public static RowForm Unknown => new(ScoreKind.Logits);

    /// <summary>To which label a row belongs.</summary>
    public int LabelOf(long row) => (int)(row / Neighbours % Labels);
}
