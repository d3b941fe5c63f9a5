namespace Samples.Layers;

/// <summary>Recurrences over sequences: x [L, D].</summary>
internal static class Sequences
{
    /// <summary>
    /// S4D-Real: a convolution with a sum of decaying exponentials. Gu, Gupta, Goel, Ré: On the Parameterization and Initialization of
    /// Diagonal State Space Models, 2022.
    /// </summary>
    public static Tensor DiagonalStateSpace(Tensor x, int states = 3)
    {
        int length = x.Shape[0], channels = x.Shape[1];
        Tensor rate = -Exp(Weight("logRate", [channels, states], Init.Normal, 0.5)), step = Exp(Weight("logStep", [channels, 1], Init.Constant, Math.Log(0.1)));
        Tensor c = Weight("c", [channels, states], Init.Normal, 1);
        // zero-order hold: B̄ = (exp(ΔA) - 1) / A
        Tensor input = Expm1(step * rate) / rate;
        Tensor kernel = Contract("cn,lcn->lc", c * input, Exp(Range(length).Reshape(length, 1, 1) * (step * rate)));
        Tensor lag = Range(length).Unsqueeze(1) - Range(length).Unsqueeze(0);
        Tensor toeplitz = CausalMask(length).Unsqueeze(-1) * Gather(kernel, Maximum(lag, 0));
        return Contract("ijc,jc->ic", toeplitz, x) + (Weight("d", [channels], Init.Constant, 1) * x);
    }

    /// <summary>The selective scan, step by step. Gu, Dao: Mamba: Linear-Time Sequence Modeling with Selective State Spaces, 2023.</summary>
    public static Tensor SelectiveScan(Tensor x, int states = 3)
    {
        int length = x.Shape[0], channels = x.Shape[1];
        Tensor a = -Exp(Weight("logA", [channels, states], Init.Normal, 0.5));
        Tensor b = Dense(x, states, bias: false, name: "b"), c = Dense(x, states, bias: false, name: "c"), step = Softplus(Dense(x, channels, name: "step"));
        Tensor state = Zeros(channels, states);
        Tensor[] outputs = new Tensor[length];
        for (int t = 0; t < length; t++)
        {
            Tensor delta = step[t].Unsqueeze(1);
            state = (Exp(delta * a) * state) + (delta * b[t] * x[t].Unsqueeze(1));
            outputs[t] = MatMul(state, c[t]);
        }
        return Stack(0, outputs) + (Weight("d", [channels], Init.Constant, 1) * x);
    }

    /// <summary>State space duality: one decay a step, as masked attention by running sums. Dao, Gu: Transformers are SSMs, 2024.</summary>
    public static Tensor StateSpaceDuality(Tensor x, int states = 3)
    {
        int length = x.Shape[0];
        Tensor step = Softplus(Dense(x, 1, name: "step")), rate = -Exp(Weight("logA", [], Init.Zeros));
        Tensor b = Dense(x, states, bias: false, name: "b"), c = Dense(x, states, bias: false, name: "c");
        Tensor sums = CumulativeSum(step * rate, 0);
        Tensor decay = Exp(Where(CausalMask(length), sums - sums.Transpose(), float.NegativeInfinity));
        return MatMul(decay * MatMul(c, b.Transpose()), step * x);
    }

    /// <summary>Gates that don't look at the state. Feng, Tung, Ahmed, Bengio, Hajimirsadeghi: Were RNNs All We Needed?, 2024.</summary>
    public static Tensor MinGru(Tensor x, int units)
    {
        Tensor z = Sigmoid(Dense(x, units, name: "gate")), candidate = Dense(x, units, name: "candidate");
        return Scan(1 - z, z * candidate);
    }

    /// <summary>fo-pooling. Bradbury, Merity, Xiong, Socher: Quasi-Recurrent Neural Networks, 2016.</summary>
    public static Tensor QuasiRecurrent(Tensor x, int units, int window = 2)
    {
        Tensor past = Pad(x.Transpose(), 1, window - 1, 0);
        Tensor[] parts = Split(Conv1D(past, 3 * units, [window], name: "conv").Transpose(), 3, 1);
        Tensor forget = Sigmoid(parts[1]);
        return Sigmoid(parts[2]) * Scan(forget, (1 - forget) * Tanh(parts[0]));
    }

    /// <summary>SRU. Lei, Zhang, Wang, Dai, Artzi: Simple Recurrent Units for Highly Parallelizable Recurrence, 2017.</summary>
    public static Tensor SimpleRecurrentUnit(Tensor x)
    {
        int units = x.Shape[1];
        Tensor values = Dense(x, units, bias: false, name: "value"), forGate = Dense(x, units, name: "forget"), resetGate = Dense(x, units, name: "reset");
        Tensor forgetState = Weight("forgetState", [units], Init.Uniform, 0.5), resetState = Weight("resetState", [units], Init.Uniform, 0.5);
        Tensor state = Zeros(units);
        List<Tensor> outputs = [];
        for (int t = 0; t < x.Shape[0]; t++)
        {
            Tensor f = Sigmoid(forGate[t] + (forgetState * state)), r = Sigmoid(resetGate[t] + (resetState * state));
            state = (f * state) + ((1 - f) * values[t]);
            outputs.Add((r * state) + ((1 - r) * x[t]));
        }
        return Stack(0, [.. outputs]);
    }

    /// <summary>Li, Li, Cook, Zhu, Gao: Independently Recurrent Neural Network (IndRNN): Building A Longer and Deeper RNN, 2018.</summary>
    public static Tensor IndependentlyRecurrent(Tensor x, int units)
    {
        Tensor inputs = Dense(x, units, name: "input"), u = Weight("u", [units], Init.Uniform, 1);
        Tensor[] states = new Tensor[x.Shape[0]];
        for (int t = 0; t < states.Length; t++)
            states[t] = Relu(t == 0 ? inputs[0] : inputs[t] + (u * states[t - 1]));
        return Stack(0, states);
    }

    /// <summary>The WKV operator. Peng and others: RWKV: Reinventing RNNs for the Transformer Era, 2023.</summary>
    public static Tensor Wkv(Tensor x)
    {
        int length = x.Shape[0], width = x.Shape[1];
        Tensor decay = Exp(-Exp(Weight("decay", [width], Init.Normal, 0.5))), bonus = Weight("bonus", [width], Init.Normal, 0.5);
        Tensor k = Exp(Dense(x, width, bias: false, name: "key")), v = Dense(x, width, bias: false, name: "value"),
            receptance = Sigmoid(Dense(x, width, bias: false, name: "receptance"));
        Tensor numerator = Zeros(width), denominator = Zeros(width);
        Tensor[] outputs = new Tensor[length];
        for (int t = 0; t < length; t++)
        {
            Tensor now = Exp(bonus) * k[t];
            outputs[t] = (numerator + (now * v[t])) / (denominator + now);
            numerator = (decay * numerator) + (k[t] * v[t]);
            denominator = (decay * denominator) + k[t];
        }
        return receptance * Stack(0, outputs);
    }

    /// <summary>Kazemi and others: Time2Vec: Learning a Vector Representation of Time, 2019.</summary>
    public static Tensor Time2Vec(Tensor time, int size)
    {
        Tensor phases = (Weight("omega", [size], Init.Normal, 1) * time) + Weight("phi", [size], Init.Normal, 1);
        return Concat(0, phases[..1], Sin(phases[1..]));
    }

    /// <summary>
    /// An echo state network, whose state's weights are never trained. Jaeger, Haas: Harnessing Nonlinearity: Predicting Chaotic Systems
    /// and Saving Energy in Wireless Communication, 2004.
    /// </summary>
    public static Tensor EchoState(Tensor x, int units, float leak = 0.5f, float scale = 0.3f)
    {
        float[] numbers = RandomNumbers.Normal(units * (units + x.Shape[1]));
        Tensor recurrent = scale * Constant([.. numbers.Take(units * units)], units, units), input = Constant([.. numbers.Skip(units * units)], units, x.Shape[1]);
        Tensor state = Zeros(units);
        for (int t = 0; t < x.Shape[0]; t++)
            state = ((1 - leak) * state) + (leak * Tanh(MatMul(input, x[t]) + MatMul(recurrent, state)));
        return state;
    }

    // h(t) = keep(t) · h(t - 1) + add(t)
    private static Tensor Scan(Tensor keep, Tensor add)
    {
        Tensor[] states = new Tensor[keep.Shape[0]];
        for (int t = 0; t < states.Length; t++)
            states[t] = t == 0 ? add[0] : (keep[t] * states[t - 1]) + add[t];
        return Stack(0, states);
    }
}
