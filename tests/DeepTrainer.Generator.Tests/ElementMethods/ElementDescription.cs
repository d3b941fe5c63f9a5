using System.Collections.Immutable;

namespace DeepTrainer.Generator.Tests.ElementMethods;

/// <summary>An element's attribute, as methods are made from it.</summary>
/// <param name="Kind">The attribute's name without "Attribute".</param>
/// <param name="Summary">Its documentation, as XML.</param>
/// <param name="Parameters">In the order of a method's: those that must be given first.</param>
internal sealed record ElementDescription(string Kind, string Summary, ImmutableArray<ElementParameter> Parameters);
