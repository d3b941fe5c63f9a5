using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>loss → new weights and optimizer state: differentiate, clip, and apply the optimizer's rule to each parameter.</summary>
internal static class Update
{
    public sealed record Result(List<StateSpec> States, List<(Node Target, Node Value)> Updates);

    public static Result Run(NetworkSpec spec, Forward forward, List<Problem> problems)
    {
        GraphBuilder g = forward.Builder;
        ImmutableArray<int> optimizers = Names.Indices<Optimizer>(spec);
        Result result = new([], []);
        foreach (int index in optimizers)
        {
            Optimizer optimizer = At(spec, index);
            ElementContext context = new(g, spec, index, NameOf(spec, index), problems);
            // what others keep their proportion to must not be 0
            if (!(optimizers.Length > 1 && index == optimizers[0] ? context.InRange(optimizer.Rate, double.Epsilon, double.MaxValue, "above 0, since other optimizers keep their proportion to it")
                : context.InRange(optimizer.Rate, 0, double.MaxValue, "0 or more")) || !optimizer.Check(context))
                return result;
        }

        result.Updates.AddRange(forward.BufferUpdates);
        ImmutableArray<Node> weights = [.. forward.Parameters.Where(p => p.IsTrained).Select(p => g.Source(SourceKind.Parameter, p.Name, p.Shape))];
        ImmutableArray<(Node Weight, Node Gradient)> reached =
            [.. weights.Zip(Differentiate.Run(g, forward.Loss!, weights), (weight, gradient) => (weight, gradient!)).Where(w => w.Item2 is not null)];
        if (reached.Length == 0)
        {
            problems.Add(new(ProblemKinds.NothingToTrain, optimizers[0], null, [spec.Name, WhyNothing(forward)]));
            return result;
        }
        Step(spec, g, reached, result, problems);
        return result;
    }

    /// <summary>The same with the mean of the sums of gradients over so many samples as the batch has.</summary>
    public static Graph OfSums(NetworkSpec spec)
    {
        Forward forward = Forward.Build(spec, training: true, withLoss: true, []);
        ImmutableArray<ParameterSpec> trained = [.. forward.Parameters.Where(p => p.IsTrained)];
        ImmutableArray<Node?> gradients = Differentiate.Run(forward.Builder, forward.Loss!, [.. trained.Select(p => forward.Builder.Source(SourceKind.Parameter, p.Name, p.Shape))]);
        GraphBuilder g = new(rewrites: true);
        List<(Node Weight, Node Gradient)> reached = [];
        foreach (ParameterSpec weight in trained.Where((_, i) => gradients[i] is not null))
        {
            g.Scope = weight.Name + ".gradient";
            reached.Add((g.Source(SourceKind.Parameter, weight.Name, weight.Shape),
                g.Map((sum, n) => sum / n, g.Source(SourceKind.State, GradientGraphs.SumOf(weight.Name), weight.Shape), g.HostScalar(Source.BatchSize))));
        }
        Result result = new([], []);
        Step(spec, g, [.. reached], result, []);
        return new([], [.. result.Updates]);
    }

    private static void Step(NetworkSpec spec, GraphBuilder g, ImmutableArray<(Node Weight, Node Gradient)> reached, Result result, List<Problem> problems)
    {
        ImmutableArray<int> optimizers = Names.Indices<Optimizer>(spec);
        double rate = RateOf(spec, optimizers[0]);
        ImmutableArray<Node> gradients = Clip(spec, g, [.. reached.Select(r => r.Gradient)], problems);
        for (int i = 0; i < reached.Length; i++)
        {
            string parameter = reached[i].Weight.Name;
            g.Scope = parameter + ".update";
            int index = optimizers.Where(o => Optimizer.Takes(spec.Elements[o], parameter)).DefaultIfEmpty(-1).First();
            if (index < 0)
            {
                problems.Add(new(ProblemKinds.NoOptimizerFor, optimizers[0], null, [spec.Name, parameter]));
                return;
            }
            double factor = index == optimizers[0] ? 1 : RateOf(spec, index) / rate;
            At(spec, index).Build(new(g, spec, index, NameOf(spec, index), problems, reached[i].Weight, gradients[i], factor, result.States, result.Updates));
        }
        foreach (int unused in optimizers.Where(o => !reached.Any(r => optimizers.First(p => Optimizer.Takes(spec.Elements[p], r.Weight.Name)) == o)))
            problems.Add(new(ProblemKinds.OptimizerOfNothing, unused, null, [spec.Elements[unused].Kind, string.Join(", ", reached.Select(r => $"'{r.Weight.Name}'"))]));
    }

    // By its kind; several of one kind have numbers.
    private static string NameOf(NetworkSpec spec, int index)
    {
        string kind = spec.Elements[index].Kind;
        int[] same = [.. Enumerable.Range(0, spec.Elements.Count).Where(i => spec.Elements[i].Kind == kind)];
        return same.Length == 1 ? kind : kind + Format.Integer(Array.IndexOf(same, index) + 1);
    }

    private static Optimizer At(NetworkSpec spec, int index) => (Optimizer)Catalogue.All[spec.Elements[index].Kind];

    private static double RateOf(NetworkSpec spec, int index) => At(spec, index).InitialLearningRate(spec.Elements[index]);

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
