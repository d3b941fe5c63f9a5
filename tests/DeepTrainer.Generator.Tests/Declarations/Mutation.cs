using System.Text.RegularExpressions;

namespace DeepTrainer.Generator.Tests.Declarations;

/// <summary>Declaration → one that differs in a place, as people write by mistake or have it while they type.</summary>
internal static partial class Mutation
{
    private static readonly string[] Numbers =
        ["0", "-1", "-2", "1", "2", "7", "1e9", "int.MaxValue", "int.MinValue", "double.NaN", "double.PositiveInfinity", "-1e300", "1e-300", "null",
            "(ActivationKind)77", "(Init)9", "\"\"", "true", "\"a, b\"", "0.5f"];

    private static readonly string[] Options =
        ["Time = -2", "Time = 0", "Strides = null", "Name = \"\"", "Name = null", "From = null", "From = \"input\"", "From = \",\"", "Frozen = true",
            "L2 = double.NaN", "L1 = -1", "SharedWith = \"dense1\"", "ClassWeights = null",
            "Weight = double.PositiveInfinity", "LearningRate = 0", "LearningRate = double.NaN", "Axis = 5", "Init = (Init)77",
            "InitValue = double.NaN", "Bias = false", "Epsilon = -1", "Momentum = 2"];

    private static readonly string[] Members =
        ["public required int Own { get; set; }", "public int Threads;", "public int own = 1;", "public Net(string text) { }",
            "private struct Inner;", "public static int InputSize => 1;", "public int Kernels, rt, dt, sys;"];

    public static Declaration Of(Declaration declaration, Random random)
    {
        string source = declaration.Source;
        Match[] lines = Attribute().Matches(source).ToArray();
        Match line = lines[random.Next(lines.Length)];
        string changed = random.Next(7) switch
        {
            0 => Replaced(source, Number().Matches(source), random),
            1 => source.Remove(line.Index, line.Length),
            2 => source.Insert(line.Index, line.Value),
            3 => Swapped(source, line, lines[random.Next(lines.Length)]),
            4 => source.Remove(line.Index, line.Length).Insert(line.Index, WithOption(line.Value, Options[random.Next(Options.Length)])),
            5 => source.Insert(source.LastIndexOf('}'), Members[random.Next(Members.Length)] + "\n"),
            _ => Replaced(source, Number().Matches(source), random),
        };
        return declaration with { Source = changed };
    }

    public static Declaration HalfTyped(Declaration declaration, Random random)
    {
        string source = declaration.Source;
        int at = random.Next(source.Length);
        return declaration with
        {
            Source = random.Next(4) switch
            {
                0 => source[..at],
                1 => source.Remove(at, 1),
                2 => source.Insert(at, "(),[]\"@. ="[random.Next(10)].ToString()),
                _ => source.Remove(at, Math.Min(random.Next(30), source.Length - at)),
            },
        };
    }

    private static string Replaced(string source, MatchCollection numbers, Random random)
    {
        if (numbers.Count == 0)
            return source;
        Match number = numbers[random.Next(numbers.Count)];
        return source.Remove(number.Index, number.Length).Insert(number.Index, Numbers[random.Next(Numbers.Length)]);
    }

    private static string Swapped(string source, Match a, Match b)
    {
        (Match first, Match second) = a.Index < b.Index ? (a, b) : (b, a);
        return first.Index == second.Index ? source
            : source[..first.Index] + second.Value + source[(first.Index + first.Length)..second.Index] + first.Value + source[(second.Index + second.Length)..];
    }

    private static string WithOption(string line, string option) => line.EndsWith(")]\n", StringComparison.Ordinal)
        ? $"{line[..^3]}{(line.Contains("()", StringComparison.Ordinal) ? "" : ", ")}{option})]\n"
        : $"{line[..^2]}({option})]\n";

    [GeneratedRegex(@"^\[(?!Network).*\]\n", RegexOptions.Multiline)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"(?<=[ (=])-?[0-9][0-9.e-]*(?=[,)])")]
    private static partial Regex Number();
}
