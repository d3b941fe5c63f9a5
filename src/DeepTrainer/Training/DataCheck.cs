using System.Collections.Immutable;
using System.Globalization;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>Checks that a dataset fits a network before anything is trained.</summary>
internal static class DataCheck
{
    private const string TablesTargets = "a table's learned column is declared with TableColumn.Label or Target";

    public static void Run(IBatchSource data, INetwork network, string argument)
    {
        NetworkInfo info = network.Info;
        if (!info.HasLoss)
            Runtime.Check.WrongTargets(info, isTraining: false);
        SampleFormat format = data.Format ?? throw new ArgumentException($"'{argument}' has no format.", argument);
        if (data.Count == 0)
            throw new ArgumentException($"'{argument}' has no samples.", argument);
        if (format.InputSize != info.InputSize)
            throw new ArgumentException(
                $"Samples of '{argument}' have {format.InputSize} values {LayerInfo.Text(format.InputShape.AsSpan())}, "
                + $"but '{info.Name}' takes {info.InputSize} {LayerInfo.Text(info.InputShape.AsSpan())}.", argument);
        CheckTargets(format, info, argument, data as Dataset);
        // What others give is checked when it has been read.
        if (data is Dataset dataset)
            Values(dataset.All, info, argument);
    }

    /// <summary>Checks that class numbers mean the same of both: of files that were read each for itself, they may not.</summary>
    public static void SameClasses(SampleFormat train, SampleFormat other, string argument) => SameClasses(train.ClassNames, other.ClassNames, argument);

    /// <summary>The same for samples that a network is measured with, if it knows the names of its classes.</summary>
    public static void KnownClasses(INetwork network, SampleFormat data, string argument)
    {
        if (data.HasLabels && NetworkMetadata.Of(network).Classes is { IsDefaultOrEmpty: false } names)
            SameClasses(names, data.ClassNames, argument);
    }

    private static bool IsNumbered(ImmutableArray<string> names) => names.AsSpan().SequenceEqual(Dataset.ClassNumbers(names.Length).AsSpan());

    private static void SameClasses(ImmutableArray<string> trained, ImmutableArray<string> other, string argument)
    {
        if (IsNumbered(trained) && IsNumbered(other))
            return;
        // Numbers that nobody gave names say nothing beside words.
        if ((IsNumbered(trained) && !AreNumbers(other)) || (IsNumbered(other) && !AreNumbers(trained)))
            return;
        int common = Math.Min(trained.Length, other.Length);
        if (trained.AsSpan()[..common].SequenceEqual(other.AsSpan()[..common]))
            return;
        throw new ArgumentException(
            $"The classes of '{argument}' are {Names(other)}, and those that are trained on {Names(trained)}, so that their numbers mean others; "
                + "read it with ClassNames of the training samples.", argument);

        static bool AreNumbers(ImmutableArray<string> names) => names.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));

        static string Names(ImmutableArray<string> names) =>
            string.Join(", ", names.Take(10).Select(name => $"'{Excerpt.Of(name)}'")) + (names.Length > 10 ? $" and {names.Length - 10} more" : "");
    }

    /// <summary>Checks the values of samples.</summary>
    public static void Values(Samples samples, NetworkInfo info, string argument, long first = 0)
    {
        foreach (TargetInfo target in info.Targets)
            CheckIndices(samples, info, target);
        CheckFinite(samples.Inputs, samples.Format.InputSize, "input", argument, first);
        CheckFinite(samples.Targets, samples.Format.TargetSize, "target", argument, first);
        if (samples.Format.HasLabels)
            CheckLabels(samples, argument, first);
    }

    /// <summary>Checks that every batch of an epoch can be trained on.</summary>
    public static void Batches(IBatchSource data, NetworkInfo info, int batchSize, string argument, int? partSize = null, int ranks = 1)
    {
        Memory(data, info, batchSize, argument);
        int size = BatchFeed.SizeOf(data, batchSize), last = data.Count % size is { } rest and > 0 ? (int)rest : size;
        foreach (SampleNeed need in info.SampleNeeds)
        {
            if (last < need.Samples)
                throw new ArgumentException(
                    $"{(data.Count is { } count ? $"{count} samples in batches" : "Batches")} of {size} leave {last} for the last batch of an epoch, "
                        + $"but '{need.Layer}' of '{info.Name}' normalizes by the batch and needs "
                    + $"{need.Samples} samples or more. Choose another batch size, or leave samples "
                        + $"out{(data is Dataset ? $": train.Subset(..{data.Count - last})" : "")}.", argument);
            foreach (int batch in partSize is not null || ranks > 1 ? [size, last] : Array.Empty<int>())
            {
                if (LeastPartOf(batch, partSize ?? batch, ranks) is var least && least < need.Samples)
                    throw new ArgumentException(
                        $"A batch of {batch} samples "
                            + $"{(ranks > 1 ? $"on {ranks} ranks " : "")}{(partSize is null ? "" : $"in parts of at most {partSize} ")}has a part of "
                                + $"{least}, but '{need.Layer}' of "
                        + $"'{info.Name}' normalizes by the samples of a part and needs {need.Samples} or more. Make "
                        + $"{(partSize is null ? "batches" : "parts")} larger{(partSize is null ? ", or leave samples out of the last one" : " (MicroBatchSize)")}.", argument);
            }
        }
    }

    /// <summary>Checks that batches can be trained on in parts, here or on several ranks, or that their gradients can be watched.</summary>
    public static void Parts(INetwork network, int? partSize, bool isWatched, bool isJoint = false)
    {
        if (partSize is null && !isJoint)
        {
            if (isWatched && network is IGradientNetwork { AccumulatedSamples: > 0 and var left })
                throw Pending(network, left);
            return;
        }
        string setting = isJoint ? "Group" : "MicroBatchSize";
        if (network is not IGradientNetwork { AccumulatedSamples: var pending })
        {
            throw new InvalidOperationException(
                $"'{network.Info.Name}' can't be trained on parts of batches ({setting}): it hands out no gradients; declare it with [Network(Gradients = true)].");
        }
        if (network.Info.MaxBatch < int.MaxValue)
        {
            throw new InvalidOperationException(
                $"'{network.Info.Name}' has a loss that compares the samples of a batch with each other, which parts of a batch would not be; leave {setting} out.");
        }
        if (pending > 0)
            throw Pending(network, pending);
    }

    private static InvalidOperationException Pending(INetwork network, long samples) => new(
        $"'{network.Info.Name}' has accumulated gradients of {samples} samples, which the first step would take as well; call Apply or DiscardGradients before.");

    /// <summary>How many parts of at most so many samples a batch has; the k-th of n parts of s samples goes from k·s/n to (k+1)·s/n.</summary>
    public static int PartsOf(int samples, int partSize) => (int)(((long)samples + partSize - 1) / partSize);

    // Ranks have two numbers of samples at most, and each parts its own.
    private static int LeastPartOf(int batch, int partSize, int ranks)
    {
        int few = batch / ranks, many = (batch + ranks - 1) / ranks;
        return few == 0 ? 0 : Math.Min(few / PartsOf(few, partSize), many / PartsOf(many, partSize));
    }

    /// <summary>Checks that a batch fits into arrays, and that losses can compare its samples.</summary>
    public static void Memory(IBatchSource data, NetworkInfo info, int batchSize, string argument)
    {
        int size = BatchFeed.SizeOf(data, batchSize);
        if (size > info.MaxBatch)
            throw new ArgumentException(
                $"Batches of {size} samples are too large for '{info.Name}', whose loss compares up to {info.MaxBatch}: make batches smaller, or set "
                    + "MaxBatch of its [Loss].", argument);
        foreach ((int values, string what) in (ReadOnlySpan<(int, string)>)[(data.Format.InputSize, "input values"),
            (data.Format.TargetSize, "target values"), (info.OutputSize, "outputs")])
        {
            if ((long)size * values > Array.MaxLength)
                throw new ArgumentException(
                    $"A batch of {size} samples with {values} {what} each has {(long)size * values} of them, more than an array's {Array.MaxLength}; "
                        + "make batches smaller.", argument);
        }
    }

    private static void CheckTargets(SampleFormat data, NetworkInfo info, string argument, Dataset? dataset)
    {
        bool takesLabels = info.TargetKind == TargetKind.ClassIndices;
        if (takesLabels && !data.HasLabels)
            throw new ArgumentException($"'{info.Name}' is trained on class indices, but '{argument}' has {Instead(data)}.", argument);
        if (!takesLabels && data.HasLabels)
            throw new ArgumentException(
                $"'{info.Name}' is trained on {(info.TargetKind == TargetKind.Values ? "values" : "probabilities")}, but '{argument}' has class indices; "
                + $"{(info.TargetKind == TargetKind.Values ? "read quantities as such (CsvOptions.Targets = TargetKind.Values), or " : "")}"
                + "make target values of classes with OneHot.", argument);
        if (takesLabels && data.Classes > info.Targets[0].Classes)
            throw new ArgumentException(
                $"'{argument}' has {data.Classes} classes, but '{info.Name}' has {info.Targets[0].Classes} outputs{Gaps(data, dataset, info.Targets[0].Classes)}.", argument);
        if (takesLabels && data.IgnoredLabel is { } ignored && ignored != info.Targets[0].Ignored)
            throw new ArgumentException($"'{argument}' has the label {ignored} for samples without a class, but '{info.Name}' doesn't ignore it; set "
                + "the loss's IgnoreIndex.", argument);
        if (data.TargetSize != info.TargetSize)
            throw new ArgumentException(
                $"Samples of '{argument}' have {data.TargetSize} {(takesLabels ? "labels" : "target values")}, but '{info.Name}' is trained on {info.TargetSize}"
                + $"{(data.TargetSize == 0 ? $"; {TablesTargets}" : OfSteps(data, info))}.", argument);
    }

    // Labels from 1, or with numbers that are missing between: whole numbers are taken for classes' indices. Where more classes occur than there
    // are outputs, that isn't why.
    private static string Gaps(SampleFormat data, Dataset? dataset, int outputs)
    {
        if (dataset is null || !IsNumbered(data.ClassNames))
            return "";
        int[] unused = [.. Enumerable.Range(0, data.Classes).Except(dataset.All.Labels.ToArray())];
        string more = unused.Length > 10 ? $" and {unused.Length - 10} more" : "";
        return unused.Length == 0 || unused[^1] == data.Classes - 1 || data.Classes - unused.Length > outputs ? ""
            : $"; labels that are whole numbers are indices from 0, and no sample has {string.Join(", ", unused.Take(10))}{more}: "
                + "number them without gaps, or list those that there are as ClassNames where the file is read";
    }

    // What is there where classes should be, and where they may have got lost.
    private static string Instead(SampleFormat data) => data.TargetSize == 0
        ? $"inputs alone; give it classes (Dataset.FromLabels, CsvOptions.LabelName); {TablesTargets}"
        : "target values; give it classes, or, if they are probabilities (OneHot, MixUp, CutMix), declare the loss as [CrossEntropy(Targets = TargetKind.Probabilities)]";

    // [steps, features] or [steps] where a sample has what one step has: a sequence that was to be one vector.
    private static string OfSteps(SampleFormat data, NetworkInfo info) =>
        info.Targets is [{ Shape: [var steps, ..] shape }] && steps > 1 && info.TargetSize == (long)data.TargetSize * steps
            && info.Outputs is [{ Shape.Length: > 1 } output]
            ? $", {data.TargetSize} for each of the {steps} steps of '{output.Name}' {LayerInfo.Text(output.Shape.AsSpan())}; if a sample has one "
                + "target, let the last recurrent layer "
                + "give its last step only (ReturnSequence = false), or put [Flatten] before the last [Dense]"
            : "";

    // What a network refuses in one of many batches is known before the first.
    private static void CheckIndices(Samples data, NetworkInfo info, TargetInfo target)
    {
        if (target.Kind == TargetKind.ClassIndices && !data.Format.HasLabels)
            Check.Classes(data.Targets, data.Format.TargetSize, target.Offset, target.Size, target.Classes, info.Name, target.Name, target.Ignored ?? int.MinValue);
        if (target.Sequence is not { } s)
            return;
        if (data.Format.HasLabels)
            Check.Sequences(data.Labels, data.Format.TargetSize, target.Offset, target.Size, s.Blank, s.Steps, s.MayBeTooLong, info.Name);
        else
            Check.Sequences(data.Targets, data.Format.TargetSize, target.Offset, target.Size, s.Blank, s.Steps, s.MayBeTooLong, info.Name);
    }

    private static void CheckLabels(Samples samples, string argument, long first)
    {
        SampleFormat format = samples.Format;
        for (int i = 0; i < samples.Labels.Length; i++)
        {
            if ((uint)samples.Labels[i] >= (uint)format.Classes && samples.Labels[i] != format.IgnoredLabel)
                throw new ArgumentException(
                    $"In '{argument}', label {samples.Labels[i]} of sample {first + (i / format.TargetSize)} is none of the {format.Classes} "
                        + "classes, which count from 0.", argument);
        }
    }

    private static void CheckFinite(ReadOnlySpan<float> values, int size, string kind, string argument, long first)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException(
                    $"In '{argument}', {kind} value {i % size} of sample {first + (i / size)} is {values[i]}; remove the sample or fill in a number.", argument);
        }
    }
}
