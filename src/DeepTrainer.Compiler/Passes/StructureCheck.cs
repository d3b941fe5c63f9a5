using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>Declaration → the mistakes in its structure: what is there too often or too seldom, names, and who takes input from whom.</summary>
public static class StructureCheck
{
    public static ImmutableArray<Problem> Run(NetworkSpec spec) => [.. Inputs(spec), .. Counts(spec), .. Names(spec), .. Connections(spec)];

    private static IEnumerable<Problem> Inputs(NetworkSpec spec)
    {
        int[] inputs = IndicesOf(spec, e => e is Input);
        if (inputs.Length == 0)
            yield return new(ProblemKinds.NoInput, Problem.TheClass, null, [spec.Name]);
        foreach (int extra in inputs.Skip(1))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, "[Input]"]);
        if (inputs.Length > 0 && IndicesOf(spec, e => e is Layer).Any(l => l < inputs[0]))
            yield return new(ProblemKinds.InputNotFirst, inputs[0], null, [spec.Name]);
        foreach (int index in inputs.Take(1))
        {
            int[] extents = Forward.Extents(spec.Elements[index]);
            foreach (int extent in extents.Where(e => e < 1))
                yield return new(ProblemKinds.NotPositive, index, "Shape", ["Shape", Forward.InputName, Format.Integer(extent)]);
            double values = extents.Aggregate(1.0, (size, extent) => size * extent);
            if (values > Build.MaxSampleValues)
            {
                yield return new(ProblemKinds.TooLarge, index, "Shape",
                    [Forward.InputName, values.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), "values a sample", Format.Grouped(Build.MaxSampleValues)]);
            }
            if (Forward.TimeOf(spec) is { } time && time > extents.Length)
                yield return new(ProblemKinds.OutOfRange, index, "Time", ["Time", Forward.InputName, Format.Integer(time - 1), $"a dimension of the sample, from 0 to {Format.Integer(extents.Length - 1)}, or -1 for none"]);
            if (extents.Length == 0)
                yield return new(ProblemKinds.NotPositive, index, "Shape", ["Shape", Forward.InputName, "empty"]);
        }
    }

    private static IEnumerable<Problem> Counts(NetworkSpec spec)
    {
        int[] losses = IndicesOf(spec, e => e is Loss), optimizers = IndicesOf(spec, e => e is Optimizer);
        int[] clippings = IndicesOf(spec, e => e is Clipping), layers = IndicesOf(spec, e => e is Layer);
        if (layers.Length == 0)
            yield return new(ProblemKinds.NoLayer, Problem.TheClass, null, [spec.Name]);
        foreach (int extra in losses.Skip(1))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, "loss"]);
        foreach (int extra in optimizers.Skip(1))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, "optimizer"]);
        foreach (int extra in clippings.GroupBy(i => spec.Elements[i].Kind).SelectMany(g => g.Skip(1)))
            yield return new(ProblemKinds.SeveralOfAKind, extra, null, [spec.Name, $"[{spec.Elements[extra].Kind}]"]);
        foreach (int orphan in losses.Length > 0 ? [] : optimizers.Concat(clippings))
            yield return new(ProblemKinds.OptimizerWithoutLoss, orphan, null, [spec.Name, spec.Elements[orphan].Kind]);
        if (losses.Length > 0 && optimizers.Length == 0)
            yield return new(ProblemKinds.LossWithoutOptimizer, losses[0], null, [spec.Name]);
    }

    private static IEnumerable<Problem> Names(NetworkSpec spec)
    {
        HashSet<string> seen = [Forward.InputName];
        foreach ((int element, string name) in Forward.NamesOf(spec))
        {
            if (!char.IsLetter(name.FirstOrDefault()) || !name.All(c => char.IsLetterOrDigit(c) || c == '_'))
                yield return new(ProblemKinds.InvalidName, element, "Name", [name]);
            else if (!seen.Add(name))
                yield return new(ProblemKinds.DuplicateName, element, spec.Elements[element].Name is null ? null : "Name", [name]);
        }
    }

    private static IEnumerable<Problem> Connections(NetworkSpec spec)
    {
        var layers = Forward.NamesOf(spec);
        HashSet<string> all = [Forward.InputName, .. layers.Select(l => l.Name)], above = [Forward.InputName];
        foreach ((int element, string name) in layers)
        {
            EquatableArray<string> from = spec.Elements[element].From;
            foreach (string source in from.Where(f => !above.Contains(f)))
            {
                yield return all.Contains(source)
                    ? new(ProblemKinds.Cycle, element, "From", [name, source])
                    : new(ProblemKinds.UnknownFrom, element, "From", [name, source, string.Join(", ", above.Select(a => $"'{a}'"))]);
            }
            if (InputCount((Layer)Catalogue.All[spec.Elements[element].Kind], element, name, from.Count) is { } problem)
                yield return problem;
            above.Add(name);
        }
    }

    private static Problem? InputCount(Layer layer, int element, string name, int named) =>
        layer.Takes(Math.Max(1, named)) ? null
        : layer.Inputs is { } inputs ? new(ProblemKinds.InputCount, element, named > 0 ? "From" : null, [name, inputs, Format.Integer(named)])
        : layer.TakesSeveral ? new(ProblemKinds.SeveralInputs, element, null, [name, Format.Integer(Math.Max(1, named))])
        : new(ProblemKinds.OneInput, element, "From", [name, Format.Integer(named)]);

    private static int[] IndicesOf(NetworkSpec spec, Func<Element, bool> predicate) =>
        [.. Enumerable.Range(0, spec.Elements.Count).Where(i => predicate(Catalogue.All[spec.Elements[i].Kind]))];
}
