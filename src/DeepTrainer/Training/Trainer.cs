namespace DeepTrainer;

/// <summary>Trains a network on a dataset, and measures how well it does.</summary>
/// <typeparam name="TNetwork">The network's class.</typeparam>
/// <param name="network">The network.</param>
public sealed class Trainer<TNetwork>(TNetwork network)
    where TNetwork : class, INetwork
{
    private const int EvaluationBatch = 256;

    /// <summary>The network.</summary>
    public TNetwork Network { get; } = network ?? throw new ArgumentNullException(nameof(network));

    /// <summary>
    /// Whether each epoch ends with a prediction for every training sample, to know the fraction classified correctly. It costs
    /// about a third of the time that training takes. False by default.
    /// </summary>
    public bool MeasureTrainAccuracy { get; set; }

    /// <summary>
    /// Trains for some epochs. Each goes over all samples once, in a new random order; the last batch may be smaller. The same
    /// seed, samples and network give the same weights bit for bit.
    /// </summary>
    /// <param name="train">The samples to train on.</param>
    /// <param name="validation">Samples to measure with after each epoch.</param>
    /// <param name="epochs">The number of epochs; at least 1.</param>
    /// <param name="batchSize">The number of samples a batch; at least 1.</param>
    /// <param name="seed">The seed of the order of samples.</param>
    /// <param name="earlyStopping">When to end before that; without it all epochs are trained.</param>
    /// <param name="progress">Who is told how it goes.</param>
    /// <param name="cancellationToken">
    /// Ends training after the batch in progress. That is no error: the history so far is returned, with <see cref="History.Cancelled"/> set.
    /// </param>
    /// <returns>What the epochs gave.</returns>
    /// <exception cref="ArgumentException">An argument is out of range, or samples don't fit the network; nothing has been trained.</exception>
    /// <exception cref="TrainingDivergedException">
    /// The loss became infinite or not a number. The network is left as it is then, or as it was at its best if
    /// <see cref="EarlyStopping.RestoreBest"/> is set and an epoch was finished.
    /// </exception>
    public History Fit(
        Dataset train,
        Dataset? validation = null,
        int epochs = 10,
        int batchSize = 32,
        int seed = 0,
        EarlyStopping? earlyStopping = null,
        ITrainingProgress? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (earlyStopping is not null)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(earlyStopping.Patience, 1, nameof(earlyStopping));
            if (!(earlyStopping.MinDelta >= 0))
                throw new ArgumentOutOfRangeException(nameof(earlyStopping), earlyStopping.MinDelta, "MinDelta must be at least 0.");
        }
        DataCheck.Run(train, Network, nameof(train));
        if (validation is not null)
            DataCheck.Run(validation, Network, nameof(validation));

        var run = new TrainingRun(Network, train, validation, epochs, batchSize, seed)
        {
            EarlyStopping = earlyStopping,
            Progress = progress,
            MeasureTrainAccuracy = MeasureTrainAccuracy,
        };
        return run.Run(cancellationToken);
    }

    /// <summary>The mean loss, and for classes the fraction of samples classified correctly.</summary>
    /// <exception cref="ArgumentException">The samples don't fit the network.</exception>
    public Evaluation Evaluate(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DataCheck.Run(data, Network, nameof(data));
        var runner = new BatchRunner(Network, data, EvaluationBatch);
        return new Evaluation(runner.Loss(), runner.HasClasses ? runner.Accuracy() : null);
    }

    /// <summary>How often samples of one class were taken for another.</summary>
    /// <exception cref="ArgumentException">The samples don't fit the network.</exception>
    /// <exception cref="InvalidOperationException">The network isn't trained on classes.</exception>
    public ConfusionMatrix Confusion(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DataCheck.Run(data, Network, nameof(data));
        var runner = new BatchRunner(Network, data, EvaluationBatch);
        if (!runner.HasClasses)
            throw new InvalidOperationException($"'{Network.Info.Name}' is trained on values, not on classes.");
        int classes = Network.Info.OutputSize;
        var matrix = new ConfusionMatrix(data.Classes == classes ? data.ClassNames : Dataset.ClassNumbers(classes));
        runner.Count(matrix);
        return matrix;
    }
}
