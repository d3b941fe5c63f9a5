using DeepTrainer.Generator.Models;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

/// <summary>
/// Executes a C# method on expressions instead of numbers: both branches of an <c>if</c> are followed and their variables
/// joined by selects, calls are inlined, loops run while they are read. What it can't follow is noted, and reading goes on. Steps such as
/// floor are followed only where no slope is needed.
/// </summary>
internal sealed partial class Interpreter(Compilation compilation, bool needsSlope, CancellationToken cancellation)
{
    // Each round adds to the depth of the expression, and passes that recurse over it must not overflow a compiler thread's stack.
    private const int MaxRounds = 64;

    private const int MaxQuotedLength = 60;

    private readonly List<LocatedProblem> problems = [];
    private readonly Stack<IMethodSymbol> active = [];

    // Paths that have returned, to be looked at in order: the first whose condition holds is the one taken.
    private List<(Truth When, State State)> exits = [];

    // Null where no path gets to.
    private State? state = new();
    private int rounds;

    public IEnumerable<LocatedProblem> Problems => MetInvalidCode ? [] : problems.Distinct();

    /// <summary>Whether C# itself reports a mistake in the code, so that there is nothing to add.</summary>
    public bool MetInvalidCode { get; private set; }

    /// <summary>The variables and the result after the method, given its parameters' values.</summary>
    public State Run(IMethodSymbol method, IEnumerable<(IParameterSymbol Parameter, Value Value)> arguments)
    {
        foreach ((IParameterSymbol parameter, Value value) in arguments)
            Set(parameter, value);
        Inline(method, null);
        return state!;
    }

    /// <summary>A constant, as its author wrote it there.</summary>
    public Value Constant(object? value, SyntaxNode syntax)
    {
        if (value is bool flag)
            return Truth.Of(flag);
        if (value is float or double or int or uint or long or short or ushort or byte or sbyte)
        {
            double number = value switch
            {
                float f => Decimals.Of(f),
                double d => d,
                _ => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
            };
            if (!double.IsNaN(number) && !double.IsInfinity(number))
                return (Expr)number;
        }
        return Report(ProblemKinds.NotReadable, Locations.Of(syntax), Quote(syntax), "constants must be finite numbers or truth values");
    }

    private Value Report(ProblemKind kind, LocationInfo location, params string[] values)
    {
        problems.Add(new(new(kind, Problem.TheClass, null, values.ToEquatableArray()), location));
        return Value.Unknown;
    }

    private Value Unreadable(IOperation operation, string reason)
    {
        if (operation.DescendantsAndSelf().Any(o => o is IInvalidOperation))
            MetInvalidCode = true;
        else
            Report(ProblemKinds.NotReadable, Locations.Of(operation.Syntax), Quote(operation.Syntax), reason);
        return Value.Unknown;
    }

    private Value NoDerivative(IOperation operation, string name) => needsSlope
        ? Report(ProblemKinds.NoDerivative, Locations.Of(operation.Syntax), name, $"{MathFunctions.Names(needsSlope)} and + - * / on float and double")
        : Unreadable(operation, $"of functions only {MathFunctions.Names(needsSlope)} can be read, and of operators + - * / %");

    /// <summary>The code on one line, cut where it is long.</summary>
    internal static string Quote(SyntaxNode syntax)
    {
        string text = string.Join(" ", syntax.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= MaxQuotedLength ? text : text.Substring(0, MaxQuotedLength) + "…";
    }
}
