using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>
/// A function of the network's class as the generator read it. It stands on the generated part of the class, so that the generic
/// engine can run the same declaration.
/// </summary>
/// <param name="name">The method's name.</param>
/// <param name="text">Its parameters and assignments: <c>x => y = x + sin(x) * sin(x)</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CompiledFunctionAttribute(string name, string text) : Attribute
{
    /// <summary>The method's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its parameters and assignments.</summary>
    public string Text { get; } = text;

    /// <summary>Those of its parameters that are trained: <c>a = 1 for Channel</c>.</summary>
    public string Trained { get; set; } = "";
}
