using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>loss → new weights and optimizer state: differentiate, clip, and apply the optimizer's rule to each parameter.</summary>
internal static class Update
{
    public sealed record Result(List<StateSpec> States, List<(Node Target, Node Value)> Updates);

    public static Result Run(NetworkSpec spec, Forward forward, List<Problem> problems)
    {
        ImmutableArray<int> optimizers = Names.Indices<Optimizer>(spec);
        Result result = new([], []);
        foreach (int index in optimizers)
        {
            Optimizer optimizer = At(spec, index);
            ElementContext context = new(forward.Builder, Names.DeclarationOf(spec), index, NameOf(spec, index), problems);
            // what others keep their proportion to must not be 0
            if (!(optimizers.Length > 1 && index == optimizers[0]
                ? context.InRange(optimizer.Rate, double.Epsilon, double.MaxValue, "above 0, since other optimizers keep their proportion to it")
                : context.InRange(optimizer.Rate, 0, double.MaxValue, "0 or more")) || !optimizer.Check(context))
                return result;
        }

        ImmutableArray<(Node Weight, Node? Gradient)> ofLoss = OfLoss(forward);
        List<(string Name, bool IsOfRows)> ofOutput = spec.Gradients ? OfOutput(spec) : [];
        if (ofOutput.Count == 0 && !ofLoss.Any(w => w.Gradient is not null))
        {
            problems.Add(new(ProblemKinds.NothingToTrain, optimizers[0], null, [spec.Name, WhyNothing(forward)]));
            return result;
        }
        if (forward.Loss is not null)
        {
            result.Updates.AddRange(forward.BufferUpdates);
            Step(spec, forward.Builder,
                [.. ofLoss.Where(w => w.Gradient is not null).Select(w => new Reached(w.Weight, w.Gradient!, LazyRows.IsOfRows(w.Gradient!)))],
                result, ofOutput.Count == 0 ? problems : []);
        }
        if (ofOutput.Count == 0)
            return result;
        GraphBuilder sums = new(rewrites: true);
        result = result with { States = StepOfSums(spec, problems, sums).States };
        forward.Builder.AddNumbers(sums);
        return result;
    }

    /// <summary>
    /// The same with the mean of the sums of gradients over so many samples as the batch has. Weights that no loss reaches are left alone unless gradients of
    /// outputs are among the sums, so that the loss's alone give what training does.
    /// </summary>
    public static Graph OfSums(NetworkSpec spec) => new([], [.. StepOfSums(spec, [], new(rewrites: true)).Updates]);

    private static Result StepOfSums(NetworkSpec spec, List<Problem> problems, GraphBuilder g)
    {
        bool hasLoss = Build.IndexOf<Loss>(spec) >= 0;
        Forward forward = Forward.Build(spec, training: true, hasLoss, []);
        Dictionary<string, bool> ofLoss = OfLoss(forward).Where(w => w.Gradient is not null).ToDictionary(w => NameOf(w.Weight), w => LazyRows.IsOfRows(w.Gradient!));
        Dictionary<string, bool> ofOutput = (spec.Gradients ? OfOutput(spec) : []).ToDictionary(w => w.Name, w => w.IsOfRows);
        List<Reached> sums = [];
        foreach (ParameterSpec weight in forward.Parameters.Where(p => ofLoss.ContainsKey(p.Name) || ofOutput.ContainsKey(p.Name)))
        {
            g.Scope = weight.Name + ".gradient";
            sums.Add(new(g.Source(SourceKind.Parameter, weight.Name, weight.Shape),
                g.Map((sum, n) => sum / n, g.Source(SourceKind.State, GradientGraphs.SumOf(weight.Name), weight.Shape), g.HostScalar(Source.BatchSize)),
                ofLoss.TryGetValue(weight.Name, out bool isOfRows) ? isOfRows : ofOutput[weight.Name])
            {
                Always = !hasLoss || ofLoss.ContainsKey(weight.Name),
            });
        }
        Result result = new([], []);
        Step(spec, g, [.. sums], result, problems);
        return result;
    }

    // What is trained, with its gradient where the loss depends on it.
    private static ImmutableArray<(Node Weight, Node? Gradient)> OfLoss(Forward forward)
    {
        if (forward.Loss is null)
            return [];
        ImmutableArray<Node> weights = [.. forward.Parameters.Where(p => p.IsTrained).Select(p => forward.Builder.Source(SourceKind.Parameter, p.Name, p.Shape))];
        return [.. weights.Zip(Differentiate.Run(forward.Builder, forward.Loss, weights), (weight, gradient) => (weight, gradient))];
    }

    // The weights that the outputs depend on.
    private static List<(string Name, bool IsOfRows)> OfOutput(NetworkSpec spec)
    {
        Forward forward = Forward.Build(spec, training: true, withLoss: false, []);
        return [.. GradientGraphs.OfOutput(forward).Updates.Where(u => GradientGraphs.IsSum(NameOf(u.Target)))
            .Select(u => (GradientGraphs.ParameterOf(NameOf(u.Target)), LazyRows.IsOfRows(u.Value, u.Target)))];
    }

    /// <summary>A weight that is trained.</summary>
    /// <param name="Weight">The weight.</param>
    /// <param name="Gradient">Its gradient.</param>
    /// <param name="IsOfRows">Whether that is made of rows by number.</param>
    private sealed record Reached(Node Weight, Node Gradient, bool IsOfRows)
    {
        /// <summary>Whether it is changed even if no gradients of outputs are given.</summary>
        public bool Always { get; init; } = true;
    }

    private static string NameOf(Node source) => ((Source)source.Primitive).Name;

    private static void Step(NetworkSpec spec, GraphBuilder g, ImmutableArray<Reached> reached, Result result, List<Problem> problems)
    {
        ImmutableArray<int> optimizers = Names.Indices<Optimizer>(spec);
        double rate = RateOf(spec, optimizers[0]);
        ImmutableArray<Node?> ownRates = [.. reached.Select(r => OwnRate.Of(spec, g, r.Weight.Name))];
        HashSet<int> lazy = [], withTables = [];
        ImmutableArray<Node> gradients = Clip(spec, g, [.. reached.Select((r, i) => OwnRate.Unfrozen(g, ownRates[i], r.Gradient))], problems);
        for (int i = 0; i < reached.Length; i++)
        {
            string parameter = NameOf(reached[i].Weight);
            g.Scope = parameter + ".update";
            int index = optimizers.Where(o => Optimizer.Takes(spec.Elements[o], parameter)).DefaultIfEmpty(-1).First();
            if (index < 0)
            {
                problems.Add(new(ProblemKinds.NoOptimizerFor, optimizers[0], null, [spec.Name, parameter]));
                return;
            }
            double factor = index == optimizers[0] ? 1 : RateOf(spec, index) / rate;
            List<(Node Target, Node Value)> updates = [];
            At(spec, index)
                .Build(new(g, Names.DeclarationOf(spec), index, NameOf(spec, index), problems, reached[i].Weight, gradients[i], factor, result.States, updates, ownRates[i]));
            if (At(spec, index).IsLazy(spec.Elements[index]))
            {
                lazy.Add(index);
                if (reached[i].IsOfRows)
                {
                    LazyRows.Keep(g, reached[i].Gradient, updates);
                    withTables.Add(index);
                }
            }
            OwnRate.Keep(g, ownRates[i], updates);
            result.Updates.AddRange(reached[i].Always ? updates
                : updates.Select(u => (u.Target, g.Map((next, kept, given) => (given > 0).Then(next, kept), u.Value, u.Target, g.HostScalar(Source.OutputGradients)))));
        }
        foreach (int unused in optimizers.Where(o => !reached.Any(r => optimizers.First(p => Optimizer.Takes(spec.Elements[p], NameOf(r.Weight))) == o)))
            problems.Add(new(ProblemKinds.OptimizerOfNothing, unused, null, [spec.Elements[unused].Kind, string.Join(", ", reached.Select(r => $"'{NameOf(r.Weight)}'"))]));
        foreach (int without in lazy.Except(withTables))
            problems.Add(new(ProblemKinds.NothingLazy, without, Optimizer.Lazy.Name, [spec.Elements[without].Kind]));
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
            : forward.Loss is null ? "neither its outputs change with any of its weights, nor has it a loss"
            : "its loss doesn't change with any of its weights; look at what the layers between them and the loss give";
    }

    private static ImmutableArray<Node> Clip(NetworkSpec spec, GraphBuilder g, ImmutableArray<Node> gradients, List<Problem> problems)
    {
        g.Scope = "clip";
        for (int i = 0; i < spec.Elements.Count; i++)
        {
            if (Catalogue.All[spec.Elements[i].Kind] is Clipping clipping)
            {
                ElementContext context = new(g, Names.DeclarationOf(spec), i, clipping.Kind, problems);
                if (clipping.Check(context))
                    gradients = clipping.Build(context, gradients);
            }
        }
        return gradients;
    }
}
