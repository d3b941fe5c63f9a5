using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Layers;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>
/// [Repeat(2, 1), Dense(8), Relu], or [Repeat(2, 1)] above [Dense(8), Relu] → a question whether Relu was to be repeated, too: only who sees the
/// brackets can ask it.
/// </summary>
internal static class RepeatBrackets
{
    public static IEnumerable<LocatedProblem> Check(ImmutableArray<ReadElement> elements)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (!Is<Repeat>(elements[i]) || Repeat.Layers.ValueIn(elements[i].Spec) is not { Number: > 0 and double counted } || EndsIn(elements, i, counted) is not { } brackets)
                continue;
            int[] there = [.. Enumerable.Range(i, elements.Length - i).Where(e => List(elements[e]) == brackets)];
            int layers = Enumerable.Range(i, there.Last() + 1 - i).Count(e => Is<Layer>(elements[e]));
            if (layers <= counted || there.Any(e => Is<EndRepeat>(elements[e])))
                continue;
            LocationInfo place = elements[i].Locations.Arguments.FirstOrDefault(a => a.Name == Repeat.Layers.Name)?.Location ?? elements[i].Locations.Attribute;
            yield return new(new(ProblemKinds.RepeatEndsInBrackets, i, Repeat.Layers.Name,
                [elements[i].Spec.Name ?? "repeat", Format.Number(counted), Format.Integer(layers)]), place);
        }
    }

    // The brackets of the last layer that it counts. Those that it stands in say nothing unless it stands at their beginning.
    private static AttributeListSyntax? EndsIn(ImmutableArray<ReadElement> elements, int repeat, double counted)
    {
        int[] layers = [.. Enumerable.Range(repeat, elements.Length - repeat).Where(e => Is<Layer>(elements[e]))];
        AttributeListSyntax? list = counted <= layers.Length ? List(elements[layers[(int)counted - 1]]) : null;
        return list == List(elements[repeat]) && list?.Attributes[0] != Syntax(elements[repeat]) ? null : list;
    }

    private static bool Is<T>(ReadElement element)
        where T : Element => Catalogue.All.TryGetValue(element.Spec.Kind, out Element? known) && known is T;

    private static SyntaxNode? Syntax(ReadElement element) => element.Attribute.ApplicationSyntaxReference?.GetSyntax();

    private static AttributeListSyntax? List(ReadElement element) => Syntax(element)?.Parent as AttributeListSyntax;
}
