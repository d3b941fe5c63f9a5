using System.Runtime.ExceptionServices;

namespace DeepTrainer;

/// <summary>The callbacks of one training, in the order in which they are called.</summary>
internal sealed class CallbackList
{
    /// <summary>Under which the values logged in an epoch are stored.</summary>
    private const string Logged = "log";

    private readonly Callback[] _all;
    private readonly string[] _names;
    private readonly Callback[] _gradients;
    private readonly TrainingContext _training;

    public CallbackList(IReadOnlyList<Callback> callbacks, TrainingContext training)
    {
        _training = training;
        _all = [.. callbacks.OrderBy(c => c is Checkpoint)];
        // By what they look at, too, so that one of two of a kind doesn't go on with what the other remembers.
        string[] kinds = [.. _all.Select(c => c.GoesBy is { } objective ? $"{c.Name} by {objective.Name}" : c.Name)];
        _names = [.. kinds.Select((kind, i) => kinds.Take(i).Count(other => other == kind) is var before and > 0 ? $"{kind}#{before + 1}" : kind)];
        _gradients = Array.FindAll(_all, c => c.NeedsGradients);
        training.Average = _all.OfType<WeightAverage>().FirstOrDefault();
    }

    public bool NeedsGradients => _gradients.Length > 0;

    /// <summary>Throws if callbacks can't take part together in the training of a network.</summary>
    public static void Check(IReadOnlyList<Callback> callbacks, INetwork network, string argument)
    {
        for (int i = 0; i < callbacks.Count; i++)
        {
            Callback callback = callbacks[i] ?? throw new ArgumentException($"Callback {i} is null.", argument);
            if (callbacks.Take(i).Contains(callback))
                throw new ArgumentException($"Callback {i}, '{callback.Name}', is the same object as one before; give it once, in the call or in the "
                    + "trainer's Callbacks.", argument);
            if (callback is WeightAverage && callbacks.Take(i).Any(c => c is WeightAverage))
                throw new ArgumentException("There are two WeightAverages, but the network can end with the weights of one only; leave one out.", argument);
            if (callback.NeedsGradients && network is not IGradientNetwork)
                throw new ArgumentException($"'{callback.Name}' needs gradients, and '{network.Info.Name}' hands out none; declare it with [Network(Gradients = true)].", argument);
            if (callback.NeedsGradients && network.Info.MaxBatch < int.MaxValue)
                throw new ArgumentException($"'{callback.Name}' needs gradients apart from the step, and '{network.Info.Name}' has a loss that "
                    + "compares samples, which is trained as a whole.", argument);
        }
    }

    /// <summary>What each of them remembers.</summary>
    public List<(string Name, CallbackState State)> SaveStates()
    {
        List<(string, CallbackState)> states = [];
        var logged = new CallbackState(Logged);
        _training.SaveState(logged);
        Add(Logged, logged);
        for (int i = 0; i < _all.Length; i++)
        {
            var state = new CallbackState(_names[i]);
            _all[i].SaveState(state);
            Add(_names[i], state);
        }
        return states;

        void Add(string name, CallbackState state)
        {
            if (!state.IsEmpty)
                states.Add((name, state));
        }
    }

    public void LoadStates(List<(string Name, CallbackState State)> states)
    {
        CallbackState Of(string name) => states.Find(s => s.Name == name).State ?? new CallbackState(name);
        _training.LoadState(Of(Logged));
        for (int i = 0; i < _all.Length; i++)
            _all[i].LoadState(Of(_names[i]));
    }

    public void Start() => Tell(_all, 0, static (callback, training, in _) => callback.OnStart(training), settles: true);

    public void EpochStart() => Tell(_all, 0, static (callback, training, in _) => callback.OnEpochStart(training));

    public void BatchStart() => Tell(_all, 0, static (callback, training, in _) => callback.OnBatchStart(training));

    public void Gradients(IGradientNetwork network) =>
        Tell(_gradients, network, static (callback, training, in gradients) => callback.OnGradients(training, gradients));

    public void Batch(in BatchResult batch) => Tell(_all, batch, static (callback, training, in result) => callback.OnBatch(training, result), settles: true);

    public void ValidationStart() => Tell(_all, 0, static (callback, training, in _) => callback.OnValidationStart(training));

    public void ValidationEnd() => Tell(_all, 0, static (callback, training, in _) => callback.OnValidationEnd(training));

    public void Epoch(in EpochResult epoch) => Tell(_all, epoch, static (callback, training, in result) => callback.OnEpoch(training, result), settles: true);

    public void End() => Tell(_all, 0, static (callback, training, in _) => callback.OnEnd(training), settles: true);

    private delegate void Telling<T>(Callback callback, TrainingContext training, in T what);

    /// <summary>
    /// Tells all of them, whatever one does, so that all know the same; an exception of theirs is thrown then, unless training ended by another one, which is the
    /// cause to be seen.
    /// </summary>
    private void Tell<T>(Callback[] callbacks, in T what, Telling<T> tell, bool settles = false)
    {
        Exception? before = _training.Error, first = null;
        foreach (Callback callback in callbacks)
        {
            try
            {
                tell(callback, _training, what);
            }
            catch (Exception e)
            {
                first ??= e;
                _training.Error ??= e;
            }
        }
        if (first is not null && before is null)
            ExceptionDispatchInfo.Throw(first);
        // All know of the same batches: what they remember now is what a resumed training begins with.
        if (settles)
            _training.SavePending();
    }
}
