using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeepTrainer.Generator.Tests.ElementMethods;

/// <summary>
/// The documentation that the compiler writes beside the library, for sources that see its namespace. Texts are XML in one line; where they refer to a
/// property that is a parameter, given by its id and the parameter's name, they refer to the parameter.
/// </summary>
internal sealed partial class XmlDocumentation(Assembly assembly)
{
    private readonly Dictionary<string, XElement> members = XElement.Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

    /// <summary>The text of a property that many elements have, told once.</summary>
    public static string SameAs(PropertyInfo property) => $"<inheritdoc cref=\"{Reference(IdOf(property))}\" path=\"/summary/node()\"/>";

    public static string IdOf(PropertyInfo property) => $"P:{property.DeclaringType!.FullName}.{property.Name}";

    public string SummaryOf(Type type, IReadOnlyDictionary<string, string> parameters) => Text(Member($"T:{type.FullName}").Element("summary")!, parameters);

    public string SummaryOf(PropertyInfo property, IReadOnlyDictionary<string, string> parameters) =>
        Text(Member(IdOf(property)).Element("summary")!, parameters);

    public string ParameterOf(Type type, string name, IReadOnlyDictionary<string, string> parameters) =>
        Text(Member($"T:{type.FullName}").Elements("param").Single(p => p.Attribute("name")!.Value == name), parameters);

    private XElement Member(string id) => members.GetValueOrDefault(id) ?? throw new InvalidOperationException($"{id} has no documentation.");

    private static string Text(XElement element, IReadOnlyDictionary<string, string> parameters)
    {
        XElement copy = new(element);
        foreach (XElement see in copy.Descendants("see").Where(s => s.Attribute("cref") is not null).ToArray())
        {
            string id = see.Attribute("cref")!.Value;
            if (parameters.TryGetValue(id, out string? name))
                see.ReplaceWith(new XElement("paramref", new XAttribute("name", name)));
            else
                see.SetAttributeValue("cref", Reference(id));
        }
        string text = string.Concat(copy.Nodes().Select(n => n.ToString(SaveOptions.DisableFormatting))).Replace(" />", "/>", StringComparison.Ordinal);
        return Space().Replace(text, " ").Trim();
    }

    // T:DeepTrainer.AdamAttribute → AdamAttribute
    private static string Reference(string id) =>
        id[2..].StartsWith($"{nameof(DeepTrainer)}.", StringComparison.Ordinal) ? id[(2 + nameof(DeepTrainer).Length + 1)..] : id[2..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
