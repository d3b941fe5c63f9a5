namespace DeepTrainer;

/// <summary>
/// Takes part in training, as Keras and Lightning have it: derive from it, override what is needed, and give it to
/// <see cref="Trainer{TNetwork}.Fit"/> or to <see cref="Trainer{TNetwork}.Callbacks"/>. Early stopping, checkpoints, logs and the progress line are callbacks.
/// </summary>
/// <remarks>
/// <para>
/// Methods are called on the training thread, in the order in which callbacks were given; a <see cref="Checkpoint"/> comes after all others wherever it stands, so
/// that it holds what they know. They may change anything between batches: weights, <see cref="INetwork.LearningRate"/>, <see cref="INetwork.Options"/>.
/// </para>
/// <para>
/// One that remembers something from batch to batch overrides <see cref="SaveState"/> and <see cref="LoadState"/>: checkpoints hold it, so that a training that
/// was killed and resumed ends as one that was not. An object can serve several trainings, one after another.
/// </para>
/// </remarks>
public abstract class Callback
{
    /// <summary>Under which its state stands in checkpoints: the name of the class. Several of one name are told apart by their order.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// Whether it wants <see cref="OnGradients"/>. The steps of training are then taken apart (gradients first, then the optimizer), which costs some time and needs an
    /// <see cref="IGradientNetwork"/>; they are the same up to rounding.
    /// </summary>
    public virtual bool NeedsGradients => false;

    /// <summary>
    /// Whether it takes part on every rank when several processes train together (<see cref="Trainer{TNetwork}.Group"/>): what changes training must. False for what only
    /// tells of it, such as files and logs, which rank 0 writes. True by default.
    /// </summary>
    public virtual bool OnEveryRank => true;

    /// <summary>The number of each epoch that it looks at, if it is one whose presence can be known before training.</summary>
    public virtual Objective? GoesBy => null;

    /// <summary>Training begins, or goes on with what was interrupted: <see cref="LoadState"/> has been called.</summary>
    /// <param name="training">The training.</param>
    public virtual void OnStart(TrainingContext training)
    {
    }

    /// <summary>An epoch begins.</summary>
    /// <param name="training">The training.</param>
    public virtual void OnEpochStart(TrainingContext training)
    {
    }

    /// <summary>A batch is about to be trained on; the schedule has set its learning rate.</summary>
    /// <param name="training">The training.</param>
    public virtual void OnBatchStart(TrainingContext training)
    {
    }

    /// <summary>A batch's gradients have been computed, and the optimizer hasn't made its step yet. Only if <see cref="NeedsGradients"/>.</summary>
    /// <param name="training">The training.</param>
    /// <param name="network">
    /// The network, with the sums over <see cref="IGradientNetwork.AccumulatedSamples"/> samples in <see cref="IGradientNetwork.AccumulatedGradients"/>, not clipped yet;
    /// what is written to them is what the step takes.
    /// </param>
    public virtual void OnGradients(TrainingContext training, IGradientNetwork network)
    {
    }

    /// <summary>A batch has been trained on.</summary>
    /// <param name="training">The training.</param>
    /// <param name="batch">What it gave.</param>
    public virtual void OnBatch(TrainingContext training, in BatchResult batch)
    {
    }

    /// <summary>The batches of an epoch are done, and the network is going to be measured on the validation samples.</summary>
    /// <param name="training">The training.</param>
    public virtual void OnValidationStart(TrainingContext training)
    {
    }

    /// <summary>The network has been measured; what is logged now is still among the epoch's metrics.</summary>
    /// <param name="training">The training.</param>
    public virtual void OnValidationEnd(TrainingContext training)
    {
    }

    /// <summary>An epoch has ended, validation included.</summary>
    /// <param name="training">The training.</param>
    /// <param name="epoch">What it gave.</param>
    public virtual void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
    }

    /// <summary>
    /// Training has ended: by itself, early, by cancellation (<see cref="History.Cancelled"/>) or by an exception (<see cref="TrainingContext.Error"/>). It is
    /// called of every callback, to close what was opened.
    /// </summary>
    /// <param name="training">The training.</param>
    public virtual void OnEnd(TrainingContext training)
    {
    }

    /// <summary>Writes down what it remembers, for a checkpoint.</summary>
    /// <param name="state">Where to.</param>
    public virtual void SaveState(CallbackState state)
    {
    }

    /// <summary>
    /// Remembers what <see cref="SaveState"/> wrote, before training goes on; an empty state, with nothing to read, before one begins anew.
    /// </summary>
    /// <param name="state">Where from.</param>
    /// <exception cref="InvalidDataException">The state isn't one that such a callback has.</exception>
    public virtual void LoadState(CallbackState state)
    {
    }
}
