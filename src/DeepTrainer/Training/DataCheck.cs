namespace DeepTrainer;

/// <summary>Checks that a dataset fits a network before anything is trained.</summary>
internal static class DataCheck
{
    public static void Run(Dataset data, INetwork network, string argument)
    {
        NetworkInfo info = network.Info;
        if (!info.HasLoss)
            Runtime.Check.WrongTargets(info, isTraining: false);
        if (data.Count == 0)
            throw new ArgumentException($"'{argument}' has no samples.", argument);
        if (data.InputSize != info.InputSize)
            throw new ArgumentException(
                $"Samples of '{argument}' have {data.InputSize} values {LayerInfo.Text(data.InputShape.AsSpan())}, "
                + $"but '{info.Name}' takes {info.InputSize} {LayerInfo.Text(info.InputShape.AsSpan())}.", argument);
        CheckTargets(data, info, argument);
        CheckFinite(data.Inputs, data.InputSize, "input", argument);
        CheckFinite(data.Targets, data.TargetSize, "target", argument);
    }

    private static void CheckTargets(Dataset data, NetworkInfo info, string argument)
    {
        bool takesLabels = info.TargetKind == TargetKind.ClassIndices;
        if (takesLabels && !data.HasLabels)
            throw new ArgumentException($"'{info.Name}' is trained on class indices, but '{argument}' has target values.", argument);
        if (!takesLabels && data.HasLabels)
            throw new ArgumentException(
                $"'{info.Name}' is trained on {(info.TargetKind == TargetKind.Values ? "values" : "probabilities")}, but '{argument}' has class indices; "
                + $"{(info.TargetKind == TargetKind.Values ? "read quantities as such (CsvOptions.Targets = TargetKind.Values), or " : "")}"
                + "make target values of classes with OneHot.", argument);
        if (takesLabels && data.Classes > info.Targets[0].Classes)
            throw new ArgumentException($"'{argument}' has {data.Classes} classes, but '{info.Name}' has {info.Targets[0].Classes} outputs.", argument);
        if (takesLabels && data.IgnoredLabel is { } ignored && ignored != info.Targets[0].Ignored)
            throw new ArgumentException($"'{argument}' has the label {ignored} for samples without a class, but '{info.Name}' doesn't ignore it; set the loss's IgnoreIndex.", argument);
        if (data.TargetSize != info.TargetSize)
            throw new ArgumentException(
                $"Samples of '{argument}' have {data.TargetSize} {(takesLabels ? "labels" : "target values")}, but '{info.Name}' is trained on {info.TargetSize}.", argument);
    }

    private static void CheckFinite(ReadOnlySpan<float> values, int size, string kind, string argument)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException(
                    $"In '{argument}', {kind} value {i % size} of sample {i / size} is {values[i]}; remove the sample or fill in a number.", argument);
        }
    }
}
