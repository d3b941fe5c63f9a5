using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Generator.Tests.ElementMethods;

/// <summary>An argument or option of an element, as a parameter of a method.</summary>
/// <param name="Property">The attribute's property.</param>
/// <param name="Type">Its type in C#, such as <c>int[]</c>.</param>
/// <param name="Default">Its default in C#, such as <c>1e-5</c>; null if it must be given.</param>
/// <param name="Text">Its documentation, as XML.</param>
/// <param name="IsArgument">Whether the attribute's constructor takes it.</param>
internal sealed record ElementParameter(string Property, string Type, string? Default, string Text, bool IsArgument)
{
    // No constant is an array: an empty one is passed as null.
    private const string NoElements = "[]";

    public string Name { get; } = Format.Camel(Property);

    /// <summary>How a method declares it: <c>int[]? strides = null</c>.</summary>
    public string Declaration => Default switch
    {
        null => $"{Type} {Name}",
        NoElements or "null" => $"{Type}? {Name} = null",
        _ => $"{Type} {Name} = {Default}",
    };

    /// <summary>The property's value in the method: <c>strides ?? []</c>.</summary>
    public string Value => Default == NoElements ? $"{Name} ?? {NoElements}" : Name;
}
