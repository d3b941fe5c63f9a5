namespace DeepTrainer.Compiler.Problems;

/// <summary>A user's mistake, as a value: what is wrong, at which element, in the words of its kind.</summary>
/// <param name="Kind">Which mistake.</param>
/// <param name="Element">The index of the element (attribute) concerned; <see cref="TheClass"/> for the class as a whole.</param>
/// <param name="Argument">The argument concerned, by its property's name; none for the whole attribute.</param>
/// <param name="Values">What fills the message's places.</param>
public sealed record Problem(ProblemKind Kind, int Element, string? Argument, EquatableArray<string> Values)
{
    public const int TheClass = -1;

    /// <summary>The place in a user's function of tensors, by its number; none if it is no such place.</summary>
    public int? Place { get; init; }

    public string Message => string.Format(System.Globalization.CultureInfo.InvariantCulture, Kind.Message, [.. Values]);

    public override string ToString() => $"{Kind.Id}: {Message}";
}

/// <summary>How bad it is: an error stops generation.</summary>
public enum ProblemSeverity
{
    Info,
    Warning,
    Error,
}

/// <summary>A kind of mistake: its id, its words, and how to mend it.</summary>
/// <param name="Id">"DT0101".</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">A few words for lists.</param>
/// <param name="Message">A sentence with places {0}, {1}, … that says what, where and how to mend it.</param>
/// <param name="Help">Why it is a mistake and what to write instead, for the documentation.</param>
public sealed record ProblemKind(string Id, ProblemSeverity Severity, string Title, string Message, string Help);
