using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Language;
using DeepTrainer.Compiler.Passes;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Functions;

/// <summary>
/// The functions of a network in another assembly: those of numbers stand as text on its generated part. Those of tensors are nowhere but in their methods' code. That of a
/// loss isn't needed where nobody trains.
/// </summary>
internal static class CompiledFunctions
{
    private const string Noted = "DeepTrainer.Runtime.CompiledFunctionAttribute";

    /// <summary>The network with its functions, and the first one that predictions need and that isn't there.</summary>
    public static (NetworkSpec Spec, string? Missing) Of(INamedTypeSymbol type, NetworkSpec spec)
    {
        FunctionSpec[] noted = [.. type.GetAttributes().Where(a => a.AttributeClass?.ToDisplayString() == Noted).Select(Function).OfType<FunctionSpec>()];
        string[] unread = [.. Inference.Of(spec).Elements.Where(e => FunctionForm.For(e.Kind) is not null).Select(TensorFunctionSpec.KeyOf).Distinct()
            .Where(key => !noted.Any(f => f.Name == key))];
        string[] ofLosses = [.. spec.Elements.Where(e => Catalogue.All[e.Kind] is DeepTrainer.Compiler.Losses.Loss).Select(TensorFunctionSpec.KeyOf)];
        return (spec with
        {
            Functions = noted.ToEquatableArray(),
            TensorFunctions = unread.Where(ofLosses.Contains)
                .Select(TensorFunctionSpec (key) => new UnreadLoss(key)).ToEquatableArray()
        },
            unread.FirstOrDefault(key => !ofLosses.Contains(key)));
    }

    private static FunctionSpec? Function(AttributeData noted) => noted.ConstructorArguments is [{ Value: string name }, { Value: string text }]
        ? new(name, text) { Trained = TrainedNumber.Read(noted.NamedArguments.FirstOrDefault(a => a.Key == "Trained").Value.Value as string ?? "") }
        : null;

    /// <summary>A loss over any layers and targets, that nobody computes.</summary>
    private sealed record UnreadLoss(string Name) : TensorFunction(Name, [new("layers", ParameterKind.Tensors), new("target", ParameterKind.Tensor)])
    {
        protected override TensorResults Apply(TensorScope scope, ImmutableArray<object?> arguments) =>
            throw new InvalidOperationException($"The code of '{Name}' is in another assembly.");
    }
}
