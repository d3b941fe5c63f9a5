using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>That the comparison of generated code with the engine leaves nothing out.</summary>
public class CoverageTests
{
    [Fact]
    public void EveryElement_IsInARandomNetwork()
    {
        IEnumerable<string> seen = Enumerable.Range(0, DifferentialTests.RandomNetworkCount).Select(RandomNetworks.Generate)
            .Concat(Enumerable.Range(0, ImageDifferentialTests.RandomNetworkCount).Select(RandomImageNetworks.Generate))
            .Concat(Enumerable.Range(0, NormalizedDifferentialTests.RandomNetworkCount).Select(RandomNormalizedNetworks.Generate))
            .SelectMany(model => model.Spec.Elements).Select(e => e.Kind);

        // functions of tensors have random compositions and cells of their own: RandomTermTests, TensorCellTests
        Assert.Empty(Catalogue.All.Keys.Except(seen).Except(["Layer", "Recurrent"]));
    }

    [Fact]
    public void EveryOperation_IsTheSameInGeneratedCode()
    {
        ImmutableArray<NetworkModel> models = [.. Operation.All.Select((operation, i) => Using(operation, $"Operation{i}"))];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [256]);

        for (int i = 0; i < models.Length; i++)
        {
            try
            {
                AgainstEngine.Compare(models[i], networks[i](7), batch: 5, tolerance: 2e-3);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"'{Operation.All[i].Name}' differs.", e);
            }
        }
    }

    // On vectors as an activation, on single floats behind a sum with one output, in float64 on the learning rate.
    private static NetworkModel Using(Operation operation, string name)
    {
        Expr w = new Expr.Input(0), g = new Expr.Input(1), lr = new Expr.Input(2);
        ScalarFunction rule = new(["w", "g", "lr"], [("w", w - (0.01 * Call(lr) * g))]);
        return new NetworkBuilder(name).Input(9).Activation("applied", Call).Dense(1).Activation("applied", Call).Mse()
            .UpdateRule("rule", rule.ToString()).ToModel();

        // Arguments from 0.5 to 2, each apart from the others: inside of every domain, away from every kink.
        Expr Call(Expr x)
        {
            Expr bounded = 0.5 + (x * x / (1 + (x * x)));
            return operation.Of([.. Enumerable.Range(0, operation.Arity).Select(i => bounded + (0.15 * i))]);
        }
    }
}
