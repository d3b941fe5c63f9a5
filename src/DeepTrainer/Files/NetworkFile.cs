using System.Globalization;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// Stores networks in safetensors files, under PyTorch's names and in PyTorch's shapes, and loads them again. Saving replaces an
/// existing file in one step; loading checks every name, shape and type before it changes the first weight.
/// </summary>
public static class NetworkFile
{
    private const string OptimizerPrefix = "optimizer.";
    private const string StepsKey = "steps";
    private const string LearningRateKey = "learning_rate";
    private const string SeedKey = "seed";
    private const string OptionPrefix = "option.";

    /// <summary>Saves the weights.</summary>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    public static void Save(this INetwork network, string path) => Weights(network).Write(path);

    /// <summary>Saves the weights.</summary>
    public static void Save(this INetwork network, Stream stream) => Weights(network).Write(stream);

    /// <summary>Loads weights. Those of a checkpoint will do; its optimizer state is passed over.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another network; the network is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains, evaluates, saves or loads the network, which is unchanged.</exception>
    public static void Load(this INetwork network, string path) => LoadWeights(network, TensorFile.Read(path), path);

    /// <inheritdoc cref="Load(INetwork, Stream, string)"/>
    public static void Load(this INetwork network, Stream stream) => Load(network, stream, "stream");

    /// <summary>Loads weights. Those of a checkpoint will do; its optimizer state is passed over.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">The stream, which is read to its end.</param>
    /// <param name="source">What to call the stream in messages.</param>
    /// <exception cref="InvalidDataException">The data is damaged or of another network; the network is unchanged.</exception>
    public static void Load(this INetwork network, Stream stream, string source) =>
        LoadWeights(network, TensorFile.Read(stream, source), source);

    /// <summary>Loads weights under other names, or only those that fit.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file's names become, and whether all must fit.</param>
    /// <returns>What was loaded and what wasn't.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or doesn't fit though it must, or nothing of it fits; the network is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LoadReport Load(this INetwork network, string path, LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LoadWeights(network, TensorFile.Read(path, options.Limits), path, options);
    }

    /// <summary>Loads weights under other names, or only those that fit.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">The stream, which is read to its end.</param>
    /// <param name="options">What the file's names become, and whether all must fit.</param>
    /// <returns>What was loaded and what wasn't.</returns>
    /// <exception cref="InvalidDataException">The data is damaged, or doesn't fit though it must, or nothing of it fits; the network is unchanged.</exception>
    public static LoadReport Load(this INetwork network, Stream stream, LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return LoadWeights(network, TensorFile.Read(stream, limits: options.Limits), "stream", options);
    }

    /// <summary>
    /// Saves everything that training goes on from: weights, the optimizer's state, the steps taken, the learning rate, the seed of dropout, and how
    /// far <see cref="Trainer{TNetwork}.Fit"/> came: the order of samples, the schedule, early stopping and the weights that it would go back to.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains the network or loads weights.</exception>
    public static void SaveCheckpoint(this INetwork network, string path) => Checkpoint(network).Write(path);

    /// <inheritdoc cref="SaveCheckpoint(INetwork, string)"/>
    public static void SaveCheckpoint(this INetwork network, Stream stream) => Checkpoint(network).Write(stream);

    /// <summary>
    /// Loads a checkpoint, after which training goes on as if it had not been interrupted; <see cref="Trainer{TNetwork}.Fit"/> goes on in the middle of
    /// its epochs if it is told to resume.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, of another network, or no checkpoint; the network is unchanged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Another thread trains, evaluates, saves or loads the network, which is unchanged.</exception>
    public static void LoadCheckpoint(this INetwork network, string path) => LoadCheckpoint(network, TensorFile.Read(path), path);

    /// <summary>Loads a checkpoint, after which training goes on as if it had not been interrupted.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">The stream, which is read to its end.</param>
    /// <param name="source">What to call the stream in messages.</param>
    /// <exception cref="InvalidDataException">The data is damaged, of another network, or no checkpoint; the network is unchanged.</exception>
    public static void LoadCheckpoint(this INetwork network, Stream stream, string source = "stream") =>
        LoadCheckpoint(network, TensorFile.Read(stream, source), source);

    /// <summary>Loads a checkpoint if what it tells of training passes a check, which throws otherwise.</summary>
    internal static void LoadCheckpoint(INetwork network, string path, Action<RunState?> check) => LoadCheckpoint(network, TensorFile.Read(path), path, check);

    /// <summary>Loads weights from a resource of an assembly, without copying it first.</summary>
    internal static void LoadEmbedded(INetwork network, Stream stream, string source)
    {
        using MappedMemory? memory = MappedMemory.Of(stream);
        if (memory is null)
            Load(network, stream, source);
        else
            LoadWeights(network, SafetensorsReader.Read(memory.Memory, source, ReadLimits.Default), source);
    }

    private static TensorFile Weights(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using GuardedCall call = GuardedCall.Read(network, Use.Save);
        return new TensorFile(network.Parameters.SelectMany(parameter => parameter.ToTensors("")), Metadata(network));
    }

    private static TensorFile Checkpoint(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using GuardedCall call = GuardedCall.Read(network, Use.SaveCheckpoint);
        Dictionary<string, string> metadata = Metadata(network);
        metadata.Add(StepsKey, network.Steps.ToString(CultureInfo.InvariantCulture));
        float rate = TrainingState.Find(network)?.OwnRate ?? network.LearningRate;
        metadata.Add(LearningRateKey, rate.ToString("R", CultureInfo.InvariantCulture));
        metadata.Add(SeedKey, network.Seed.ToString(CultureInfo.InvariantCulture));
        foreach (string option in network.Options.Names)
            metadata.Add(OptionPrefix + option, network.Options[option].ToString("R", CultureInfo.InvariantCulture));
        List<FileTensor> tensors =
        [
            .. network.Parameters.SelectMany(parameter => parameter.ToTensors("")),
            .. network.OptimizerState.SelectMany(state => state.ToTensors(OptimizerPrefix)),
        ];
        TrainingFile.Save(network, metadata, tensors);
        return new TensorFile(tensors, metadata);
    }

    // "pt" tells other programs that names and shapes are PyTorch's.
    private static Dictionary<string, string> Metadata(INetwork network)
    {
        Dictionary<string, string> texts = new() { ["format"] = "pt", ["network"] = network.Info.Name };
        NetworkMetadata.Of(network).Write(texts);
        return texts;
    }

    private static LoadReport LoadWeights(INetwork network, TensorFile file, string source, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        var loading = new ParameterLoad(file, options);
        loading.Expect(network.Parameters, "", exactly: false);
        // What is said of another network's classes isn't so of this one.
        bool takesMetadata = options is null or { Strict: true, Metadata: true };
        NetworkMetadata? metadata = takesMetadata
            ? NetworkMetadata.Read(file.Metadata, network.Info, source, " To load the weights alone, use LoadOptions { Metadata = false }.") : null;
        using GuardedCall call = GuardedCall.Change(network, Use.Load);
        LoadReport report = loading.Commit(
            name => name.StartsWith(OptimizerPrefix, StringComparison.Ordinal) || name.StartsWith(TrainingFile.Prefix, StringComparison.Ordinal), network.Info.Name, source);
        TrainingState.Replace(network, null, null);
        if (takesMetadata)
            NetworkMetadata.Take(network, metadata);
        return report;
    }

    // A checkpoint from before a number could be changed leaves it as it is.
    private static Dictionary<string, double> Options(INetwork network, TensorFile file, string source)
    {
        Dictionary<string, double> options = [];
        foreach (string name in network.Options.Names)
        {
            if (!file.Metadata.TryGetValue(OptionPrefix + name, out string? text))
                continue;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !float.IsFinite((float)value))
                throw new InvalidDataException($"'{source}' says '{Excerpt.Of(text)}' for '{OptionPrefix}{name}', which is no finite number.");
            if (!network.Options.Takes(name, value, out string range))
                throw new InvalidDataException($"'{source}' says {Excerpt.Of(text)} for '{OptionPrefix}{name}', which must be {range}.");
            options[name] = value;
        }
        return options;
    }

    private static void LoadCheckpoint(INetwork network, TensorFile file, string source, Action<RunState?>? check = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!file.Metadata.TryGetValue(StepsKey, out string? stepsText) || !file.Metadata.TryGetValue(LearningRateKey, out string? rateText))
            throw new InvalidDataException($"'{source}' is no checkpoint: it has no '{StepsKey}' and '{LearningRateKey}'. Load its weights with Load.");
        if (!long.TryParse(stepsText, NumberStyles.None, CultureInfo.InvariantCulture, out long steps) || steps > Check.MaxSteps)
            throw new InvalidDataException($"'{source}' says '{Excerpt.Of(stepsText)}' for '{StepsKey}', which is no whole number from 0 to {Check.MaxSteps}.");
        if (!float.TryParse(rateText, NumberStyles.Float, CultureInfo.InvariantCulture, out float rate) || !float.IsFinite(rate) || rate < 0)
            throw new InvalidDataException($"'{source}' says '{Excerpt.Of(rateText)}' for '{LearningRateKey}', which is no number of at least 0.");

        // Checkpoints of earlier versions have none; the network keeps its own then.
        int seed = network.Seed;
        if (file.Metadata.TryGetValue(SeedKey, out string? seedText) && !int.TryParse(seedText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seed))
            throw new InvalidDataException($"'{source}' says '{Excerpt.Of(seedText)}' for '{SeedKey}', which is no whole number.");
        Dictionary<string, double> options = Options(network, file, source);
        NetworkMetadata? metadata = NetworkMetadata.Read(file.Metadata, network.Info, source);
        var training = new TrainingFile(network, file, source);

        var loading = new ParameterLoad(file);
        loading.Expect(network.Parameters, "");
        loading.Expect(network.OptimizerState, OptimizerPrefix);
        check?.Invoke(training.Run);
        using (GuardedCall.Change(network, Use.LoadCheckpoint))
        {
            loading.Commit(training.Expects, network.Info.Name, source);
            network.Steps = steps;
            network.LearningRate = rate;
            network.Seed = seed;
            foreach ((string name, double value) in options)
                network.Options[name] = value;
        }
        training.Commit();
        NetworkMetadata.Take(network, metadata);
    }
}
