namespace DeepTrainer;

/// <summary>How precision, recall and F1 of the classes become one number.</summary>
public enum Averaging
{
    /// <summary>That of one class, the positive one; all others are negative.</summary>
    Binary,

    /// <summary>The mean over the classes; those that neither occur nor are predicted are left out.</summary>
    Macro,

    /// <summary>Of the numbers of all classes together. With one class a row it is the accuracy.</summary>
    Micro,

    /// <summary>The mean over the classes, weighted by how many rows belong to each.</summary>
    Weighted,
}
