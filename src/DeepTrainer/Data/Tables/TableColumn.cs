using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What a column of a table is, and what becomes of it. Columns of which nothing is said are numbers or one-hot texts, as their values are.</summary>
public sealed class TableColumn
{
    private TableColumn(string name, TableColumnKind kind, Missing? missing = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Kind, Missing) = (name, kind, missing);
    }

    /// <summary>The column's name in the header.</summary>
    public string Name { get; }

    internal TableColumnKind Kind { get; }

    /// <summary>Null for what the options say of all columns.</summary>
    internal Missing? Missing { get; }

    internal bool? Standardize { get; private init; }

    internal bool AllowsUnknown { get; private init; }

    internal ImmutableArray<string> ClassNames { get; private init; } = [];

    internal bool IsTarget => Kind is TableColumnKind.Label or TableColumnKind.Target;

    /// <summary>Numbers: one input.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="missing">What becomes of missing values; null for <see cref="TableOptions.Missing"/>.</param>
    /// <param name="standardize">Whether they get mean 0 and variance 1; null for <see cref="TableOptions.Standardize"/>.</param>
    /// <exception cref="ArgumentException">The policy is one for texts.</exception>
    public static TableColumn Number(string name, Missing? missing = null, bool? standardize = null) =>
        new(name, TableColumnKind.Number, Checked(missing, isText: false, name)) { Standardize = standardize };

    /// <summary>Texts, or numbers that stand for categories: an input for each that there is, which is 1 where it stands and 0 elsewhere.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="missing">What becomes of missing values; null for <see cref="TableOptions.Missing"/>.</param>
    /// <param name="allowUnknown">Whether a text that the schema doesn't know makes all inputs 0; otherwise it is an error.</param>
    /// <exception cref="ArgumentException">The policy is one for numbers.</exception>
    public static TableColumn OneHot(string name, Missing? missing = null, bool allowUnknown = false) =>
        new(name, TableColumnKind.OneHot, Checked(missing, isText: true, name)) { AllowsUnknown = allowUnknown };

    /// <summary>Texts of which there are many: one input, the text's place in a dictionary, for an embedding. Such inputs stand behind all others.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="missing">What becomes of missing values; null for <see cref="TableOptions.Missing"/>.</param>
    /// <param name="allowUnknown">Whether a text that the schema doesn't know becomes 0, a place that no other text has then; otherwise it is an error.</param>
    /// <exception cref="ArgumentException">The policy is one for numbers.</exception>
    public static TableColumn Index(string name, Missing? missing = null, bool allowUnknown = false) =>
        new(name, TableColumnKind.Index, Checked(missing, isText: true, name)) { AllowsUnknown = allowUnknown };

    /// <summary>What is passed over: dates, names, numbers of customers.</summary>
    /// <param name="name">The column's name.</param>
    public static TableColumn Skip(string name) => new(name, TableColumnKind.Skip);

    /// <summary>
    /// The class that is to be learned: a whole number or a text, as <see cref="CsvOptions.ClassNames"/> describes. As the only target it is a label, beside
    /// others its number is a target value.
    /// </summary>
    /// <param name="name">The column's name.</param>
    /// <param name="classNames">The classes in the order of their numbers; without them those of the rows that the schema is fitted to.</param>
    /// <param name="missing"><see cref="Missing.Error"/>, which is the default, or <see cref="Missing.DropRow"/>.</param>
    /// <exception cref="ArgumentException">The policy is one for inputs, or a class is named twice.</exception>
    public static TableColumn Label(string name, ImmutableArray<string> classNames = default, Missing? missing = null)
    {
        if (!classNames.IsDefaultOrEmpty)
            Dataset.CheckClassNames(classNames, nameof(classNames));
        return new(name, TableColumnKind.Label, OfTarget(missing, name)) { ClassNames = classNames.IsDefault ? [] : classNames };
    }

    /// <summary>A quantity that is to be learned. Several make as many target values a sample, in the order in which they are declared.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="missing"><see cref="Missing.Error"/>, which is the default, or <see cref="Missing.DropRow"/>.</param>
    /// <exception cref="ArgumentException">The policy is one for inputs.</exception>
    public static TableColumn Target(string name, Missing? missing = null) => new(name, TableColumnKind.Target, OfTarget(missing, name));

    // Whether it can be said of such a column.
    internal static bool Fits(Missing missing, bool isText) => missing.Kind switch
    {
        MissingKind.Mean or MissingKind.Median or MissingKind.Number => !isText,
        MissingKind.Category or MissingKind.Text => isText,
        _ => true,
    };

    private static Missing? Checked(Missing? missing, bool isText, string name) => missing is null || Fits(missing, isText) ? missing
        : throw new ArgumentException($"'{name}' can't have Missing.{missing}, which is for {(isText ? "numbers" : "texts")}.", nameof(missing));

    private static Missing OfTarget(Missing? missing, string name)
    {
        missing ??= Missing.Error;
        return missing.Kind is MissingKind.Error or MissingKind.DropRow ? missing : throw new ArgumentException(
            $"'{name}' is to be learned, so a missing value can't be made up; it is an error, or Missing.DropRow leaves its row out.", nameof(missing));
    }
}

/// <summary>What a column can be.</summary>
internal enum TableColumnKind
{
    Skip,
    Number,
    OneHot,
    Index,
    Label,
    Target,
}
