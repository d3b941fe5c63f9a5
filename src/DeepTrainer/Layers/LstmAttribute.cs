namespace DeepTrainer;

/// <summary>
/// Long short-term memory: i = σ(W_ii·x + b_ii + W_hi·h + b_hi), f and o likewise, g = tanh(W_ig·x + b_ig + W_hg·h + b_hg), c′ = f·c + i·g
/// and h′ = o·tanh(c′) at each step. Shapes: x [T, F], h and c [H], output [T, H].
/// </summary>
/// <remarks>
/// Parameters, for layer k from 0: <c>weight_ih_lk</c> [4·H, F], <c>weight_hh_lk</c> [4·H, H], <c>bias_ih_lk</c> and <c>bias_hh_lk</c> [4·H];
/// those of the second direction end in <c>_reverse</c>. All start uniform in ±1/√H. The initial state is 0 unless <c>From</c> names it
/// behind the sequence, <c>From = "x, h0, c0"</c>, each [layers · directions, H]; its states behind the last step are <c>From =
/// "lstm1.h"</c> and <c>"lstm1.c"</c>, [layers · directions, H]. A network whose input has a time dimension takes single steps, too, unless
/// the layer is bidirectional. The rows of weights and biases are those of i, f, g and o. Hochreiter and Schmidhuber, 1997; Gers et al.,
/// 2000. PyTorch: <c>nn.LSTM</c> with <c>batch_first=True</c>.
/// </remarks>
/// <param name="units">The number of units H, at least 1.</param>
public sealed class LstmAttribute(int units) : LayerElementAttribute
{
    /// <summary>The number of units H, at least 1.</summary>
    public int Units { get; } = units;

    /// <summary>How many such layers, each on the output of the one below; at least 1.</summary>
    public int Layers { get; set; } = 1;

    /// <summary>
    /// Whether a second layer with weights of its own goes from the last step to the first; outputs of both directions are put one after
    /// another, [T, 2·H].
    /// </summary>
    public bool Bidirectional { get; set; }

    /// <summary>Whether biases are added.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>While training, the probability with which values between two of the <see cref="Layers"/> are dropped, from 0 to 1.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether the output is that of every step, [T, H], or of the last step alone, [H] (PyTorch users' <c>output[:, -1]</c>).</summary>
    public bool ReturnSequence { get; set; } = true;

    /// <summary>
    /// The name of a layer or input that tells how many steps of each sample count, [1], from 0 to T: steps behind them leave the state as it is and
    /// give 0, as in PyTorch's packed sequences. Without <see cref="ReturnSequence"/> the output is that of the last step that counts.
    /// </summary>
    public string? Lengths { get; set; }

    /// <summary>What is applied where tanh is. Keras: activation.</summary>
    public ActivationKind Activation { get; set; } = ActivationKind.Tanh;

    /// <summary>What is applied to the gates' sums, where σ is. Keras: recurrent_activation.</summary>
    public ActivationKind RecurrentActivation { get; set; } = ActivationKind.Sigmoid;
}
