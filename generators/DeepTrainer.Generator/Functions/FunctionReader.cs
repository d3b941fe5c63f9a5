using DeepTrainer.Generator.Models;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Functions;

/// <summary>The methods that a network's attributes name → functions of the scalar language.</summary>
internal sealed class FunctionReader(INamedTypeSymbol type, ReadElements read, Compilation compilation, CancellationToken cancellation)
{
    private const string Argument = "Function";

    private readonly List<LocatedProblem> problems = [];
    private readonly List<LocationInfo> places = [];
    private readonly Dictionary<string, IMethodSymbol> used = new(StringComparer.Ordinal);

    /// <summary>What can't be used or read, at the place concerned.</summary>
    public IEnumerable<LocatedProblem> Problems => problems;

    /// <summary>Whether C# itself reports a mistake in a function.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where the pieces of functions of tensors stand, by the numbers that these have.</summary>
    public IEnumerable<LocationInfo> Places => places;

    /// <summary>The functions in the order in which attributes name them, each once.</summary>
    public (ImmutableArray<FunctionSpec> OfNumbers, ImmutableArray<TensorFunctionSpec> OfTensors) Read()
    {
        List<FunctionSpec> functions = [];
        List<TensorFunctionSpec> tensorFunctions = [];
        for (int i = 0; i < read.Elements.Length; i++)
        {
            ElementSpec element = read.Elements[i].Spec;
            if (FunctionForm.For(element.Kind) is not { } form)
                continue;
            string name = TextOf(element, Argument), key = TensorFunctionSpec.KeyOf(TextOf(element, "Type"), name);
            if (Find(i, name, form) is not { } method || used.ContainsKey(key))
                continue;
            used.Add(key, method);
            if (TensorForm.Concerns(method))
            {
                ProgramReader reader = new(compilation, places, cancellation);
                tensorFunctions.Add(reader.Read(key, method));
                Failed |= reader.MetInvalidCode;
            }
            else if (ReadMethod(method, form) is { } function)
            {
                functions.Add(new(key, function.ToString()) { Trained = method.Parameters.Select(FunctionForm.TrainedOf).OfType<TrainedNumber>().ToEquatableArray() });
            }
        }
        return ([.. functions], [.. tensorFunctions]);
    }

    private static string TextOf(ElementSpec element, string argument) => element.Arguments.FirstOrDefault(a => a.Name == argument)?.Value.Text ?? "";

    private IMethodSymbol? Find(int element, string name, FunctionForm form)
    {
        INamedTypeSymbol owner = read.Elements[element].Attribute.ConstructorArguments.Where(a => a.Kind == TypedConstantKind.Type)
            .Select(a => a.Value).OfType<INamedTypeSymbol>().FirstOrDefault() ?? type;
        IMethodSymbol[] overloads = [.. owner.GetMembers(name).OfType<IMethodSymbol>()];
        if (overloads.Length == 0 && NamesNothing(read.Elements[element].Attribute))
        {
            Failed = true;
            return null;
        }
        if (overloads.Length == 0)
        {
            ElementLocations locations = read.Elements[element].Locations;
            LocationInfo place = locations.Arguments.FirstOrDefault(a => a.Name == Argument)?.Location ?? locations.Attribute;
            string example = string.Format(System.Globalization.CultureInfo.InvariantCulture, form.Example, name.Length == 0 ? "F" : name);
            problems.Add(new(new(ProblemKinds.FunctionNotFound, element, Argument, [owner.Name, name, example]), place));
            return null;
        }
        IMethodSymbol method = overloads.FirstOrDefault(m => form.Mismatch(m) is null) ?? overloads[0];
        if (form.Mismatch(method) is { } mismatch)
            return Reject(element, method, form, mismatch.Reason, mismatch.Where);
        string key = TensorFunctionSpec.KeyOf(TextOf(read.Elements[element].Spec, "Type"), name);
        return used.TryGetValue(key, out IMethodSymbol? other) && !SymbolEqualityComparer.Default.Equals(method, other)
            ? Reject(element, method, form, "another method of this name is used already; rename one of them", method)
            : method;
    }

    // nameof(Missing) is a text for all that C# tells of it.
    private bool NamesNothing(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: [var first, ..] }
        && first.Expression is InvocationExpressionSyntax { ArgumentList.Arguments: [var named] } && compilation.GetSemanticModel(named.SyntaxTree)
            .GetSymbolInfo(named.Expression, cancellation) is { Symbol: null, CandidateSymbols.IsEmpty: true };

    private IMethodSymbol? Reject(int element, IMethodSymbol method, FunctionForm form, string reason, ISymbol where)
    {
        SyntaxNode? syntax = where.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        LocationInfo place = syntax switch
        {
            MethodDeclarationSyntax m => Locations.Of(m.Identifier),
            { } other => Locations.Of(other),
            null => read.Elements[element].Locations.Attribute,
        };
        problems.Add(new(new(ProblemKinds.FunctionSignature, element, Argument, [method.Name, form.Use, reason, form.TextFor(method)]), place));
        return null;
    }

    private ScalarFunction? ReadMethod(IMethodSymbol method, FunctionForm form)
    {
        Interpreter interpreter = new(compilation, needsSlope: !form.ChangesWeights, cancellation);
        ImmutableArray<IParameterSymbol> inputs = [.. method.Parameters.Where(form.IsInput)];
        State end = interpreter.Run(method, method.Parameters.Select(p => (p, Initial(p))));
        problems.AddRange(interpreter.Problems);
        Failed |= interpreter.MetInvalidCode;
        if (Failed || interpreter.Problems.Any(p => p.Problem.Kind.Severity == ProblemSeverity.Error))
            return null;

        IEnumerable<(string Name, Expr? Value)> results = form.ChangesWeights
            ? inputs.Where(p => p.RefKind == RefKind.Ref).Select(p => (p.Name, end[p]?.Number))
            : [("y", end.Result?.Number)];
        Func<Expr, Expr> share = Sharing();
        return new([.. inputs.Select(p => p.Name)], [.. results.Select(r => (r.Name, share(r.Value ?? 0)))]);

        Value Initial(IParameterSymbol parameter) => form.IsInput(parameter)
            ? new Expr.Input(inputs.IndexOf(parameter))
            : interpreter.Constant(parameter.ExplicitDefaultValue, parameter.DeclaringSyntaxReferences[0].GetSyntax(cancellation));
    }

    /// <summary>Makes equal parts, also of different results, one object: comparing them by value could take exponential time.</summary>
    private static Func<Expr, Expr> Sharing()
    {
        Dictionary<Expr, Expr> shared = [];
        Rewriter rewriter = new(e => shared.TryGetValue(e, out Expr? known) ? known : shared[e] = e);
        return rewriter.Visit;
    }
}
