using System.Globalization;
using System.Reflection;
using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Engine.Declarations;

/// <summary>Attribute → element of a declaration: the kind is the type's name without "Attribute", its properties are the arguments.</summary>
internal static class AttributeReader
{
    private static readonly string[] NotArguments = [nameof(LayerElementAttribute.Name), nameof(LayerElementAttribute.From), nameof(Attribute.TypeId)];

    public static ElementSpec Read(ElementAttribute attribute)
    {
        Type type = attribute.GetType();
        return new(
            type.Name[..^nameof(Attribute).Length],
            Text(attribute, nameof(LayerElementAttribute.Name)),
            (Text(attribute, nameof(LayerElementAttribute.From)) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToEquatableArray(),
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => !NotArguments.Contains(p.Name))
                .Select(p => new Argument(p.Name, ValueOf(p.GetValue(attribute))))
                .ToEquatableArray());
    }

    /// <summary>A class as C# calls it.</summary>
    public static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string? Text(ElementAttribute attribute, string property) => attribute.GetType().GetProperty(property)?.GetValue(attribute) as string;

    private static ArgumentValue ValueOf(object? value) => value switch
    {
        bool flag => flag,
        string text => text,
        Enum member => member.ToString(),
        Type type => NameOf(type),
        null => "",
        double[] numbers => string.Join(", ", numbers.Select(n => new ArgumentValue(n, null, null))),
        int[] extents => string.Join(", ", extents.Select(e => e.ToString(CultureInfo.InvariantCulture))),
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"An attribute's property can't be {value.GetType().Name}."),
    };
}
