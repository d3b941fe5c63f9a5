using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>loss → new weights and optimizer state: differentiate, clip, and apply the optimizer's rule to each parameter.</summary>
internal static class Update
{
    public sealed record Result(List<StateSpec> States, List<(Node Target, Node Value)> Updates);

    public static Result Run(NetworkSpec spec, Forward forward, List<Problem> problems)
    {
        GraphBuilder g = forward.Builder;
        int index = Build.IndexOf<Optimizer>(spec);
        var optimizer = (Optimizer)Catalogue.All[spec.Elements[index].Kind];
        Result result = new([], []);
        ElementContext context = new(g, spec, index, optimizer.Kind, problems);
        if (!context.InRange(optimizer.Rate, 0, double.MaxValue, "0 or more") || !optimizer.Check(context))
            return result;

        result.Updates.AddRange(forward.BufferUpdates);
        ImmutableArray<Node> weights = [.. forward.Parameters.Where(p => p.IsTrained).Select(p => g.Source(SourceKind.Parameter, p.Name, p.Shape))];
        var reached = weights.Zip(Differentiate.Run(g, forward.Loss!, weights), (weight, gradient) => (Weight: weight, Gradient: gradient))
            .Where(w => w.Gradient is not null).ToImmutableArray();
        if (reached.Length == 0)
        {
            problems.Add(new(ProblemKinds.NothingToTrain, index, null, [spec.Name, WhyNothing(forward)]));
            return result;
        }
        ImmutableArray<Node> gradients = Clip(spec, g, [.. reached.Select(r => r.Gradient!)], problems);
        for (int i = 0; i < reached.Length; i++)
        {
            g.Scope = reached[i].Weight.Name + ".update";
            optimizer.Build(new(g, spec, index, optimizer.Kind, problems, reached[i].Weight, gradients[i], result.States, result.Updates));
        }
        return result;
    }

    private static string WhyNothing(Forward forward)
    {
        ParameterSpec[] weights = [.. forward.Parameters.Where(p => !p.IsBuffer)];
        return weights.Length == 0 ? "no weights to train; add a layer with weights, such as [Dense(10)]"
            : Array.TrueForAll(weights, w => w.IsFrozen) ? "all of its weights are frozen; leave Frozen out where it should learn"
            : "its loss doesn't change with any of its weights; look at what the layers between them and the loss give";
    }

    private static ImmutableArray<Node> Clip(NetworkSpec spec, GraphBuilder g, ImmutableArray<Node> gradients, List<Problem> problems)
    {
        g.Scope = "clip";
        for (int i = 0; i < spec.Elements.Count; i++)
        {
            if (Catalogue.All[spec.Elements[i].Kind] is Clipping clipping)
            {
                ElementContext context = new(g, spec, i, clipping.Kind, problems);
                if (clipping.Check(context))
                    gradients = clipping.Build(context, gradients);
            }
        }
        return gradients;
    }
}
