namespace DeepTrainer.Engine;

/// <content>Losses.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The mean of (y - t)².</summary>
    public NetworkBuilder Mse() =>
        Add(new MseAttribute());

    /// <summary>The mean of |y - t|.</summary>
    public NetworkBuilder L1() =>
        Add(new L1Attribute());

    /// <summary>Squared below β, absolute beyond.</summary>
    /// <param name="beta">β.</param>
    public NetworkBuilder SmoothL1(double beta = 1) =>
        Add(new SmoothL1Attribute { Beta = beta });

    /// <summary>Squared below δ, absolute beyond, times δ.</summary>
    /// <param name="delta">δ.</param>
    public NetworkBuilder Huber(double delta = 1) =>
        Add(new HuberAttribute { Delta = delta });

    /// <summary>On probabilities.</summary>
    public NetworkBuilder BinaryCrossEntropy() =>
        Add(new BinaryCrossEntropyAttribute());

    /// <summary>On logits.</summary>
    public NetworkBuilder BinaryCrossEntropyWithLogits() =>
        Add(new BinaryCrossEntropyWithLogitsAttribute());

    /// <summary>On logits, one a class.</summary>
    /// <param name="labelSmoothing">ε, from 0 to 1.</param>
    /// <param name="targets">Class indices or probabilities.</param>
    public NetworkBuilder CrossEntropy(double labelSmoothing = 0, TargetKind targets = TargetKind.ClassIndices) =>
        Add(new CrossEntropyAttribute { LabelSmoothing = labelSmoothing, Targets = targets });

    /// <summary>A loss of your own: the mean of an expression of output and target.</summary>
    /// <param name="function">What to call it.</param>
    /// <param name="body">The expression.</param>
    public NetworkBuilder Loss(string function, Func<Expr, Expr, Expr> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Define(function, new(["y", "target"], [("loss", body(new Expr.Input(0), new Expr.Input(1)))]));
        return Add(new LossAttribute(function));
    }
}
