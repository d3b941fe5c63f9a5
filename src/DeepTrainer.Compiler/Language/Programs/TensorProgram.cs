namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>A user's function as it was read from its syntax, with all methods that it calls; the first one is the function itself.</summary>
public sealed record TensorProgram(string Name, EquatableArray<TensorParameter> Parameters, EquatableArray<MethodCode> Methods) : TensorFunction(Name, Parameters)
{
    protected override TensorResults Apply(TensorScope scope, ImmutableArray<object?> arguments) => new ProgramInterpreter(scope, Methods).Run(arguments);
}
