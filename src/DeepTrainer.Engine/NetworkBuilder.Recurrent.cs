namespace DeepTrainer.Engine;

/// <content>Recurrent layers.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>h′ = tanh(W_ih·x + b_ih + W_hh·h + b_hh).</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="layers">How many such layers on top of each other.</param>
    /// <param name="bidirectional">Whether a second direction goes backwards.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">Between layers, while training.</param>
    /// <param name="returnSequence">Every step's output, or the last step's.</param>
    /// <param name="nonlinearity">What is applied to the sum.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Rnn(
        int units, int layers = 1, bool bidirectional = false, bool bias = true, double dropout = 0, bool returnSequence = true,
        RnnNonlinearity nonlinearity = RnnNonlinearity.Tanh, string? name = null, string? from = null) =>
        Add(new RnnAttribute(units) { Layers = layers, Bidirectional = bidirectional, Bias = bias, Dropout = dropout, ReturnSequence = returnSequence, Nonlinearity = nonlinearity }, name, from);

    /// <summary>Cho et al., 2014.</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="layers">How many such layers on top of each other.</param>
    /// <param name="bidirectional">Whether a second direction goes backwards.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">Between layers, while training.</param>
    /// <param name="returnSequence">Every step's output, or the last step's.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Gru(
        int units, int layers = 1, bool bidirectional = false, bool bias = true, double dropout = 0, bool returnSequence = true,
        string? name = null, string? from = null) =>
        Add(new GruAttribute(units) { Layers = layers, Bidirectional = bidirectional, Bias = bias, Dropout = dropout, ReturnSequence = returnSequence }, name, from);

    /// <summary>Hochreiter and Schmidhuber, 1997.</summary>
    /// <param name="units">The number of units.</param>
    /// <param name="layers">How many such layers on top of each other.</param>
    /// <param name="bidirectional">Whether a second direction goes backwards.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">Between layers, while training.</param>
    /// <param name="returnSequence">Every step's output, or the last step's.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Lstm(
        int units, int layers = 1, bool bidirectional = false, bool bias = true, double dropout = 0, bool returnSequence = true,
        string? name = null, string? from = null) =>
        Add(new LstmAttribute(units) { Layers = layers, Bidirectional = bidirectional, Bias = bias, Dropout = dropout, ReturnSequence = returnSequence }, name, from);
}
