namespace DeepTrainer.Onnx.Importing;

/// <content>What can be told before anything is imported.</content>
internal sealed partial class ModelImporter
{
    private void CheckOpsets()
    {
        if (context.Opsets.TryGetValue("", out int opset) && opset is < OldestOpset or > NewestOpset)
            throw new OnnxException($"The model uses opset {opset}; those from {OldestOpset} to {NewestOpset} are supported. Convert it with onnx.version_converter.");
    }

    // Names of what an option is about.
    private void CheckNames()
    {
        string? unknown = options.Inputs.Keys.Concat(options.Constants.Keys).FirstOrDefault(n => model.Graph.Input.All(i => i.Name != n));
        if (unknown is not null)
            throw new OnnxException($"The model has no input '{unknown}'; it has {string.Join(", ", model.Graph.Input.Select(i => $"'{i.Name}'"))}.");
        if (options.Outputs.FirstOrDefault(o => !model.Graph.Node.Any(n => n.Output.Contains(o))) is { } missing)
            throw new OnnxException($"The model has no value '{missing}'; the last ones are "
                + $"{string.Join(", ", model.Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0).TakeLast(8).Select(o => $"'{o}'"))}.");
        string? fixedOne = options.Inputs.Keys.FirstOrDefault(n => !options.Constants.ContainsKey(n) && model.Graph.Initializer.Any(i => i.Name == n));
        if (fixedOne is not null)
            throw new OnnxException($"The input '{fixedOne}' has a value in the model, so that its shape is known; leave it out, or give it another "
                + $"value (--constant {fixedOne}=…).");
        string[] open = [.. model.Graph.Input.SelectMany(i => i.Type?.TensorType?.Shape?.Dim ?? []).Select(d => d.DimParam).Where(d => d.Length > 0).Distinct()];
        if (options.Dimensions.Keys.FirstOrDefault(d => !open.Contains(d)) is { } dimension)
            throw new OnnxException($"No input of the model has a dimension '{dimension}'; "
                + $"{(open.Length == 0 ? "none of its dimensions has a name" : $"there are {string.Join(", ", open.Select(d => $"'{d}'"))}")}.");
        if (options.Dimensions.FirstOrDefault(d => d.Value < 1) is { Key: { } empty })
            throw new OnnxException($"The dimension '{empty}' can't have {options.Dimensions[empty]} elements; give it 1 or more.");
    }

    private void CheckStreams()
    {
        if (options.Steps < 1 || (options.Steps > 1 && options.Streams.Count == 0))
            throw new OnnxException(options.Steps < 1 ? $"A sample can't have {options.Steps} steps; give 1 or more."
                : "Only a network that keeps states has steps (--stream state=stateN).");
        foreach ((string state, string next) in options.Streams)
        {
            if (model.Graph.Input.All(i => i.Name != state))
                throw new OnnxException($"The model has no input '{state}' that could be a state; it has {string.Join(", ", model.Graph.Input.Select(i => $"'{i.Name}'"))}.");
            if (model.Graph.Output.All(o => o.Name != next))
                throw new OnnxException($"The model has no output '{next}' that '{state}' could become; it has "
                    + $"{string.Join(", ", model.Graph.Output.Select(o => $"'{o.Name}'"))}.");
            if (options.Constants.ContainsKey(state))
                throw new OnnxException($"The input '{state}' can't be a state and have a fixed value; leave one out.");
        }
        if (options.Streams.Values.GroupBy(v => v).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
            throw new OnnxException($"Two states can't both become '{twice}'.");
    }
}
