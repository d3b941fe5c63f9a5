using DeepTrainer.Compiler.Layers;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>[Repeat(2, 1), Dense(8), Relu] → a question whether Relu was to be repeated, too: only who sees the brackets can ask it.</summary>
internal static class RepeatBrackets
{
    public static IEnumerable<LocatedProblem> Check(ImmutableArray<ReadElement> elements)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (!Is<Repeat>(elements[i]) || Repeat.Layers.ValueIn(elements[i].Spec) is not { Number: > 0 and double counted } || List(elements[i]) is not { } list
                || list.Attributes[0] != Syntax(elements[i]))
                continue;
            int[] together = [.. Enumerable.Range(i, elements.Length - i).Where(e => List(elements[e]) == list)];
            int layers = together.Count(e => Is<Layer>(elements[e]));
            if (layers <= counted || together.Any(e => Is<EndRepeat>(elements[e])))
                continue;
            LocationInfo place = elements[i].Locations.Arguments.FirstOrDefault(a => a.Name == Repeat.Layers.Name)?.Location ?? elements[i].Locations.Attribute;
            yield return new(new(ProblemKinds.RepeatEndsInBrackets, i, Repeat.Layers.Name, [elements[i].Spec.Name ?? "repeat", Format.Number(counted), Format.Integer(layers)]), place);
        }
    }

    private static bool Is<T>(ReadElement element)
        where T : Element => Catalogue.All.TryGetValue(element.Spec.Kind, out Element? known) && known is T;

    private static SyntaxNode? Syntax(ReadElement element) => element.Attribute.ApplicationSyntaxReference?.GetSyntax();

    private static AttributeListSyntax? List(ReadElement element) => Syntax(element)?.Parent as AttributeListSyntax;
}
