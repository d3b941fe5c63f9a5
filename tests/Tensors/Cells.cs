using static DeepTrainer.Functional;

namespace DeepTrainer.Tests.Tensors;

/// <summary>Recurrences of one's own: a step's input is [4], and the states are [6] unless it says otherwise.</summary>
internal static class Cells
{
    /// <summary>Feng et al., Were RNNs All We Needed? (2024).</summary>
    public static Tensor MinGru(Tensor x, Tensor h)
    {
        Tensor z = Sigmoid(Dense(x, 6, name: "gate"));
        return ((1 - z) * h) + (z * Dense(x, 6, name: "candidate"));
    }

    /// <summary>The library's own, written out: Cho et al. (2014) as PyTorch has it.</summary>
    public static Tensor Gru(Tensor x, Tensor h)
    {
        Tensor i = Linear(x, Weight("weight_ih_l0", [18, 4], fanIn: 6), Weight("bias_ih_l0", [18], fanIn: 6));
        Tensor u = Linear(h, Weight("weight_hh_l0", [18, 6], fanIn: 6), Weight("bias_hh_l0", [18], fanIn: 6));
        Tensor r = Sigmoid(i[..6] + u[..6]), z = Sigmoid(i[6..12] + u[6..12]);
        Tensor n = Tanh(i[12..] + (r * u[12..]));
        return ((1 - z) * n) + (z * h);
    }

    public static (Tensor Output, Tensor H, Tensor C) Peephole(Tensor x, Tensor h, Tensor c)
    {
        Tensor gates = Dense(Concat(0, x, h), 18, name: "gates"), peep = Weight("peep", [6], Init.Constant, 0.3);
        Tensor cell = (Sigmoid(gates[..6] + (peep * c)) * c) + Tanh(gates[6..12]);
        Tensor output = Sigmoid(gates[12..]) * Tanh(cell);
        return (Linear(output, Square(Weight("out", [3, 6]))), output, cell);
    }

    /// <summary>A memory of rows that is read by attention: states [6] and [3, 6].</summary>
    public static (Tensor, Tensor, Tensor) Memory(Tensor x, Tensor h, Tensor memory)
    {
        Tensor key = Tanh(Dense(x, 6, name: "key"));
        Tensor weights = Softmax(MatMul(memory, key + h));
        Tensor read = MatMul(weights, memory);
        return (Concat(0, read, x), Tanh(Dense(h, 6, name: "h") + read), (0.9 * memory) + (weights.Unsqueeze(1) * key));
    }

    /// <summary>Looks at rows [7, 3] that are the same for all steps, whose keys are made once. Bahdanau, Cho, Bengio (2014).</summary>
    public static Tensor Attending(Tensor x, Tensor h, Tensor rows)
    {
        Tensor scores = Dense(Tanh(Dense(h, 5, name: "query") + Dense(rows, 5, bias: false, name: "keys")), 1, name: "score").Flatten();
        return Tanh(Dense(Concat(0, x, MatMul(Softmax(scores), rows), h), 6, name: "next"));
    }

    /// <summary>Of what is the same for all steps, one part is looked at by the output alone: [3] and [6].</summary>
    public static (Tensor Output, Tensor H) Biased(Tensor x, Tensor h, Tensor bias, Tensor gain) => (Square(bias) + h[..3], Tanh(Dense(x, 6, name: "in") + (gain * h)));

    /// <summary>Convolves along the state [2, 6].</summary>
    public static Tensor Convolved(Tensor x, Tensor h) => Tanh(Conv1D(h, 2, [3], padding: 1, name: "conv") + x[..2].Unsqueeze(1) + RmsNorm(h + 1, name: "norm"));

    public static Tensor Leaky(Tensor x, Tensor h, [Adjustable(0.8f, Min = 0, Max = 1)] Tensor leak) => (leak * h) + ((1 - leak) * Tanh(Dense(x, 6, name: "in")));

    /// <summary>Takes elements and rows of its state by numbers that follow from the step's input.</summary>
    public static Tensor Taking(Tensor x, Tensor h)
    {
        Tensor numbers = Clamp(Floor(3 * Abs(x)), 0, 5);
        Tensor elements = TakeAlong(h, 0, numbers[..3]), rows = Gather(Square(h).Reshape(2, 3), numbers[3..] - 2).Flatten();
        return Tanh(Dense(x, 6, name: "in") + Concat(0, elements, rows));
    }

    /// <summary>Leaky neurons that fire, with a smooth slope for the step (Neftci et al., 2019).</summary>
    public static (Tensor Spikes, Tensor Potential) Spiking(Tensor x, Tensor potential, float leak = 0.8f)
    {
        Tensor charged = (leak * potential) + Dense(x, 6, name: "in");
        Tensor spikes = WithGradientOf(charged > 0.2, Sigmoid(4 * charged));
        return (spikes, charged - (0.2 * StopGradient(spikes)));
    }
}
