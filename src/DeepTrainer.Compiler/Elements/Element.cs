namespace DeepTrainer.Compiler.Elements;

/// <summary>
/// An entry of the catalogue: what an attribute of this kind means. Its options are the attribute's properties; those without
/// a default are constructor arguments.
/// </summary>
public abstract class Element(string kind, params Option[] options)
{
    /// <summary>The attribute's name without "Attribute".</summary>
    public string Kind => kind;

    public ImmutableArray<Option> Options { get; } = [.. options];

    /// <summary>The options that all elements of its sort have.</summary>
    public virtual ImmutableArray<Option> CommonOptions => [];

    /// <summary>What one without a name is named after, with its number.</summary>
    public virtual string NameOf(ElementSpec element) => kind;

    /// <summary>How a summary shows it: <c>Dense(32, Bias = false)</c>, without what has its default.</summary>
    public string Describe(ElementSpec spec)
    {
        string arguments = string.Join(", ", Options.Concat(CommonOptions)
            .Select(option => (option, Value: option.ValueIn(spec)))
            .Where(o => o.Value is not null && !o.Value.Equals(o.option.Default))
            .Select(o => o.option.Default is null ? o.Value!.ToString() : $"{o.option.Name} = {o.Value}"));
        return arguments.Length == 0 ? kind : $"{kind}({arguments})";
    }
}

/// <summary>An argument an element takes: its property's name and its default, none if it must be given.</summary>
public sealed record Option(string Name, ArgumentValue? Default = null)
{
    /// <summary>Whether ±∞ means something.</summary>
    public bool MayBeInfinite { get; init; }

    /// <summary>Whether it is the name of a method of the user's.</summary>
    public bool NamesFunction { get; init; }

    /// <summary>Whether it is the name of a layer or input above, whose value is taken beside those in From.</summary>
    public bool NamesLayer { get; init; }

    /// <summary>What the spec says, else the default.</summary>
    public ArgumentValue? ValueIn(ElementSpec spec)
    {
        foreach (Argument argument in spec.Arguments)
        {
            if (argument.Name == Name)
                return argument.Value;
        }
        return Default;
    }
}
