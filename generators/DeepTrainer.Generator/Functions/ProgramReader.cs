using DeepTrainer.Compiler.Language.Programs;
using DeepTrainer.Generator.Models;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DeepTrainer.Generator.Functions;

/// <summary>
/// A C# method of tensors → a program of plain values, which the compiler runs for the shapes that it meets. Nothing is run here; what has no
/// form in programs becomes a piece that tells why when it is met.
/// </summary>
/// <param name="compilation">Where the methods are.</param>
/// <param name="places">The places so far; those of this program are added.</param>
/// <param name="cancellation">Stops the work.</param>
internal sealed partial class ProgramReader(Compilation compilation, List<LocationInfo> places, CancellationToken cancellation)
{
    private readonly Dictionary<ISymbol, int> numbers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, int> slots = new(SymbolEqualityComparer.Default);
    private readonly List<MethodCode?> methods = [];
    private int nextSlot;

    /// <summary>Whether C# itself reports a mistake in the code.</summary>
    public bool MetInvalidCode { get; private set; }

    /// <summary>The method and all that it calls.</summary>
    public TensorProgram Read(string key, IMethodSymbol method)
    {
        Number(method);
        return new(key, TensorForm.Parameters(method), methods.Select(m => m!).ToEquatableArray()) { Results = TensorForm.Results(method) };
    }

    // A method's number is known before it is read, for it may call itself.
    private int Number(IMethodSymbol called)
    {
        // bodies speak of the parameters of what is declared, and of a partial method's second part
        IMethodSymbol method = called.OriginalDefinition.PartialImplementationPart ?? called.OriginalDefinition;
        if (numbers.TryGetValue(method, out int known))
            return known;
        int number = numbers[method] = methods.Count;
        methods.Add(null);
        methods[number] = Method(method.Name, method, MethodBody.Of(method, compilation, cancellation));
        return number;
    }

    private MethodCode Method(string name, IMethodSymbol method, IOperation? body) => new(
        name,
        method.Parameters.Select(p => new MethodParameter(Slot(p), p.Name, p.RefKind is RefKind.Ref or RefKind.Out)).ToEquatableArray(),
        body is null ? new Unreadable(name, "it has no body that can be read") : Statement(body));

    private int Slot(ISymbol variable) => slots.TryGetValue(variable, out int slot) ? slot : slots[variable] = nextSlot++;

    private int PlaceOf(IOperation operation)
    {
        places.Add(Locations.Of(operation.Syntax));
        return places.Count - 1;
    }

    private Unreadable Unreadable(IOperation operation, string reason)
    {
        if (operation.DescendantsAndSelf().Any(o => o is IInvalidOperation))
            MetInvalidCode = true;
        return new Unreadable(Interpreter.Quote(operation.Syntax), reason) { Place = PlaceOf(operation) };
    }

    private EquatableArray<Code> Statements(IEnumerable<IOperation> statements) => statements
        .Where(s => s is not (ILocalFunctionOperation or IEmptyOperation))
        .SelectMany(s => s is IVariableDeclarationGroupOperation group ? Declarations(group) : [Statement(s)]).ToEquatableArray();

    private IEnumerable<Code> Declarations(IVariableDeclarationGroupOperation group) => group.Declarations.SelectMany(d => d.Declarators)
        .Select(d => new Declare(Slot(d.Symbol), d.Symbol.Name, d.GetVariableInitializer() is { } value ? Value(value.Value) : null));

    private Code Statement(IOperation statement)
    {
        cancellation.ThrowIfCancellationRequested();
        switch (statement)
        {
            case IBlockOperation block:
                return new Block(Statements(block.Operations));
            case IVariableDeclarationGroupOperation group:
                return Declarations(group).ToArray() is [var single] ? single : Unreadable(group, "declare one variable at a time here");
            case IExpressionStatementOperation expression:
                return Value(expression.Operation);
            case IConditionalOperation conditional:
                return new If(Value(conditional.Condition), Statement(conditional.WhenTrue), conditional.WhenFalse is null ? null
                    : Statement(conditional.WhenFalse))
                { Place = PlaceOf(conditional.Condition) };
            case IReturnOperation { Kind: OperationKind.Return } end:
                return new Return(end.ReturnedValue is null ? null : Value(end.ReturnedValue));
            case IForLoopOperation loop:
                return new Loop(Statements(loop.Before), loop.Condition is null ? null : Value(loop.Condition), Statement(loop.Body), Statements(loop.AtLoopBottom));
            case IForEachLoopOperation loop:
                return new ForEach(Target(loop.LoopControlVariable), Value(loop.Collection), Statement(loop.Body)) { Place = PlaceOf(loop.Collection) };
            case IWhileLoopOperation { ConditionIsUntil: false, Condition: { } condition } loop:
                return new Loop([], Value(condition), Statement(loop.Body), [], loop.ConditionIsTop);
            case IBranchOperation { BranchKind: BranchKind.Break }:
                return new Break();
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                return new Continue();
            case ISwitchOperation choice:
                return Switch(choice);
            case IThrowOperation mistake:
                return Value(mistake);
            case IEmptyOperation or ILocalFunctionOperation:
                return new Block([]);
            default:
                return Unreadable(statement, "only declarations, assignments, if, switch, loops, return, throw and calls can be read");
        }
    }

    private Block Switch(ISwitchOperation choice)
    {
        int slot = nextSlot++;
        Variable value = new(slot, "switch");
        Code? chain = null;
        foreach (ISwitchCaseOperation branch in choice.Cases.Reverse())
        {
            IEnumerable<IOperation> body = branch.Body.Length == 1 && branch.Body[0] is IBlockOperation block ? block.Operations : branch.Body;
            Code statements =
                new Block(Statements(body.Where(s => s is not IBranchOperation { BranchKind: BranchKind.Break } b
                    || !SymbolEqualityComparer.Default.Equals(b.Target, choice.ExitLabel))));
            if (body.SelectMany(s => s.Descendants()).OfType<IBranchOperation>().Any(b => SymbolEqualityComparer.Default.Equals(b.Target, choice.ExitLabel)))
                statements = Unreadable(branch, "a case's only break is the one that ends it; write if and else within");
            if (branch.Clauses.Any(c => c is IDefaultCaseClauseOperation))
            {
                chain = chain is null ? statements : Unreadable(branch, "default must be the last case");
                continue;
            }
            Code test = branch.Clauses.Select(c => c switch
            {
                ISingleValueCaseClauseOperation single => new Binary(HostOperator.Equal, value, Value(single.Value)),
                IPatternCaseClauseOperation pattern => pattern.Guard is null ? Matches(pattern.Pattern, value) : new AndAlso(Matches(pattern.Pattern, value), Value(pattern.Guard)),
                _ => Unreadable(c, "of cases only values and patterns can be read"),
            }).Aggregate((a, b) => new OrElse(a, b));
            chain = new If(test, statements, chain);
        }
        return new Block([new Declare(slot, "switch", Value(choice.Value)), chain ?? new Block([])]);
    }

    // What a foreach or a deconstruction gives values to.
    private Code Target(IOperation target) => target switch
    {
        IVariableDeclaratorOperation variable => new Declare(Slot(variable.Symbol), variable.Symbol.Name, null),
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => new Declare(Slot(local.Local), local.Local.Name, null),
        IDeclarationExpressionOperation { Expression: ITupleOperation tuple } =>
            new TupleOf(tuple.Elements.Select(e => e is ILocalReferenceOperation local ? new Declare(Slot(local.Local), local.Local.Name, null) : Target(e)).ToEquatableArray()),
        ITupleOperation tuple => new TupleOf(tuple.Elements.Select(Target).ToEquatableArray()),
        IDiscardOperation => new Literal(null),
        ILocalReferenceOperation local => new Variable(Slot(local.Local), local.Local.Name),
        IParameterReferenceOperation parameter => new Variable(Slot(parameter.Parameter), parameter.Parameter.Name),
        IArrayElementReferenceOperation { ArrayReference: IFieldReferenceOperation or IPropertyReferenceOperation } =>
            Unreadable(target, "what it is would depend on how often functions are run; change a copy of the array"),
        IArrayElementReferenceOperation { Indices: [var index] } element => new ElementAt(Value(element.ArrayReference), Value(index)) { Place = PlaceOf(target) },
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list, Arguments: [var index] } when !TensorForm.IsTensor(list.Type) =>
            new ElementAt(Value(list), Value(index.Value)) { Place = PlaceOf(target) },
        _ => Unreadable(target, "only variables and elements of arrays and lists can be assigned"),
    };
}
