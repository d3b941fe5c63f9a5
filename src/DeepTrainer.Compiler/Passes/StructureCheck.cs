using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>Declaration → the mistakes in its structure: what is there too often or too seldom, names, and who takes input from whom.</summary>
public static class StructureCheck
{
    public static ImmutableArray<Problem> Run(NetworkSpec spec) => Values(spec).ToImmutableArray() is { IsEmpty: false } values ? values
        : [.. Inputs(spec), .. Types(spec), .. Counts(spec), .. Names(spec), .. Connections(spec), .. Ends(spec), .. SharedWeights.Check(spec)];

    // Null where a value is needed, and numbers that are none. What is written as null where something may be left out is left out.
    private static IEnumerable<Problem> Values(NetworkSpec spec)
    {
        for (int i = 0; i < spec.Elements.Count; i++)
        {
            ElementSpec element = spec.Elements[i];
            Element kind = Catalogue.All[element.Kind];
            string name = element.Name ?? $"[{element.Kind}]";
            foreach (Option option in kind.Options.Concat(kind.CommonOptions))
            {
                if (option is { Default: null } && option.ValueIn(element) is null)
                    yield return new(ProblemKinds.OutOfRange, i, option.Name, [option.Name, name, "null", "given"]);
                // What is finite here must be so as the float that it becomes.
                if (option.ValueIn(element)?.Number is { } number && (double.IsNaN(number) || (!option.MayBeInfinite && float.IsInfinity((float)number))))
                {
                    string wanted = option.MayBeInfinite ? "a number" : double.IsInfinity(number) || double.IsNaN(number) ? "a finite number"
                        : "a number that float can hold, at most 3.4e38";
                    yield return new(ProblemKinds.OutOfRange, i, option.Name, [option.Name, name, Format.Number(number), wanted]);
                }
            }
        }
    }

    private static IEnumerable<Problem> Types(NetworkSpec spec)
    {
        if (spec.WeightType.Length == 0)
            yield break;
        if (ElementType.OfWeights(spec.WeightType) is null)
            yield return new(ProblemKinds.OutOfRange, Problem.TheClass, null,
                ["WeightType", spec.Name, spec.WeightType, "one of WeightType's members: Float32, BFloat16, Float16, Int8"]);
        else if (spec.Gradients || IndicesOf(spec, e => e is Optimizer).Length > 0)
            yield return new(ProblemKinds.TrainsNarrow, Problem.TheClass, null, [spec.Name, spec.Gradients ? "Gradients"
                : $"[{spec.Elements[IndicesOf(spec, e => e is Optimizer)[0]].Kind}]", spec.WeightType]);
    }

    private static IEnumerable<Problem> Inputs(NetworkSpec spec)
    {
        var inputs = Passes.Names.OfInputs(spec);
        if (inputs.Length == 0)
            yield return new(ProblemKinds.NoInput, Problem.TheClass, null, [spec.Name]);
        if (inputs.Length > 0 && IndicesOf(spec, e => e is Layer).Any(l => l < inputs[0].Element))
            yield return new(ProblemKinds.InputNotFirst, inputs[0].Element, null, [spec.Name]);
        double total = 0;
        foreach ((int index, string name) in inputs)
        {
            int[] extents = Input.ExtentsOf(spec.Elements[index]);
            foreach (int extent in extents.Where(e => e < 1))
                yield return new(ProblemKinds.NotPositive, index, "Shape", ["Shape", name, Format.Integer(extent)]);
            if (extents.Length > Limits.MaxDimensions)
                yield return new(ProblemKinds.TooLarge, index, "Shape", [name, Format.Integer(extents.Length), "dimensions", Format.Integer(Limits.MaxDimensions)]);
            total += extents.Aggregate(1.0, (size, extent) => size * extent);
            if (total > Limits.MaxSampleValues)
            {
                yield return new(ProblemKinds.TooLarge, index, "Shape",
                    [name, total.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), "values a sample", Format.Grouped(Limits.MaxSampleValues)]);
            }
            if (Input.Time.ValueIn(spec.Elements[index])!.Number!.Value is var time && (time < -1 || time >= Math.Max(1, extents.Length)))
                yield return new(ProblemKinds.OutOfRange, index, "Time",
                    ["Time", name, Format.Number(time), $"a dimension of the sample, from 0 to {Format.Integer(extents.Length - 1)}, or -1 for none"]);
            if (extents.Length == 0)
                yield return new(ProblemKinds.NotPositive, index, "Shape", ["Shape", name, "empty"]);
        }
    }

    private static IEnumerable<Problem> Counts(NetworkSpec spec)
    {
        int[] losses = IndicesOf(spec, e => e is Loss), optimizers = IndicesOf(spec, e => e is Optimizer);
        int[] clippings = IndicesOf(spec, e => e is Clipping), layers = IndicesOf(spec, e => e is Layer);
        if (layers.Length == 0)
            yield return new(ProblemKinds.NoLayer, Problem.TheClass, null, [spec.Name]);
        foreach (int extra in IndicesOf(spec, e => e is Output).Skip(1))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, "[Output]"]);
        // Several share the parameters by name: one may take what is left.
        foreach (int extra in optimizers.Where(o => Optimizer.Only.ValueIn(spec.Elements[o])!.Text is not { Length: > 0 }
            && Optimizer.Except.ValueIn(spec.Elements[o])!.Text is not { Length: > 0 }).Skip(1))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, "optimizer"]);
        foreach (int extra in clippings.GroupBy(i => spec.Elements[i].Kind).SelectMany(g => g.Skip(1)))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, $"[{spec.Elements[extra].Kind}]"]);
        // With Gradients it steps by what others give.
        foreach (int orphan in losses.Length > 0 ? [] : spec.Gradients && optimizers.Length > 0 ? [] : optimizers.Concat(clippings))
            yield return new(ProblemKinds.OptimizerWithoutLoss, orphan, null, [spec.Name, spec.Elements[orphan].Kind]);
        // Where weights come with the assembly, a loss tells what outputs mean; with Gradients others may step.
        if (losses.Length > 0 && optimizers.Length == 0 && spec.Weights.Length == 0 && !spec.Gradients)
            yield return new(ProblemKinds.LossWithoutOptimizer, losses[0], null, [spec.Name]);
    }

    private static IEnumerable<Problem> Names(NetworkSpec spec)
    {
        HashSet<string> seen = [];
        var results = Passes.Names.OfResults(spec).Select(r => (r.Element, r.Name));
        foreach ((int element, string name) in Passes.Names.OfData(spec).Concat(results).OrderBy(n => n.Item1).Concat(Passes.Names.OfLosses(spec)))
        {
            if (!NamePattern.IsName(name))
                yield return new(ProblemKinds.InvalidName, element, "Name", [name]);
            else if (!seen.Add(name))
                yield return new(ProblemKinds.DuplicateName, element, spec.Elements[element].Name is null ? null : "Name", [name]);
        }
    }

    private static IEnumerable<Problem> Connections(NetworkSpec spec)
    {
        var data = Passes.Names.OfData(spec);
        var results = Passes.Names.OfResults(spec).ToLookup(r => r.Element, r => r.Name);
        HashSet<string> all = [.. data.Select(d => d.Name), .. results.SelectMany(r => r)], above = [];
        foreach ((int element, string name) in data)
        {
            if (Catalogue.All[spec.Elements[element].Kind] is not Layer layer)
            {
                above.Add(name);
                continue;
            }
            EquatableArray<string> from = spec.Elements[element].From;
            var named = from.Select(f => (Argument: "From", Name: f)).Concat(Passes.Names.InOptionsOf(spec.Elements[element]).Select(o => (Argument: o.Option.Name, o.Name)));
            foreach ((string argument, string source) in named.Where(n => !above.Contains(n.Name)))
            {
                yield return all.Contains(source)
                    ? new(ProblemKinds.Cycle, element, argument, [name, source])
                    : new(ProblemKinds.UnknownFrom, element, argument, [name, source, string.Join(", ", above.Select(a => $"'{a}'"))]);
            }
            if (InputCount(layer, element, name, from.Count) is { } problem)
                yield return problem;
            above.Add(name);
            above.UnionWith(results[element]);
        }
    }

    private static Problem? InputCount(Layer layer, int element, string name, int named) =>
        layer.Takes(layer.TakesNone ? named : Math.Max(1, named)) ? null
        : layer.TakesNone ? new(ProblemKinds.InputCount, element, "From", [name, "no input", Format.Integer(named)])
        : layer.Inputs is { } inputs ? new(ProblemKinds.InputCount, element, named > 0 ? "From" : null, [name, inputs, Format.Integer(named)])
        : layer.TakesSeveral ? new(ProblemKinds.SeveralInputs, element, null, [name, Format.Integer(Math.Max(1, named))])
        : new(ProblemKinds.OneInput, element, "From", [name, Format.Integer(named)]);

    // What losses judge and what predictions consist of.
    private static IEnumerable<Problem> Ends(NetworkSpec spec)
    {
        string[] all = [.. Passes.Names.OfData(spec).Concat(Passes.Names.OfResults(spec).Select(r => (r.Element, r.Name))).OrderBy(n => n.Item1).Select(d => d.Item2)];
        string known = string.Join(", ", all.Select(a => $"'{a}'"));
        foreach ((int element, string name) in Passes.Names.OfLosses(spec))
        {
            EquatableArray<string> from = spec.Elements[element].From;
            int? layers = ((Loss)Catalogue.All[spec.Elements[element].Kind]).LayersOf(spec, spec.Elements[element]);
            foreach (string unknown in from.Except(all))
                yield return new(ProblemKinds.UnknownFrom, element, "From", [name, unknown, known]);
            foreach ((Option option, string unknown) in Passes.Names.InOptionsOf(spec.Elements[element]).Where(o => !all.Contains(o.Name)))
                yield return new(ProblemKinds.UnknownFrom, element, option.Name, [name, unknown, known]);
            if (layers is { } wanted && from.Count != wanted && (from.Count > 0 || wanted > 1))
            {
                string example = string.Join(", ", Enumerable.Range(0, wanted).Select(i => (char)('a' + i)));
                yield return new(ProblemKinds.WrongNumberOfLayers, element, from.Count > 0 ? "From" : null,
                    [name, wanted == 1 ? "1 layer" : $"{Format.Integer(wanted)} layers", Format.Integer(from.Count), example]);
            }
        }
        foreach (int output in IndicesOf(spec, e => e is Output))
        {
            ImmutableArray<string> layers = Output.LayersOf(spec.Elements[output]);
            foreach (string unknown in layers.Except(all))
                yield return new(ProblemKinds.UnknownFrom, output, "Layers", [spec.Elements[output].Kind, unknown, known]);
            foreach (string twice in layers.GroupBy(l => l).Where(g => g.Count() > 1).Select(g => g.Key))
                yield return new(ProblemKinds.NamedTwice, output, "Layers", [twice]);
            if (layers.IsEmpty)
                yield return new(ProblemKinds.NotPositive, output, "Layers", ["Layers", spec.Elements[output].Kind, "empty"]);
        }
    }

    private static int[] IndicesOf(NetworkSpec spec, Func<Element, bool> predicate) =>
        [.. Enumerable.Range(0, spec.Elements.Count).Where(i => predicate(Catalogue.All[spec.Elements[i].Kind]))];
}
