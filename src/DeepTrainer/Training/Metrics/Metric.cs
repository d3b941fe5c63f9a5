namespace DeepTrainer;

/// <summary>
/// A number that tells how well a network does, as scikit-learn and torchmetrics define it. Give some to
/// <see cref="Trainer{TNetwork}.Evaluate"/> or set <see cref="Trainer{TNetwork}.Metrics"/>; <see cref="ClassMetric.Of"/> and
/// <see cref="ValueMetric.Of"/> measure arrays of your own.
/// </summary>
/// <remarks>
/// <para>
/// Metrics don't change and can be shared. All give NaN without samples. What they do where a definition divides by 0 is said at each.
/// </para>
/// <para>
/// A network's loss says what its outputs are (<see cref="TargetInfo.Scores"/>). The labels of binary cross-entropy, focal and multi-label losses are
/// independent: each is right or wrong for itself, so that the accuracy is the fraction of all labels that are right, and precision, recall, F1
/// and ROC AUC are means over the labels unless an <see cref="Averaging"/> says otherwise. Where several losses have classes,
/// <see cref="ClassMetric.On"/> says which one is meant.
/// </para>
/// </remarks>
public abstract class Metric
{
    private protected Metric(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The metric's name, for tables: <c>F1 (macro)</c>.</summary>
    public string Name { get; private set; }

    /// <summary>Whether a network is better if it is higher: as a rule that of classes is, and an error of values isn't.</summary>
    public virtual bool HigherIsBetter => this is ClassMetric;

    /// <summary>The loss on whose targets it is measured; null for the only one that it fits.</summary>
    internal string? Loss { get; private set; }

    /// <summary>The fraction of rows whose largest score is that of their class. The first of equal scores counts.</summary>
    /// <param name="scores">
    /// What scores are; matters only for rows of one score. If null, what the network's loss says; logits where nothing does.
    /// </param>
    public static ClassMetric Accuracy(ScoreKind? scores = null) => new AccuracyMetric(scores);

    /// <summary>
    /// The fraction of rows whose class is among those with the k largest scores. Of equal scores the first are taken, so that k = 1 is
    /// the accuracy; scores that aren't numbers are taken before the row's own class. There must be at least k classes.
    /// </summary>
    /// <param name="k">k; at least 1.</param>
    public static ClassMetric TopK(int k) => new TopKMetric(k);

    /// <summary>Of the rows taken for a class, the fraction that belongs to it; 0 if none is taken for it.</summary>
    /// <param name="averaging">
    /// How the classes become one number; if null, <see cref="Averaging.Binary"/> for two classes and <see cref="Averaging.Macro"/> for more.
    /// </param>
    /// <param name="positive">The class that <see cref="Averaging.Binary"/> is about.</param>
    /// <param name="scores">
    /// What scores are; matters only for rows of one score. If null, what the network's loss says; logits where nothing does.
    /// </param>
    public static ClassMetric Precision(Averaging? averaging = null, int positive = 1, ScoreKind? scores = null) =>
        new CountsMetric("precision", ClassCounts.Precision, averaging, positive, scores);

    /// <summary>Of the rows that belong to a class, the fraction that is taken for it; 0 if none belongs to it.</summary>
    /// <inheritdoc cref="Precision"/>
    public static ClassMetric Recall(Averaging? averaging = null, int positive = 1, ScoreKind? scores = null) =>
        new CountsMetric("recall", ClassCounts.Recall, averaging, positive, scores);

    /// <summary>The harmonic mean of precision and recall of a class: 2 · hits / (taken for it + belonging to it); 0 if there are neither.</summary>
    /// <inheritdoc cref="Precision"/>
    public static ClassMetric F1(Averaging? averaging = null, int positive = 1, ScoreKind? scores = null) =>
        new CountsMetric("F1", ClassCounts.F1, averaging, positive, scores);

    /// <summary>
    /// The area under the ROC curve: how often a row of the class scores higher than one of another class, where equal scores count half.
    /// For two classes, that of class 1; for more, the mean over the classes, each against the rest; the mean over independent labels.
    /// </summary>
    /// <remarks>
    /// Classes to which all rows belong or none are left out of the mean; NaN if that leaves none, or if a score isn't a number. All
    /// scores are kept in memory (8 bytes each) until the result is asked for.
    /// </remarks>
    /// <param name="scores">
    /// What scores are; if null, what the network's loss says, and logits where nothing does. Of several logits, the class's share after softmax
    /// is compared.
    /// </param>
    public static ClassMetric RocAuc(ScoreKind? scores = null) => new RocAucMetric(scores);

    /// <summary>e to the mean of −ln p, where p is the probability of a row's class; infinite if one is 0.</summary>
    /// <param name="scores">What scores are; if null, what the network's loss says, and logits where nothing does.</param>
    public static ClassMetric Perplexity(ScoreKind? scores = null) => new PerplexityMetric(scores);

    /// <summary>Mean absolute error: the mean of |y − target| over all values.</summary>
    public static ValueMetric MeanAbsoluteError() => new MeanErrorMetric("MAE", Math.Abs, sum => sum);

    /// <summary>Root mean squared error: the root of the mean of (y − target)² over all values.</summary>
    public static ValueMetric RootMeanSquaredError() => new MeanErrorMetric("RMSE", error => error * error, Math.Sqrt);

    /// <summary>
    /// R², the coefficient of determination: 1 − Σ(y − target)² / Σ(target − mean)², the mean over the outputs.
    /// </summary>
    /// <remarks>
    /// An output whose targets are all equal has 1 if it meets them exactly and 0 if not, as in scikit-learn. NaN for fewer than 2 samples.
    /// </remarks>
    public static ValueMetric RSquared() => new RSquaredMetric();

    private protected Metric ForLoss(string loss)
    {
        ArgumentException.ThrowIfNullOrEmpty(loss);
        var metric = (Metric)MemberwiseClone();
        metric.Loss = loss;
        metric.Name = $"{Name} of {loss}";
        return metric;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
