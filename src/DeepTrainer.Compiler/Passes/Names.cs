using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;

namespace DeepTrainer.Compiler.Passes;

/// <summary>Declaration → what its elements are called: by their Name, or by kind and number.</summary>
internal static class Names
{
    /// <summary>What an input without a Name is called.</summary>
    public const string Input = "input";

    /// <summary>Inputs and layers in order.</summary>
    public static ImmutableArray<(int Element, string Name)> OfData(NetworkSpec spec) =>
        [.. OfInputs(spec).Concat(OfLayers(spec)).OrderBy(e => e.Element)];

    public static ImmutableArray<(int Element, string Name)> OfInputs(NetworkSpec spec) =>
        [.. Indices<Input>(spec).Select(i => (i, spec.Elements[i].Name ?? Input))];

    public static ImmutableArray<(int Element, string Name)> OfLayers(NetworkSpec spec) =>
        Numbered(spec, Indices<Layer>(spec));

    /// <summary>What layers give beside their outputs: "lstm1.h" of 'lstm1'.</summary>
    public static ImmutableArray<(int Element, string Layer, string Name)> OfResults(NetworkSpec spec) =>
    [
        .. OfLayers(spec).SelectMany(l => ((Layer)Catalogue.All[spec.Elements[l.Element].Kind]).ResultsOf(spec, spec.Elements[l.Element])
            .Select(result => (l.Element, l.Name, $"{l.Name}.{result}"))),
    ];

    /// <summary>The layers that options name, beside those in From.</summary>
    public static ImmutableArray<(Option Option, string Name)> InOptionsOf(ElementSpec element) =>
        [.. Naming(Catalogue.All[element.Kind]).Select(o => (o, o.ValueIn(element)!.Text!.Trim())).Where(o => o.Item2.Length > 0)];

    /// <summary>The options of an element that name layers.</summary>
    public static IEnumerable<Option> Naming(Element element) => element.Options.Concat(element.CommonOptions).Where(o => o.NamesLayer);

    /// <summary>The declaration as its elements see it. Every one of them asks.</summary>
    public static Declaration DeclarationOf(NetworkSpec spec) => Declarations.GetValue(
        spec, s => new(s, Catalogue.All) { Layers = [.. OfLayers(s).Select(l => l.Name)], Taken = TakenIn(s) });

    private static readonly ConditionalWeakTable<NetworkSpec, Declaration> Declarations = new();

    private static HashSet<string> TakenIn(NetworkSpec spec) =>
    [
        .. spec.Elements.SelectMany(e => e.From.Concat(InOptionsOf(e).Select(o => o.Name)).Concat(Catalogue.All[e.Kind] is Output ? Output.LayersOf(e) : [])),
    ];

    public static ImmutableArray<(int Element, string Name)> OfLosses(NetworkSpec spec) =>
        Numbered(spec, Indices<Loss>(spec));

    /// <summary>The layers (or inputs) that a prediction consists of.</summary>
    public static ImmutableArray<string> OfOutputs(NetworkSpec spec)
    {
        foreach (int output in Indices<Output>(spec))
            return Output.LayersOf(spec.Elements[output]);
        ImmutableArray<(int Element, string Name)> losses = OfLosses(spec);
        return losses.Length > 1
            ? [.. losses.SelectMany(l => Objective.JudgedBy(spec, l.Element)).Distinct()]
            : [OfLayers(spec).Last().Name];
    }

    /// <summary>Where elements of a kind stand.</summary>
    public static ImmutableArray<int> Indices<T>(NetworkSpec spec)
        where T : Element => [.. Enumerable.Range(0, spec.Elements.Count).Where(i => Catalogue.All[spec.Elements[i].Kind] is T)];

    private static ImmutableArray<(int Element, string Name)> Numbered(NetworkSpec spec, ImmutableArray<int> elements)
    {
        Dictionary<string, int> counts = [];
        List<(int, string)> names = [];
        foreach (int i in elements)
        {
            ElementSpec element = spec.Elements[i];
            if (element.IsRepeated)
            {
                names.Add((i, element.Name!));
                continue;
            }
            string kind = Catalogue.All[element.Kind].NameOf(element);
            counts[kind] = counts.TryGetValue(kind, out int n) ? n + 1 : 1;
            names.Add((i, element.Name ?? Format.Camel(kind) + Format.Integer(counts[kind])));
        }
        return [.. names];
    }
}
