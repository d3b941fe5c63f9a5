using System.Text;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Generator.Tests.Reference;

/// <summary>docs/layers.md, and README's table of the same: kinds, options and defaults from the catalogue, words from the attributes' documentation.</summary>
internal sealed class ElementReference(IReadOnlyDictionary<string, AttributeSource> sources)
{
    // What the members of a group have in common stands on the base class of their attributes.
    private static readonly (string Title, string? Base, Func<Element, bool> Has)[] Groups =
    [
        ("Structure", null, e => e is not (Layer or Loss or Optimizer or Clipping)),
        ("Layers", "LayerElementAttribute", e => e is Layer and not (Activation or UserActivation)),
        ("Activations", "LayerElementAttribute", e => e is Activation or UserActivation),
        ("Losses", "LossElementAttribute", e => e is Loss),
        ("Optimizers", null, e => e is Optimizer),
        ("Clipping", null, e => e is Clipping),
    ];

    public static IEnumerable<Element> Elements => Catalogue.All.Values.OrderBy(e => e.Kind, StringComparer.Ordinal);

    /// <summary>The shapes of an element's values; none for what has none, such as optimizers. Those of an elementwise formula follow from it.</summary>
    public string? ShapesOf(Element element) => Source(element).Shapes ?? element switch
    {
        Activation => "x and y alike",
        ElementwiseLoss => "y and target alike",
        _ => null,
    };

    public string? PyTorchOf(Element element) => Source(element).PyTorch;

    public string TextOf(Element element) => Source(element).Text;

    /// <summary>Whether the element has shapes to tell.</summary>
    public static bool HasShapes(Element element) => element is Layer or Loss;

    public string Page()
    {
        StringBuilder page = new("""
            # Layers, losses and optimizers

            Everything that can stand on a network's class. This page is made from the compiler's catalogue and from the attributes'
            documentation. Shapes are those of one sample, without the batch. Options that are required, or called arguments, are the attribute's
            constructor arguments in this order; the others are properties: `[Dense(32, Bias = false)]`.

            """.ReplaceLineEndings("\n"));
        foreach (var (title, common, has) in Groups)
        {
            Element[] elements = [.. Elements.Where(has)];
            page.Append($"\n## {title}\n\n| | PyTorch | shapes |\n|---|---|---|\n");
            foreach (Element element in elements)
                page.Append($"| {Link(element, "")} | {PyTorchOf(element)} | {ShapesOf(element)} |\n");
            if (common is not null)
                AppendCommon(page, common);
            foreach (Element element in elements)
                Append(page, element);
        }
        return page.ToString();
    }

    /// <summary>A row a group, of links to the page.</summary>
    public static string Table()
    {
        StringBuilder table = new("| | |\n|---|---|\n");
        foreach (var (title, _, has) in Groups)
            table.Append($"| {title} | {string.Join(", ", Elements.Where(has).Select(e => Link(e, "docs/layers.md")))} |\n");
        return table.ToString();
    }

    private static string Link(Element element, string page) => $"[{element.Kind}]({page}#{element.Kind.ToLowerInvariant()})";

    private AttributeSource Source(Element element) => sources[element.Kind + "Attribute"];

    private void AppendCommon(StringBuilder page, string name)
    {
        page.Append("\nAll of them have:\n\n| option | |\n|---|---|\n");
        foreach (string property in sources[name].OwnProperties)
            page.Append($"| `{property}` | {sources[name].PropertyText(property)} |\n");
    }

    private void Append(StringBuilder page, Element element)
    {
        AttributeSource source = Source(element);
        page.Append($"\n### {element.Kind}\n\n{source.Text}\n\n");
        if (ShapesOf(element) is { } shapes)
            page.Append($"- Shapes: {shapes}.\n");
        page.Append($"- PyTorch: {PyTorchOf(element)}.\n");
        if (element.Options.IsEmpty)
            return;
        page.Append("\n| option | default | |\n|---|---|---|\n");
        foreach (Option option in element.Options)
            page.Append($"| `{option.Name}` | {DefaultOf(option, source)} | {source.PropertyText(option.Name)} |\n");
    }

    private static string DefaultOf(Option option, AttributeSource source) => option.Default switch
    {
        null => "required",
        { Text: "" } or { Number: int.MinValue } => "none",
        { Flag: { } flag } => flag ? "`true`" : "`false`",
        { } value => $"`{value}`" + (source.IsArgument(option.Name) ? " (argument)" : ""),
    };
}
