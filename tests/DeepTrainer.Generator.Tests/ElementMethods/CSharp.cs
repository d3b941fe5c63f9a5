using System.Globalization;
using DeepTrainer.Compiler.Spec;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Generator.Tests.ElementMethods;

/// <summary>Types and values of options as C# spells them.</summary>
internal static class CSharp
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
    };

    public static string NameOf(Type type) => type.IsArray ? NameOf(type.GetElementType()!) + "[]" : Keywords.GetValueOrDefault(type, type.Name);

    public static string TextOf(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        Enum member => $"{member.GetType().Name}.{member}",
        int.MinValue => "int.MinValue",
        int number => number.ToString(CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) => TextOf(number),
        Array { Length: 0 } => "[]",
        _ => throw new NotSupportedException($"The default {value} of type {value.GetType().Name} has no spelling as a constant; add it here."),
    };

    // 1E-05 → 1e-5
    private static string TextOf(double number)
    {
        string[] parts = Format.Number(number).Split('E');
        return parts.Length == 1 ? parts[0] : $"{parts[0]}e{int.Parse(parts[1], CultureInfo.InvariantCulture)}";
    }
}
