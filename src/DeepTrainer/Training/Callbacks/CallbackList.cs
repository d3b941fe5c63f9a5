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
        _names = [.. _all.Select((c, i) => _all.Take(i).Count(other => other.Name == c.Name) is var before and > 0 ? $"{c.Name}#{before + 1}" : c.Name)];
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
                throw new ArgumentException($"Callback {i}, '{callback.Name}', is the same object as one before; give it once, in the call or in the trainer's Callbacks.", argument);
            if (callback is WeightAverage && callbacks.Take(i).Any(c => c is WeightAverage))
                throw new ArgumentException("There are two WeightAverages, but the network can end with the weights of one only; leave one out.", argument);
            if (callback.NeedsGradients && network is not IGradientNetwork)
                throw new ArgumentException($"'{callback.Name}' needs gradients, and '{network.Info.Name}' hands out none; declare it with [Network(Gradients = true)].", argument);
            if (callback.NeedsGradients && network.Info.MaxBatch < int.MaxValue)
                throw new ArgumentException($"'{callback.Name}' needs gradients apart from the step, and '{network.Info.Name}' has a loss that compares samples, which is trained as a whole.", argument);
        }
    }

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

    public void Start()
    {
        foreach (Callback callback in _all)
            callback.OnStart(_training);
    }

    public void EpochStart()
    {
        foreach (Callback callback in _all)
            callback.OnEpochStart(_training);
    }

    public void BatchStart()
    {
        foreach (Callback callback in _all)
            callback.OnBatchStart(_training);
    }

    public void Gradients(IGradientNetwork network)
    {
        foreach (Callback callback in _gradients)
            callback.OnGradients(_training, network);
    }

    public void Batch(in BatchResult batch)
    {
        foreach (Callback callback in _all)
            callback.OnBatch(_training, batch);
    }

    public void ValidationStart()
    {
        foreach (Callback callback in _all)
            callback.OnValidationStart(_training);
    }

    public void ValidationEnd()
    {
        foreach (Callback callback in _all)
            callback.OnValidationEnd(_training);
    }

    public void Epoch(in EpochResult epoch)
    {
        foreach (Callback callback in _all)
            callback.OnEpoch(_training, epoch);
    }

    /// <summary>Tells all of them, whatever one does; an exception of theirs is thrown unless training ended by another, which is the cause to be seen.</summary>
    public void End()
    {
        Exception? first = null;
        foreach (Callback callback in _all)
        {
            try
            {
                callback.OnEnd(_training);
            }
            catch (Exception e)
            {
                first ??= e;
            }
        }
        if (first is not null && _training.Error is null)
            ExceptionDispatchInfo.Throw(first);
    }
}
