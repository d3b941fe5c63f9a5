namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// A network's training step taken apart: graphs that add a batch's gradients to sums of them, one for each trained parameter and in its shape, and one
/// that makes a step of the sums.
/// </summary>
/// <param name="Evaluation">
/// Loss and gradients in evaluation mode; none without a loss, or where it would be <paramref name="Training"/> itself.
/// </param>
/// <param name="Training">Loss, with its parts, and gradients as in training, with what layers note meanwhile; none without a loss.</param>
/// <param name="Forward">The prediction as in training; none where it is the same as without.</param>
/// <param name="Backward">Gradients of what the outputs' gradients follow from.</param>
/// <param name="Step">An optimizer's step with the mean of the sums over so many samples as the batch has; none without an optimizer.</param>
public sealed record GradientGraphs(Graph? Evaluation, Graph? Training, Graph? Forward, Graph Backward, Graph? Step)
{
    /// <summary>Each loss and its gradients as in training, where there are several; nothing is noted.</summary>
    public ImmutableArray<Graph> OfLosses { get; init; } = [];

    /// <summary>The sum of a parameter's gradients. No state of an optimizer can be called so.</summary>
    public static string SumOf(string parameter) => parameter + Suffix;

    /// <summary>The parameter that a sum of gradients belongs to.</summary>
    internal static string ParameterOf(string sum) => sum.Substring(0, sum.Length - Suffix.Length);

    private const string Suffix = " gradient sum";

    /// <summary>Whether a tensor's name is that of a sum of gradients.</summary>
    public static bool IsSum(string name) => name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>The graphs of a network that has no mistakes.</summary>
    public static GradientGraphs Of(NetworkModel model)
    {
        NetworkSpec spec = Expand.Run(model.Spec).Spec;
        Passes.Forward trained = Passes.Forward.Build(spec, training: true, withLoss: false, []);
        Graph forward = new([(Graph.Prediction, trained.Output!)], []);
        bool isSame = forward.ToString() == new Graph([(Graph.Prediction, model.Inference.Output(Graph.Prediction))], []).ToString();
        Graph? training = model.HasLoss ? OfLoss(spec, training: true) : null;
        Graph? evaluation = model.HasLoss ? OfLoss(spec, training: false) : null;
        return new(
            evaluation?.ToString() == training?.ToString() ? null : evaluation, training, isSame ? null
                : forward, OfOutput(trained), model.HasOptimizer ? Update.OfSums(spec) : null)
        {
            OfLosses = model.Losses.Length > 1 ? Apart(spec) : [],
        };
    }

    /// <summary>All of them.</summary>
    public IEnumerable<Graph> All => new[] { Evaluation, Training, Forward, Backward, Step }.Concat(OfLosses).OfType<Graph>();

    private static Graph OfLoss(NetworkSpec spec, bool training)
    {
        Passes.Forward forward = Passes.Forward.Build(spec, training, withLoss: true, []);
        return Summed(forward, forward.LossOutputs, targets => Differentiate.Run(forward.Builder, forward.Loss!, targets), forward.BufferUpdates);
    }

    // None computes anything of another one: whatever is infinite there stays there.
    private static ImmutableArray<Graph> Apart(NetworkSpec spec)
    {
        Passes.Forward forward = Passes.Forward.Build(spec, training: true, withLoss: true, []);
        return
        [
            .. forward.Losses.Select(forward.Alone).Select(loss => Summed(forward, [(Graph.Loss, loss)], targets => Differentiate.Run(forward.Builder, loss, targets), [])),
        ];
    }

    /// <summary>Gradients of what the outputs' gradients follow from, where <paramref name="forward"/> is in training.</summary>
    internal static Graph OfOutput(Passes.Forward forward)
    {
        GraphBuilder g = forward.Builder;
        Node given = g.Source(SourceKind.Targets, Graph.OutputGradient, forward.Output!.Shape);
        return Summed(forward, [], targets => Differentiate.Run(g, forward.Output, given, targets), forward.BufferUpdates);
    }

    // What the loss doesn't depend on keeps its sum.
    private static Graph Summed(Passes.Forward forward, IEnumerable<(string, Node)> outputs, Func<ImmutableArray<Node>, ImmutableArray<Node?>> differentiate,
        IEnumerable<(Node Target, Node Value)> noted)
    {
        GraphBuilder g = forward.Builder;
        ImmutableArray<ParameterSpec> trained = [.. forward.Parameters.Where(p => p.IsTrained)];
        ImmutableArray<Node?> gradients = differentiate([forward.Input, .. trained.Select(p => g.Source(SourceKind.Parameter, p.Name, p.Shape))]);
        List<(Node, Node)> updates = [.. noted];
        for (int i = 0; i < trained.Length; i++)
        {
            if (gradients[i + 1] is not { } gradient)
                continue;
            g.Scope = trained[i].Name + ".gradient";
            Node sum = g.Source(SourceKind.State, SumOf(trained[i].Name), trained[i].Shape);
            updates.Add((sum, g.Map((s, d, f) => s + (f * d), sum, gradient, g.HostScalar(Source.GradientScale))));
        }
        g.Scope = Graph.InputGradient;
        return new([.. outputs, .. gradients[0] is { } own ? [(Graph.InputGradient, g.BroadcastTo(own, forward.Input))] : Array.Empty<(string, Node)>()], [.. updates]);
    }
}
