using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <content>Weights, constants, random numbers; and what decides on gradients.</content>
public static partial class Functional
{
    /// <summary>How many samples the batch has. It is known at run time, so this is a tensor without axes.</summary>
    public static Tensor BatchSize => Tensor.Call(nameof(BatchSize));

    /// <summary>Whether the graph that is being built is for training, rather than for prediction or evaluation.</summary>
    public static bool IsTraining => (bool)TensorRecording.Current.Call(nameof(IsTraining), [])!;

    /// <summary>A trained tensor of the layer, saved under the layer's name and this one: <c>"attention1.scale"</c>. Asked for again it is the same.</summary>
    /// <param name="name">Its name within the layer; letters, digits, _ and dots between them.</param>
    /// <param name="shape">Its extents; by PyTorch's habit outputs come first, then inputs.</param>
    /// <param name="init">How it starts.</param>
    /// <param name="value">
    /// The number for <see cref="Init.Constant"/>, the deviation for <see cref="Init.Normal"/>, the limit for <see cref="Init.Uniform"/>,
    /// the gain for <see cref="Init.Orthogonal"/>.
    /// </param>
    /// <param name="fanIn">
    /// The number of inputs of one output, which most initializations look at; 0 for the second extent times those behind it. A bias needs it.
    /// </param>
    public static Tensor Weight(string name, int[] shape, Init init = Init.PyTorch, double value = 0, int fanIn = 0) =>
        Tensor.Call(nameof(Weight), name, shape, init.ToString(), value, fanIn);

    /// <summary>A tensor that is kept and saved with the weights but follows no gradient; see <see cref="Update"/>.</summary>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="value">What every element starts with.</param>
    public static Tensor Buffer(string name, int[] shape, double value = 0) => Tensor.Call(nameof(Buffer), name, shape, value);

    /// <summary>Gives a buffer its value after this step of training; outside of training nothing happens.</summary>
    /// <param name="buffer">What <see cref="Buffer"/> gave.</param>
    /// <param name="value">The value, of the buffer's shape and the same for all samples: see <see cref="BatchMean"/>.</param>
    public static void Update(Tensor buffer, Tensor value) => TensorRecording.Current.Call(nameof(Update), [buffer, value]);

    /// <summary>The mean over the samples of the batch: one value for all of them.</summary>
    /// <param name="x">A value of each sample.</param>
    public static Tensor BatchMean(Tensor x) => Tensor.Call(nameof(BatchMean), x);

    /// <summary>
    /// In a loss: what all samples of the batch have, along an axis that each of them sees: [N, D…] gives [M, D…], where M is as long as N.
    /// <c>Contract("nd,md-&gt;nm", a, AllSamples(b))</c> compares all pairs of samples, [N, M]. See <see cref="LossAttribute.MaxBatch"/>.
    /// </summary>
    /// <param name="x">A value of each sample.</param>
    public static Tensor AllSamples(Tensor x) => Tensor.Call(nameof(AllSamples), x);

    /// <summary>In a loss: the number of each sample in its batch, [N], from 0.</summary>
    public static Tensor SampleNumber => Tensor.Call(nameof(SampleNumber));

    /// <summary>Numbers that are known while compiling.</summary>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="shape">The extents; a vector if none is given.</param>
    public static Tensor Constant(float[] values, params int[] shape) => Tensor.Call(nameof(Constant), values, shape);

    /// <summary>All zeros.</summary>
    /// <param name="shape">The extents.</param>
    public static Tensor Zeros(params int[] shape) => Tensor.Call(nameof(Zeros), shape);

    /// <summary>All ones.</summary>
    /// <param name="shape">The extents.</param>
    public static Tensor Ones(params int[] shape) => Tensor.Call(nameof(Ones), shape);

    /// <summary>0, 1, …, count − 1.</summary>
    /// <param name="count">How many, at least 1.</param>
    public static Tensor Range(int count) => Tensor.Call(nameof(Range), count);

    /// <summary>The matrix with ones in its diagonal and zeros elsewhere.</summary>
    /// <param name="size">The number of its rows and columns.</param>
    public static Tensor Identity(int size) => Tensor.Call(nameof(Identity), size);

    /// <summary>The matrix with ones where a column is not above its row: what a position may look at.</summary>
    /// <param name="size">The number of its rows and columns.</param>
    public static Tensor CausalMask(int size) => Tensor.Call(nameof(CausalMask), size);

    /// <summary>Uniform random numbers while training, new ones at each step; outside of training the middle, unless predictions draw them, too.</summary>
    /// <param name="like">A value of each sample, whose shape they have.</param>
    /// <param name="low">The lower limit.</param>
    /// <param name="high">The upper limit.</param>
    /// <param name="inPrediction">
    /// Whether predictions and evaluations draw them, too: those of the draw that
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/> is asked for.
    /// </param>
    public static Tensor Uniform(Tensor like, double low = 0, double high = 1, bool inPrediction = false) =>
        Tensor.Call(nameof(Uniform), like, low, high, inPrediction);

    /// <summary>Normal random numbers with mean 0 while training, new ones at each step; outside of training 0, unless predictions draw them, too.</summary>
    /// <param name="like">A value of each sample, whose shape they have.</param>
    /// <param name="deviation">Their standard deviation.</param>
    /// <param name="inPrediction">
    /// Whether predictions and evaluations draw them, too: those of the draw that
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/> is asked for.
    /// </param>
    public static Tensor Normal(Tensor like, double deviation = 1, bool inPrediction = false) => Tensor.Call(nameof(Normal), like, deviation, inPrediction);

    /// <summary>1 with a probability and else 0 while training, new ones at each step; outside of training the probability, unless predictions draw them, too.</summary>
    /// <param name="like">A value of each sample, whose shape they have.</param>
    /// <param name="probability">From 0 to 1.</param>
    /// <param name="inPrediction">
    /// Whether predictions and evaluations draw them, too: those of the draw that
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/> is asked for.
    /// </param>
    public static Tensor Bernoulli(Tensor like, double probability = 0.5, bool inPrediction = false) => Tensor.Call(nameof(Bernoulli), like, probability, inPrediction);

    /// <summary>
    /// −ln(−ln u) of uniform random numbers u while training, new ones at each step; outside of training 0, the most frequent value, unless
    /// predictions draw them, too.
    /// </summary>
    /// <param name="like">A value of each sample, whose shape they have.</param>
    /// <param name="inPrediction">
    /// Whether predictions and evaluations draw them, too: those of the draw that
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/> is asked for.
    /// </param>
    public static Tensor Gumbel(Tensor like, bool inPrediction = false) => Tensor.Call(nameof(Gumbel), like, inPrediction);

    /// <summary>The value, through which no gradient flows back. PyTorch: detach.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor StopGradient(Tensor x) => Tensor.Call(nameof(StopGradient), x);

    /// <summary>The first one's value with the second one's gradient: <c>WithGradientOf(Round(x), x)</c> rounds and lets gradients straight through.</summary>
    /// <param name="value">What it is.</param>
    /// <param name="surrogate">What it is taken for when gradients are computed; of the same shape.</param>
    public static Tensor WithGradientOf(Tensor value, Tensor surrogate) => Tensor.Call(nameof(WithGradientOf), value, surrogate);

    /// <summary>The gradient of the sum of all elements with respect to another value that it was made from; gradients flow through it in turn.</summary>
    /// <param name="of">What is differentiated.</param>
    /// <param name="withRespectTo">What it is differentiated by; the result has its shape.</param>
    public static Tensor Gradient(Tensor of, Tensor withRespectTo) => Tensor.Call(nameof(Gradient), of, withRespectTo);
}
