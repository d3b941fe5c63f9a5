namespace DeepTrainer.Engine;

/// <content>Losses.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The mean of (y - t)².</summary>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder Mse(string? from = null, string? name = null) =>
        Add(new MseAttribute(), name, from);

    /// <summary>The mean of |y - t|.</summary>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder L1(string? from = null, string? name = null) =>
        Add(new L1Attribute(), name, from);

    /// <summary>Squared below β, absolute beyond.</summary>
    /// <param name="beta">β.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder SmoothL1(double beta = 1, string? from = null, string? name = null) =>
        Add(new SmoothL1Attribute { Beta = beta }, name, from);

    /// <summary>Squared below δ, absolute beyond, times δ.</summary>
    /// <param name="delta">δ.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder Huber(double delta = 1, string? from = null, string? name = null) =>
        Add(new HuberAttribute { Delta = delta }, name, from);

    /// <summary>On probabilities.</summary>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder BinaryCrossEntropy(string? from = null, string? name = null) =>
        Add(new BinaryCrossEntropyAttribute(), name, from);

    /// <summary>On logits.</summary>
    /// <param name="posWeight">By how much targets of 1 count more.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder BinaryCrossEntropyWithLogits(double[]? posWeight = null, string? from = null, string? name = null) =>
        Add(new BinaryCrossEntropyWithLogitsAttribute { PosWeight = posWeight }, name, from);

    /// <summary>On logits, one a class.</summary>
    /// <param name="labelSmoothing">ε, from 0 to 1.</param>
    /// <param name="targets">Class indices or probabilities.</param>
    /// <param name="classWeights">One for each class.</param>
    /// <param name="ignoreIndex">A label that counts nowhere.</param>
    /// <param name="axis">The dimension of a sample that holds the classes.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder CrossEntropy(double labelSmoothing = 0, TargetKind targets = TargetKind.ClassIndices, double[]? classWeights = null, int ignoreIndex = int.MinValue, int axis = 0, string? from = null, string? name = null) =>
        Add(new CrossEntropyAttribute { LabelSmoothing = labelSmoothing, Targets = targets, ClassWeights = classWeights, IgnoreIndex = ignoreIndex, Axis = axis }, name, from);

    /// <summary>On logarithms of probabilities, one a class.</summary>
    /// <param name="classWeights">One for each class.</param>
    /// <param name="ignoreIndex">A label that counts nowhere.</param>
    /// <param name="axis">The dimension of a sample that holds the classes.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder Nll(double[]? classWeights = null, int ignoreIndex = int.MinValue, int axis = 0, string? from = null, string? name = null) =>
        Add(new NllAttribute { ClassWeights = classWeights, IgnoreIndex = ignoreIndex, Axis = axis }, name, from);

    /// <summary>Connectionist temporal classification, on logarithms of probabilities [steps, classes].</summary>
    /// <param name="maxLength">The most labels that a sample has.</param>
    /// <param name="blank">The class that is the blank.</param>
    /// <param name="zeroInfinity">Whether infinite losses count as 0.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder Ctc(int maxLength, int blank = 0, bool zeroInfinity = false, string? from = null, string? name = null) =>
        Add(new CtcAttribute(maxLength) { Blank = blank, ZeroInfinity = zeroInfinity }, name, from);

    /// <summary>Kullback-Leibler divergence, on logarithms of probabilities.</summary>
    /// <param name="logTarget">Whether targets are logarithms too.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder KlDiv(bool logTarget = false, string? from = null, string? name = null) =>
        Add(new KlDivAttribute { LogTarget = logTarget }, name, from);

    /// <summary>y where the target is 1, max(0, margin - y) where it is -1.</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder HingeEmbedding(double margin = 1, string? from = null, string? name = null) =>
        Add(new HingeEmbeddingAttribute { Margin = margin }, name, from);

    /// <summary>log(1 + exp(-t·y)).</summary>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder SoftMargin(string? from = null, string? name = null) =>
        Add(new SoftMarginAttribute(), name, from);

    /// <summary>max(0, margin - y of the label + y) for the other classes.</summary>
    /// <param name="p">The power, 1 or 2.</param>
    /// <param name="margin">The margin.</param>
    /// <param name="classWeights">One for each class.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder MultiMargin(double p = 1, double margin = 1, double[]? classWeights = null, string? from = null, string? name = null) =>
        Add(new MultiMarginAttribute { P = p, Margin = margin, ClassWeights = classWeights }, name, from);

    /// <summary>Binary cross-entropy on logits, for each class by itself.</summary>
    /// <param name="classWeights">One for each class.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder MultiLabelSoftMargin(double[]? classWeights = null, string? from = null, string? name = null) =>
        Add(new MultiLabelSoftMarginAttribute { ClassWeights = classWeights }, name, from);

    /// <summary>Binary cross-entropy on logits that counts less what is right already.</summary>
    /// <param name="alpha">The weight of targets of 1.</param>
    /// <param name="gamma">How fast the weight falls.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder Focal(double alpha = 0.25, double gamma = 2, string? from = null, string? name = null) =>
        Add(new FocalAttribute { Alpha = alpha, Gamma = gamma }, name, from);

    /// <summary>On rates of counts.</summary>
    /// <param name="logInput">Whether outputs are logarithms of the rates.</param>
    /// <param name="full">Whether log t! is added.</param>
    /// <param name="epsilon">Added to rates.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder PoissonNll(bool logInput = true, bool full = false, double epsilon = 1e-8, string? from = null, string? name = null) =>
        Add(new PoissonNllAttribute { LogInput = logInput, Full = full, Epsilon = epsilon }, name, from);

    /// <summary>Whether two layers point in one direction.</summary>
    /// <param name="from">The two layers, separated by a comma.</param>
    /// <param name="margin">What the cosine should not exceed where they should not.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder CosineEmbedding(string from, double margin = 0, string? name = null) =>
        Add(new CosineEmbeddingAttribute { Margin = margin }, name, from);

    /// <summary>Whether the right one of two layers is larger.</summary>
    /// <param name="from">The two layers, separated by a comma.</param>
    /// <param name="margin">By how much it should be.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder MarginRanking(string from, double margin = 0, string? name = null) =>
        Add(new MarginRankingAttribute { Margin = margin }, name, from);

    /// <summary>Whether a layer is nearer to a second than to a third; without targets.</summary>
    /// <param name="from">Anchor, positive and negative, separated by commas.</param>
    /// <param name="margin">By how much it should be.</param>
    /// <param name="p">The norm.</param>
    /// <param name="epsilon">Added to differences.</param>
    /// <param name="swap">Whether the distance of the second to the third counts too.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder TripletMargin(string from, double margin = 1, double p = 2, double epsilon = 1e-6, bool swap = false, string? name = null) =>
        Add(new TripletMarginAttribute { Margin = margin, P = p, Epsilon = epsilon, Swap = swap }, name, from);

    /// <summary>On a mean and a variance.</summary>
    /// <param name="from">The layers of mean and variance, separated by a comma.</param>
    /// <param name="full">Whether the constant is added.</param>
    /// <param name="epsilon">The smallest variance.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder GaussianNll(string from, bool full = false, double epsilon = 1e-6, string? name = null) =>
        Add(new GaussianNllAttribute { Full = full, Epsilon = epsilon }, name, from);

    /// <summary>A loss of your own: the mean of an expression of output and target.</summary>
    /// <param name="function">What to call it.</param>
    /// <param name="body">The expression.</param>
    /// <param name="targets">What targets are; class indices become 1 for the class and 0 for the others.</param>
    /// <param name="from">The layer it judges; the last one if null.</param>
    /// <param name="name">The loss's name.</param>
    public NetworkBuilder Loss(string function, Func<Expr, Expr, Expr> body, TargetKind targets = TargetKind.Values, string? from = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Define(function, new(["y", "target"], [("loss", body(new Expr.Input(0), new Expr.Input(1)))]));
        return Add(new LossAttribute(function) { Targets = targets }, name, from);
    }

    /// <summary>Says more of the loss just added.</summary>
    /// <param name="weight">Its factor in the sum of several losses.</param>
    /// <param name="sampleWeights">Whether targets hold a weight for each sample behind its own.</param>
    /// <exception cref="InvalidOperationException">What was added last is no loss.</exception>
    public NetworkBuilder Weighted(double weight = 1, bool sampleWeights = false)
    {
        if (elements.Count == 0 || elements[^1] is not LossElementAttribute loss)
            throw new InvalidOperationException("Only a loss has a weight; call Weighted right after it.");
        (loss.Weight, loss.SampleWeights) = (weight, sampleWeights);
        return this;
    }

    private NetworkBuilder Add(LossElementAttribute loss, string? name, string? from)
    {
        loss.Name = name;
        loss.From = from;
        return Add(loss);
    }
}
