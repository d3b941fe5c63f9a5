namespace DeepTrainer.Compiler.Passes;

/// <summary>Declaration → prediction, loss, and the loss's gradients as outputs: for checks and research, without an optimizer.</summary>
public static class Gradients
{
    /// <summary>What the gradient of the network's input goes by.</summary>
    public const string Input = Forward.InputName;

    /// <summary>The role of a parameter's gradient.</summary>
    public static string RoleOf(string name) => name + ".gradient";

    /// <summary>The graph of a declaration that builds without errors and has a loss. What the loss does not depend on has no gradient.</summary>
    public static Graph Run(NetworkSpec spec, bool training)
    {
        List<Problem> problems = [];
        spec = Expand.Run(spec).Spec;
        Forward forward = Forward.Build(spec, training, withLoss: true, problems);
        return Of(forward, forward.Loss!);
    }

    /// <summary>The same for each of several losses alone, as in training.</summary>
    public static ImmutableArray<Graph> OfLosses(NetworkSpec spec)
    {
        Forward forward = Forward.Build(Expand.Run(spec).Spec, training: true, withLoss: true, []);
        return [.. forward.Losses.Select(l => Of(forward, forward.Alone(l)))];
    }

    private static Graph Of(Forward forward, Node loss)
    {
        GraphBuilder g = forward.Builder;
        List<(string Name, Node Node)> targets = [(Input, forward.Input)];
        targets.AddRange(forward.Parameters.Where(p => p.IsTrained).Select(p => (p.Name, g.Source(SourceKind.Parameter, p.Name, p.Shape))));
        ImmutableArray<Node?> gradients = Differentiate.Run(g, loss, [.. targets.Select(t => t.Node)]);
        return new(
            [
                (Graph.Prediction, forward.Output!),
                (Graph.Loss, loss),
                .. targets.Zip(gradients, (target, gradient) => (RoleOf(target.Name), gradient!)).Where(o => o.Item2 is not null),
            ],
            []);
    }
}
