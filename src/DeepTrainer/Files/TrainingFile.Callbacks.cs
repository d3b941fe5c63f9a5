using System.Globalization;

namespace DeepTrainer;

// What callbacks remember: "training.callback0" is the first one's name, and "training.callback0.best" a text or tensor of its state.
internal sealed partial class TrainingFile
{
    private const string Callback = "callback";

    private static void Write(List<(string Name, CallbackState State)> callbacks, Dictionary<string, string> metadata, List<FileTensor> tensors)
    {
        for (int i = 0; i < callbacks.Count; i++)
        {
            string prefix = NameOfCallback(i);
            metadata.Add(prefix, callbacks[i].Name);
            foreach ((string key, string text) in callbacks[i].State.Texts)
                metadata.Add($"{prefix}.{key}", text);
            foreach ((string key, float[] values) in callbacks[i].State.Floats)
                tensors.Add(new FileTensor($"{prefix}.{key}", [values.Length], values));
        }
    }

    private List<(string Name, CallbackState State)> ReadCallbacks()
    {
        List<(string, CallbackState)> callbacks = [];
        while (_file.Metadata.TryGetValue(NameOfCallback(callbacks.Count), out string? name))
        {
            string prefix = NameOfCallback(callbacks.Count) + ".";
            if (name.Length == 0)
                throw Wrong($"{Callback}{callbacks.Count}", "the callback has no name");
            var state = new CallbackState(name);
            foreach ((string key, string text) in _file.Metadata)
            {
                if (key.StartsWith(prefix, StringComparison.Ordinal))
                    state.Set(key[prefix.Length..], text);
            }
            foreach ((string key, FileTensor tensor) in _file.Tensors)
            {
                if (!key.StartsWith(prefix, StringComparison.Ordinal))
                    continue;
                if (!TensorTypes.IsFloat(tensor.DataType))
                    throw new InvalidDataException($"'{_source}' doesn't fit '{_network.Info.Name}': '{Excerpt.Of(key)}' is not of floats.");
                _expected.Add(key);
                state.Set(key[prefix.Length..], tensor.ToFloats());
            }
            callbacks.Add((name, state));
        }
        return callbacks;
    }

    private static string NameOfCallback(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Callback}{index}");
}
