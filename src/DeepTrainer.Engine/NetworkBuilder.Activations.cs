namespace DeepTrainer.Engine;

/// <content>Activations.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>max(x, 0).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Relu(string? name = null, string? from = null) =>
        Add(new ReluAttribute(), name, from);

    /// <summary>max(x, 0), at most 6.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Relu6(string? name = null, string? from = null) =>
        Add(new Relu6Attribute(), name, from);

    /// <summary>x where positive, else slope · x.</summary>
    /// <param name="negativeSlope">The slope.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder LeakyRelu(double negativeSlope = 0.01, string? name = null, string? from = null) =>
        Add(new LeakyReluAttribute { NegativeSlope = negativeSlope }, name, from);

    /// <summary>x where positive, else slope · x with a trained slope.</summary>
    /// <param name="initialSlope">The slope at first.</param>
    /// <param name="perChannel">A slope for each channel instead of one.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Prelu(double initialSlope = 0.25, bool perChannel = false, string? name = null, string? from = null) =>
        Add(new PreluAttribute { InitialSlope = initialSlope, PerChannel = perChannel }, name, from);

    /// <summary>x where positive, else α(eˣ - 1).</summary>
    /// <param name="alpha">α.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Elu(double alpha = 1, string? name = null, string? from = null) =>
        Add(new EluAttribute { Alpha = alpha }, name, from);

    /// <summary>The self-normalizing ELU.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Selu(string? name = null, string? from = null) =>
        Add(new SeluAttribute(), name, from);

    /// <summary>x where positive, else α(exp(x/α) - 1).</summary>
    /// <param name="alpha">α.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Celu(double alpha = 1, string? name = null, string? from = null) =>
        Add(new CeluAttribute { Alpha = alpha }, name, from);

    /// <summary>x · Φ(x).</summary>
    /// <param name="tanh">Use the approximation by tanh.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Gelu(bool tanh = false, string? name = null, string? from = null) =>
        Add(new GeluAttribute { Tanh = tanh }, name, from);

    /// <summary>x · sigmoid(x).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Silu(string? name = null, string? from = null) =>
        Add(new SiluAttribute(), name, from);

    /// <summary>x · tanh(softplus(x)).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Mish(string? name = null, string? from = null) =>
        Add(new MishAttribute(), name, from);

    /// <summary>log(1 + exp(βx))/β.</summary>
    /// <param name="beta">β.</param>
    /// <param name="threshold">Where βx is above this, y = x.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Softplus(double beta = 1, double threshold = 20, string? name = null, string? from = null) =>
        Add(new SoftplusAttribute { Beta = beta, Threshold = threshold }, name, from);

    /// <summary>x / (1 + |x|).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Softsign(string? name = null, string? from = null) =>
        Add(new SoftsignAttribute(), name, from);

    /// <summary>tanh(x).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Tanh(string? name = null, string? from = null) =>
        Add(new TanhAttribute(), name, from);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Sigmoid(string? name = null, string? from = null) =>
        Add(new SigmoidAttribute(), name, from);

    /// <summary>log sigmoid(x).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder LogSigmoid(string? name = null, string? from = null) =>
        Add(new LogSigmoidAttribute(), name, from);

    /// <summary>x/6 + 1/2, cut to [0, 1].</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder HardSigmoid(string? name = null, string? from = null) =>
        Add(new HardSigmoidAttribute(), name, from);

    /// <summary>x times the hard sigmoid.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder HardSwish(string? name = null, string? from = null) =>
        Add(new HardSwishAttribute(), name, from);

    /// <summary>x cut to a range.</summary>
    /// <param name="min">Its lower end.</param>
    /// <param name="max">Its upper end.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder HardTanh(double min = -1, double max = 1, string? name = null, string? from = null) =>
        Add(new HardTanhAttribute { Min = min, Max = max }, name, from);

    /// <summary>x - tanh(x).</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Tanhshrink(string? name = null, string? from = null) =>
        Add(new TanhshrinkAttribute(), name, from);

    /// <summary>x moved towards 0 by λ, and 0 within λ of it.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Softshrink(double lambda = 0.5, string? name = null, string? from = null) =>
        Add(new SoftshrinkAttribute { Lambda = lambda }, name, from);

    /// <summary>x, and 0 within λ of it.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Hardshrink(double lambda = 0.5, string? name = null, string? from = null) =>
        Add(new HardshrinkAttribute { Lambda = lambda }, name, from);

    /// <summary>x above a threshold, else a value.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="value">The value.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Threshold(double threshold, double value, string? name = null, string? from = null) =>
        Add(new ThresholdAttribute(threshold, value), name, from);

    /// <summary>a · sigmoid(b), where a and b are the halves of x.</summary>
    /// <param name="axis">The dimension of a sample, from the end if negative.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Glu(int axis = -1, string? name = null, string? from = null) =>
        Add(new GluAttribute { Axis = axis }, name, from);

    /// <summary>exp(xᵢ) / Σ exp(xⱼ) along a dimension.</summary>
    /// <param name="axis">The dimension of a sample, from the end if negative.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Softmax(int axis = -1, string? name = null, string? from = null) =>
        Add(new SoftmaxAttribute { Axis = axis }, name, from);

    /// <summary>The softmax's logarithm.</summary>
    /// <param name="axis">The dimension of a sample, from the end if negative.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder LogSoftmax(int axis = -1, string? name = null, string? from = null) =>
        Add(new LogSoftmaxAttribute { Axis = axis }, name, from);

    /// <summary>An activation of your own: <c>.Activation("snake", x => x + Functions.Sin(x) * Functions.Sin(x))</c>.</summary>
    /// <param name="function">What to call it.</param>
    /// <param name="body">The expression.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Activation(string function, Func<Expr, Expr> body, string? name = null, string? from = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Define(function, new(["x"], [("y", body(new Expr.Input(0)))]));
        return Add(new ActivationAttribute(function), name, from);
    }
}
