using System.Collections.Immutable;
using System.Reflection;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Generator.Tests.ElementMethods;

/// <summary>
/// Attribute → description, by reflection. Parameters are the constructor's, then the properties of the class itself and of its bases in the order
/// of their declaration, then the names of layers; what must be given stands before what has a default. Options that all elements of a sort have are
/// not among them.
/// </summary>
internal sealed class AttributeDescriber(XmlDocumentation documentation)
{
    private const string Name = nameof(LayerElementAttribute.Name), From = nameof(LayerElementAttribute.From);

    /// <summary>Everything that can be declared, by kind, but for what a function of the user's makes.</summary>
    public IEnumerable<ElementDescription> All() => Catalogue.All.Values
        .Where(e => !e.Options.Any(o => o.NamesFunction)).OrderBy(e => e.Kind, StringComparer.Ordinal).Select(Describe);

    public ElementDescription Describe(Element element)
    {
        Type attribute = typeof(ElementAttribute).Assembly.GetType($"{nameof(DeepTrainer)}.{element.Kind}Attribute")
            ?? throw new InvalidOperationException($"The catalogue has '{element.Kind}', but there is no {element.Kind}Attribute.");
        ConstructorInfo constructor = attribute.GetConstructors().Single();
        ParameterInfo[] arguments = constructor.GetParameters();
        object example = constructor.Invoke(new object?[arguments.Length]);
        PropertyInfo[] properties = [.. Properties(attribute, element)];
        Dictionary<string, string> names = arguments.Select(a => PropertyOf(a, attribute)).Concat(properties)
            .ToDictionary(XmlDocumentation.IdOf, p => Format.Camel(p.Name));

        IEnumerable<ElementParameter> parameters = arguments
            .Select(a => new ElementParameter(
                PropertyOf(a, attribute).Name, CSharp.NameOf(a.ParameterType), a.HasDefaultValue ? CSharp.TextOf(a.DefaultValue) : null,
                documentation.ParameterOf(attribute, a.Name!, names), IsArgument: true))
            .Concat(properties.Select(p => new ElementParameter(
                p.Name, CSharp.NameOf(p.PropertyType), p.Name == From && NeedsSeveralLayers(element) ? null : CSharp.TextOf(p.GetValue(example)),
                p.Name is Name or From ? XmlDocumentation.SameAs(p) : documentation.SummaryOf(p, names), IsArgument: false)));
        return new(element.Kind, documentation.SummaryOf(attribute, names), [.. parameters.OrderBy(p => p.Default is not null)]);
    }

    private static IEnumerable<PropertyInfo> Properties(Type attribute, Element element)
    {
        ImmutableArray<string> common = [.. element.CommonOptions.Select(o => o.Name)];
        List<PropertyInfo> settable = [];
        for (Type type = attribute; type != typeof(ElementAttribute); type = type.BaseType!)
        {
            settable.AddRange(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(p => p.CanWrite && !common.Contains(p.Name)).OrderBy(p => p.MetadataToken));
        }
        string[] last = element is Loss ? [From, Name] : [Name, From];
        return settable.OrderBy(p => Array.IndexOf(last, p.Name));
    }

    // The rule of ElementAttribute: every constructor argument is also a property of the same name.
    private static PropertyInfo PropertyOf(ParameterInfo argument, Type attribute) =>
        attribute.GetProperty(argument.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
        ?? throw new InvalidOperationException($"{attribute.Name} lacks a property for the argument '{argument.Name}' of its constructor.");

    private static bool NeedsSeveralLayers(Element element) => element switch
    {
        Layer layer => !layer.TakesNone && !layer.Takes(inputs: 1),
        Loss loss => loss.Layers > 1,
        _ => false,
    };
}
