using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>Declaration → model: the graphs, or the user's mistakes.</summary>
public static class Build
{
    /// <summary>The model, none if there were errors; and every problem found, warnings included.</summary>
    public static (NetworkModel? Model, ImmutableArray<Problem> Problems) Run(NetworkSpec spec) => Run(spec, rewrites: true);

    /// <summary>
    /// The prediction alone of a network that is right. The graph is larger than it need be, but what each layer gives is a value of its own in it, for what knows
    /// layers.
    /// </summary>
    public static NetworkModel Prediction(NetworkSpec spec) => Run(spec, rewrites: false, predictsOnly: true) is ({ } model, _) ? model
        : throw new ArgumentException($"'{spec.Name}' can't be built.", nameof(spec));

    /// <summary>The same, with or without the builder's rewrites, of everything or of the prediction alone.</summary>
    internal static (NetworkModel? Model, ImmutableArray<Problem> Problems) Run(NetworkSpec spec, bool rewrites, bool predictsOnly = false)
    {
        Expand.Result expanded = Expand.Run(spec);
        if (!expanded.Problems.IsEmpty)
            return (null, expanded.Problems);
        (NetworkModel? model, ImmutableArray<Problem> problems) = RunExpanded(expanded.Spec, rewrites, predictsOnly);
        return (model is null ? null : model with { Spec = spec }, expanded.Located(problems));
    }

    private static (NetworkModel? Model, ImmutableArray<Problem> Problems) RunExpanded(NetworkSpec spec, bool rewrites, bool predictsOnly)
    {
        List<Problem> problems = [.. StructureCheck.Run(spec)];
        if (problems.Exists(IsError))
            return (null, [.. problems]);

        Forward inference = Forward.Build(spec, training: false, withLoss: false, problems, rewrites);
        if (problems.Exists(IsError))
            return (null, [.. problems]);
        CheckSize(spec, inference, problems);
        CheckTensorNames(spec, inference, problems);
        StreamingModel? streaming = predictsOnly ? null : Forward.Streaming(spec, inference, problems);
        int optimizer = IndexOf<Optimizer>(spec);
        bool hasLoss = !predictsOnly && IndexOf<Loss>(spec) >= 0;
        Forward? judged = hasLoss ? inference.Judged() : null, evaluation = spec.IsInference ? null : judged;
        if (!predictsOnly && !problems.Exists(IsError))
            problems.AddRange(Advice.Run(spec, judged ?? inference));
        if (predictsOnly || (optimizer < 0 && !spec.Gradients) || problems.Exists(IsError))
            return Finish(inference, evaluation, null, null);

        problems.RemoveAll(p => !IsError(p) && p.Kind == ProblemKinds.UnusedBranch);
        Forward training = Forward.Build(spec, training: true, hasLoss, problems, rewrites);
        return problems.Exists(IsError)
            ? (null, [.. problems])
            : Finish(inference, evaluation, training, optimizer < 0 ? null : Update.Run(spec, training, problems));

        (NetworkModel?, ImmutableArray<Problem>) Finish(Forward forward, Forward? evaluation, Forward? training, Update.Result? update)
        {
            if (problems.Exists(IsError))
                return (null, [.. problems.Distinct()]);
            Node output = forward.Output!;
            foreach (string unknown in NamePattern.Of(spec.Frozen).Where(p => !forward.Parameters.Exists(w => !w.IsBuffer && NamePattern.Matches(p, w.Name))))
            {
                problems.Add(new(ProblemKinds.NothingToFreeze, Problem.TheClass, null,
                    [unknown, spec.Name, string.Join(", ", forward.Parameters.Where(w => !w.IsBuffer).Take(20).Select(w => $"'{w.Name}'"))]));
            }
            var numbers = new[] { forward, evaluation, training }.OfType<Forward>().SelectMany(f => f.Builder.Numbers).GroupBy(n => n.Name)
                .Select(g => g.First()).ToImmutableArray();
            foreach (string unknown in NamePattern.Of(spec.Adjustable).Where(p => !predictsOnly && !numbers.Any(n => NamePattern.Matches(p, n.Name))))
            {
                problems.Add(new(ProblemKinds.NothingToAdjust, Problem.TheClass, null,
                    [unknown, spec.Name, Adjustables(unknown)]));
            }
            string Adjustables(string pattern)
            {
                string[] names = pattern.EndsWith(OwnRate.Suffix, StringComparison.Ordinal)
                    ? [.. forward.Parameters.Where(p => p.IsTrained).Select(p => p.Name + OwnRate.Suffix)]
                    : [.. numbers.Select(n => n.Name)];
                return names.Length == 0 ? "it has no numbers that can be" : $"there are {string.Join(", ", names.Select(n => $"'{n}'"))}";
            }

            if (problems.Exists(IsError))
                return (null, [.. problems.Distinct()]);
            NetworkModel model = new(
                spec, forward.Summaries(), forward.Inputs, forward.Outputs, judged?.Targets
                    ?? [], evaluation is not null, [.. forward.Parameters], update is null ? [] : [.. update.States],
                optimizer < 0 ? 0 : ((Optimizer)Catalogue.All[spec.Elements[optimizer].Kind]).InitialLearningRate(spec.Elements[optimizer]),
                new Graph([(Graph.Prediction, output)], []),
                evaluation is null ? null : new Graph([(Graph.Prediction, evaluation.Output!), .. evaluation.LossOutputs], []),
                update is null || evaluation is null ? null : new Graph([.. training!.LossOutputs], [.. update.Updates]))
            {
                HasOptimizer = update is not null,
                Streaming = streaming,
                LayerParts = [.. forward.LayerParts],
                InputNodes = [.. forward.Inputs.Select(forward.ValueOf)],
                OutputNodes = [.. forward.Outputs.Select(forward.ValueOf)],
                Counts = [.. new[] { forward, evaluation }.OfType<Forward>().SelectMany(f => f.Builder.Counts).Distinct()],
                Losses = [.. evaluation?.Losses.Select(l => l.Name) ?? []],
                LossTerms = [.. evaluation?.LossTerms.Select(p => (p.Name, p.Labels)) ?? []],
                Adjustables = [.. numbers.Where(n => n.IsAdjustable)],
                SampleNeeds = training is null ? [] : [.. training.Needs],
                Constants = [.. new[] { forward, evaluation, training }.OfType<Forward>().SelectMany(f => f.Builder.Constants).Concat(streaming?.Constants ?? []).Distinct()],
            };
            Verifier.Check(model.Inference, after: nameof(Forward));
            if (streaming is not null)
                Verifier.Check(streaming.Graph, after: nameof(Forward.Streaming));
            if (model.Evaluation is not null)
                Verifier.Check(model.Evaluation, after: nameof(Forward));
            if (model.Training is not null)
                Verifier.Check(model.Training, after: nameof(Update));
            return (model, [.. problems.Distinct()]);
        }
    }

    internal static int IndexOf<T>(NetworkSpec spec)
        where T : Element
    {
        for (int i = 0; i < spec.Elements.Count; i++)
        {
            if (Catalogue.All[spec.Elements[i].Kind] is T)
                return i;
        }
        return -1;
    }

    private static bool IsError(Problem problem) => problem.Kind.Severity == ProblemSeverity.Error;

    // "attn" has a part "attn.out_proj", which another layer may be called as well.
    private static void CheckTensorNames(NetworkSpec spec, Forward forward, List<Problem> problems)
    {
        foreach (ParameterSpec second in forward.Parameters.GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => g.Last()))
        {
            int element = Names.OfLayers(spec).Last(l => l.Name == second.Layer).Element;
            problems.Add(new(ProblemKinds.DuplicateName, element, spec.Elements[element].Name is null ? null
                : "Name", [second.Name.LastIndexOf('.') is > 0 and int end && second.Name != second.Layer ? second.Name.Substring(0, end) : second.Name]));
        }
    }

    private static void CheckSize(NetworkSpec spec, Forward forward, List<Problem> problems)
    {
        long count = forward.Parameters.Sum(p => p.Shape.SampleSize);
        if (count > Limits.MaxParameters)
        {
            problems.Add(new(ProblemKinds.TooLarge, Problem.TheClass, null,
                [spec.Name, Format.Grouped(count), "weights", Format.Grouped(Limits.MaxParameters)]));
        }
    }
}
