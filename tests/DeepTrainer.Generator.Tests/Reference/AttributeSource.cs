using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepTrainer.Compiler;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Tests.Reference;

/// <summary>
/// An attribute as its source documents it, in Markdown. Two sentences of its summary or remarks are kept apart: "Shapes: …." and
/// "PyTorch: ….", which says "none" where PyTorch has nothing of the kind.
/// </summary>
internal sealed partial class AttributeSource
{
    private readonly ClassDeclarationSyntax syntax;
    private readonly AttributeSource? inherited;
    private readonly Dictionary<string, string> parameters;

    private AttributeSource(ClassDeclarationSyntax syntax, AttributeSource? inherited)
    {
        this.syntax = syntax;
        this.inherited = inherited;
        XElement documentation = Documentation(syntax);
        parameters = documentation.Elements("param").ToDictionary(p => p.Attribute("name")!.Value, Markdown, StringComparer.OrdinalIgnoreCase);
        string text = string.Join(" ", new[] { "summary", "remarks" }.SelectMany(part => documentation.Elements(part)).Select(Markdown));
        Shapes = Take(ShapesSentence(), ref text);
        PyTorch = Take(PyTorchSentence(), ref text);
        Text = text;
    }

    /// <summary>What it does: the formula, the paper, without the two sentences.</summary>
    public string Text { get; }

    public string? Shapes { get; }

    public string? PyTorch { get; }

    /// <summary>The properties that are declared in this very class, in order.</summary>
    public IEnumerable<string> OwnProperties => syntax.Members.OfType<PropertyDeclarationSyntax>().Select(p => p.Identifier.Text);

    /// <summary>Reads all classes of a folder.</summary>
    public static IReadOnlyDictionary<string, AttributeSource> ReadAll(string folder)
    {
        Dictionary<string, ClassDeclarationSyntax> classes = Directory.EnumerateFiles(folder, "*Attribute.cs", SearchOption.AllDirectories)
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            .ToDictionary(c => c.Identifier.Text);
        Dictionary<string, AttributeSource> read = [];
        return classes.Keys.ToDictionary(name => name, name => Read(name)!);

        AttributeSource? Read(string name)
        {
            if (!classes.TryGetValue(name, out ClassDeclarationSyntax? syntax))
                return null;
            if (!read.TryGetValue(name, out AttributeSource? known))
                read[name] = known = new(syntax, syntax.BaseList is { } bases ? Read(BaseName(bases.Types[0].Type)) : null);
            return known;
        }
    }

    /// <summary>What an option's documentation says: the constructor's parameter, which may know more than a common base class, or the property.</summary>
    public string PropertyText(string name) =>
        parameters.TryGetValue(name, out string? parameter) ? parameter
        : syntax.Members.OfType<PropertyDeclarationSyntax>().FirstOrDefault(p => p.Identifier.Text == name) is { } property
            ? Markdown(Documentation(property).Element("summary")!)
        : inherited?.PropertyText(name) ?? throw new InvalidOperationException($"{syntax.Identifier.Text} has no property {name}.");

    /// <summary>Whether the attribute's constructor takes it.</summary>
    public bool IsArgument(string property) =>
        syntax.ParameterList?.Parameters.Any(p => p.Identifier.Text.Equals(property, StringComparison.OrdinalIgnoreCase)) == true;

    private static string BaseName(TypeSyntax type) => type.ToString().Split('(')[0];

    private static XElement Documentation(SyntaxNode node)
    {
        IEnumerable<string> lines = node.GetLeadingTrivia().ToFullString().Split('\n')
            .Select(l => l.Trim()).Where(l => l.StartsWith("///", StringComparison.Ordinal)).Select(l => l[3..]);
        return XElement.Parse($"<doc>{string.Join("\n", lines)}</doc>");
    }

    private static string? Take(Regex sentence, ref string text)
    {
        Match match = sentence.Match(text);
        if (!match.Success)
            return null;
        text = Space().Replace(text.Remove(match.Index, match.Length), " ").Trim();
        return match.Groups[1].Value;
    }

    private static string Markdown(XElement element) => Space().Replace(string.Concat(element.Nodes().Select(Markdown)), " ").Trim();

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value.Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal),
        XElement { Name.LocalName: "see" } see => Reference(see.Attribute("cref")!.Value),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement paragraph => Markdown(paragraph) + " ",
        _ => "",
    };

    private static string Reference(string cref)
    {
        string name = cref.Split('(')[0], kind = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : "";
        return Catalogue.All.ContainsKey(kind) ? $"[`{kind}`](#{kind.ToLowerInvariant()})"
            : $"`{name.Split('.')[^1]}`";
    }

    [GeneratedRegex(@"Shapes: (.+?)\.(?= |$)")]
    private static partial Regex ShapesSentence();

    [GeneratedRegex(@"PyTorch: (.+?)\.(?= |$)")]
    private static partial Regex PyTorchSentence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
