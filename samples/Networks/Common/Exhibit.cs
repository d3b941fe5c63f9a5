namespace Samples.Common;

/// <summary>A network that is declared here: what has been published of it, and how it is trained.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Paper">Where it comes from.</param>
/// <param name="Counts">Its numbers of weights.</param>
/// <param name="Data">What it is trained on.</param>
/// <param name="Train">Trains it: shortly, or as long as it takes to become good.</param>
internal sealed record Exhibit(string Name, string Paper, Count[] Counts, string Data, Func<bool, Outcome> Train)
{
    /// <summary>Compares its generated code with the engine; null where that would take long.</summary>
    public Func<string?>? Check { get; init; }
}

/// <summary>A number of weights, declared and published.</summary>
/// <param name="What">What has so many.</param>
/// <param name="Declared">How many the network here has.</param>
/// <param name="Published">How many the source has.</param>
/// <param name="Source">The source, and how it comes to that.</param>
internal sealed record Count(string What, long Declared, long Published, string Source);

/// <summary>What training has changed.</summary>
/// <param name="Measure">What is measured.</param>
/// <param name="Before">Before training.</param>
/// <param name="After">After it.</param>
/// <param name="Limit">What it should reach; below <paramref name="Before"/> where less is better.</param>
internal sealed record Outcome(string Measure, double Before, double After, double Limit)
{
    /// <summary>Whether it has learned what it should.</summary>
    public bool IsLearned => Limit <= Before ? After <= Limit : After >= Limit;
}
