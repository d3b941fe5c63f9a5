using System.Globalization;

namespace DeepTrainer;

/// <summary>What a checkpoint tells of the last call of <see cref="Trainer{TNetwork}.Fit"/>; nothing, if it is of an earlier version or there was none.</summary>
internal sealed partial class TrainingFile
{
    /// <summary>What the names of metadata and tensors begin with.</summary>
    public const string Prefix = "training.";

    private const string Best = "best", Current = "current", Optimizer = "optimizer.";

    private readonly INetwork _network;
    private readonly TensorFile _file;
    private readonly string _source;
    private readonly (int Seed, int Samples, long Drawn)? _order;
    private readonly RunState? _run;
    private readonly HashSet<string> _expected = [];

    /// <summary>Reads and checks all there is, and changes nothing yet.</summary>
    /// <exception cref="InvalidDataException">Something is no value that a checkpoint has.</exception>
    public TrainingFile(INetwork network, TensorFile file, string source)
    {
        (_network, _file, _source) = (network, file, source);
        if (Has("orders"))
            _order = ((int)Whole("order_seed", int.MinValue, int.MaxValue), (int)Whole("samples", 1, int.MaxValue), Whole("orders", 0, MaxOrders));
        if (!Has("epoch"))
            return;
        _run = new RunState
        {
            Seed = (int)Whole("seed", int.MinValue, int.MaxValue),
            Samples = Whole("run_samples", 0, long.MaxValue),
            Contents = Hash("run_contents"),
            BatchSize = (int)Whole("batch_size", 1, int.MaxValue),
            StepsPerEpoch = Has("steps_per_epoch") ? (int)Whole("steps_per_epoch", 1, int.MaxValue) : null,
            Position = Has("source_pass") ? new()
            {
                Pass = Whole("source_pass", 0, long.MaxValue - 1),
                Read = Whole("source_read", 0, long.MaxValue),
                Hash = Hash("source_hash")
            } : null,
            Epoch = (int)Whole("epoch", 0, int.MaxValue),
            Batch = (int)Whole("batch", 0, int.MaxValue),
            Steps = Whole("steps", 0, Runtime.Check.MaxSteps),
            Losses = (Doubles("loss_sums"), Doubles("loss_weights")),
            ScheduleFirst = Has("schedule_first") ? Whole("schedule_first", 0, long.MaxValue) : null,
            ScheduleMemory = Text("schedule"),
            Rate = (float)Double("rate"),
            BestEpoch = ReadBestEpoch(),
            StopReason = Has("stop_reason") ? Text("stop_reason") : null,
            CallbackStates = ReadCallbacks(),
            Best = Read(Best),
            Current = Read(Current),
        };
        int parts = network.Info.LossParts.Length;
        if (_run.Losses.Sums.Length != parts || _run.Losses.Weights.Length != parts)
            throw Wrong("loss_sums", $"it has {_run.Losses.Sums.Length} numbers, but the network's loss has {parts} parts");
        if (!(_run.Rate >= 0 && float.IsFinite(_run.Rate)))
            throw Wrong("rate", "it is no number of at least 0");
    }

    /// <summary>The run that it tells of; null if there is none.</summary>
    public RunState? Run => _run;

    // So many orders are drawn again in some minutes at most; no training has more epochs.
    private const long MaxOrders = 100_000_000;

    /// <summary>Adds what is known of the network's training.</summary>
    public static void Save(INetwork network, Dictionary<string, string> metadata, List<FileTensor> tensors)
    {
        if (TrainingState.Find(network) is not { } state)
            return;
        void Add(string key, FormattableString value) => metadata.Add(Prefix + key, FormattableString.Invariant(value));
        if (state.Order is { } order)
        {
            Add("order_seed", $"{order.Seed}");
            Add("samples", $"{order.Samples}");
            Add("orders", $"{order.Drawn}");
        }
        if (state.Run is not { } run || run.Steps != network.Steps)
            return;
        Add("seed", $"{run.Seed}");
        Add("run_samples", $"{run.Samples}");
        if (run.Contents is { } contents)
            Add("run_contents", $"{contents}");
        Add("batch_size", $"{run.BatchSize}");
        if (run.StepsPerEpoch is { } steps)
            Add("steps_per_epoch", $"{steps}");
        if (run.Position is { } position)
        {
            Add("source_pass", $"{position.Pass}");
            Add("source_read", $"{position.Read}");
            if (position.Hash is { } hash)
                Add("source_hash", $"{hash}");
        }
        Add("epoch", $"{run.Epoch}");
        Add("batch", $"{run.Batch}");
        Add("steps", $"{run.Steps}");
        Add("loss_sums", $"{Join(run.Losses.Sums)}");
        Add("loss_weights", $"{Join(run.Losses.Weights)}");
        if (run.ScheduleFirst is { } first)
            Add("schedule_first", $"{first}");
        Add("schedule", $"{run.ScheduleMemory}");
        // While a schedule is at work, someone may have set the rate since the last batch.
        Add("rate", $"{(state.OwnRate is null ? run.Rate : network.LearningRate):R}");
        Write(run.BestEpoch, metadata);
        if (run.StopReason is { } reason)
            Add("stop_reason", $"{reason}");
        Write(run.Callbacks?.SaveStates() ?? run.CallbackStates, metadata, tensors);
        Write(Best, run.Best, network, metadata, tensors);
        Write(Current, run.Current, network, metadata, tensors);
    }

    /// <summary>Whether a tensor is one of these.</summary>
    public bool Expects(string tensor) => _expected.Contains(tensor);

    /// <summary>Makes it the network's, whose weights have been loaded.</summary>
    public void Commit()
    {
        if (_run is { Best: { IsTaken: false } best } && Text(Best) == "network")
            best.Take();
        TrainingState.Replace(_network, _order, _run);
    }

    // A copy that the network itself is needs no second one.
    private static void Write(string name, Snapshot? copy, INetwork network, Dictionary<string, string> metadata, List<FileTensor> tensors)
    {
        if (copy is not { IsTaken: true })
            return;
        if (name == Best && copy.IsSame())
        {
            metadata.Add(Prefix + name, "network");
            return;
        }
        metadata.Add(Prefix + name, copy.Steps.ToString(CultureInfo.InvariantCulture));
        int index = 0;
        foreach ((Parameter parameter, float[] values) in copy.Copies)
            tensors.Add(new FileTensor(NameOf(network, name, parameter, index++), parameter.Shape.AsSpan(), values));
    }

    private Snapshot? Read(string name)
    {
        if (!Has(name))
            return null;
        var snapshot = new Snapshot(_network);
        if (Text(name) == "network")
            return snapshot;
        long steps = Whole(name, 0, Runtime.Check.MaxSteps);
        List<float[]> copies = [];
        foreach ((Parameter parameter, _) in snapshot.Copies)
        {
            string tensorName = NameOf(_network, name, parameter, copies.Count);
            if (!_file.Tensors.TryGetValue(tensorName, out FileTensor? tensor) || !tensor.Shape.AsSpan().SequenceEqual(parameter.Shape.AsSpan())
                || !TensorTypes.IsFloat(tensor.DataType))
                throw new InvalidDataException($"'{_source}' doesn't fit '{_network.Info.Name}': '{tensorName}' "
                    + $"{LayerInfo.Text(parameter.Shape.AsSpan())} is missing or of another shape or type.");
            _expected.Add(tensorName);
            copies.Add(tensor.ToFloats());
        }
        snapshot.Take(copies, steps);
        return snapshot;
    }

    private static string NameOf(INetwork network, string copy, Parameter parameter, int index) =>
        $"{Prefix}{copy}.{(index < network.Parameters.Count ? "" : Optimizer)}{parameter.Name}";

    private static string Join(double[] numbers) => string.Join(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));

    private bool Has(string key) => _file.Metadata.ContainsKey(Prefix + key);

    private string Text(string key) => _file.Metadata.TryGetValue(Prefix + key, out string? text) ? text : throw Wrong(key, "it is missing");

    private long Whole(string key, long least, long most) =>
        long.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : throw Wrong(key, $"'{Excerpt.Of(Text(key))}' is no whole number from {least} to {most}");

    private uint? Hash(string key) => Has(key) ? (uint)Whole(key, 0, uint.MaxValue) : null;

    private double Double(string key) => Parse(key, Text(key));

    private double[] Doubles(string key) => [.. Text(key).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => Parse(key, text))];

    private double Parse(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Wrong(key, $"'{Excerpt.Of(text)}' is no number");

    private InvalidDataException Wrong(string key, string what) => new($"'{_source}' has no proper '{Prefix}{key}': {what}.");
}
