using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>Recurrent cells over the steps of sequences [T, N, F]: what they give [T, N, H], and the states behind the last step [N, H].</summary>
internal static class Recurrences
{
    // What ONNX calls an activation.
    internal static Tensor Activate(string kind, Tensor x, double alpha, double beta)
    {
        switch (kind)
        {
            case "sigmoid": return Sigmoid(x);
            case "tanh": return Tanh(x);
            case "relu": return Relu(x);
            case "leakyrelu": return LeakyRelu(x, alpha);
            case "elu": return Elu(x, alpha);
            case "softsign": return Softsign(x);
            case "softplus": return Softplus(x);
            case "hardsigmoid": return Clamp(alpha * x + beta, 0, 1);
            case "affine": return alpha * x + beta;
            case "scaledtanh": return alpha * Tanh(beta * x);
            case "thresholdedrelu": return Where(x > alpha, x, 0);
            default: throw new ArgumentException("There is no activation " + kind + ".");
        }
    }

    // x · Wᵀ + h · Rᵀ goes through no more than a limit; 0 for none.
    internal static Tensor Limited(Tensor x, double limit) => limit > 0 ? Clamp(x, -limit, limit) : x;

    internal static (Tensor Y, Tensor H, Tensor C) LstmSteps(
        Tensor x, Tensor w, Tensor r, Tensor? b, Tensor h, Tensor c, Tensor? p, bool inputForget, Tensor? lengths, bool reverse, string[] activations,
        double[] numbers, double clip)
    {
        int steps = x.Shape[0], units = r.Shape[1];
        Tensor all = MatMul(x, w.Transpose());
        if (b is not null)
            all += b[..(4 * units)] + b[(4 * units)..];
        Tensor[] outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int t = reverse ? steps - 1 - i : i;
            Tensor gates = all[t] + MatMul(h, r.Transpose());
            Tensor input = gates[.., ..units], output = gates[.., units..(2 * units)], forget = gates[.., (2 * units)..(3 * units)], proposal = gates[.., (3 * units)..];
            if (p is not null)
            {
                input += p[..units] * c;
                forget += p[(2 * units)..] * c;
            }
            input = Activate(activations[0], Limited(input, clip), numbers[0], numbers[1]);
            forget = inputForget ? 1 - input : Activate(activations[0], Limited(forget, clip), numbers[0], numbers[1]);
            Tensor cell = forget * c + input * Activate(activations[1], Limited(proposal, clip), numbers[2], numbers[3]);
            if (p is not null)
                output += p[units..(2 * units)] * cell;
            Tensor hidden = Activate(activations[0], Limited(output, clip), numbers[0], numbers[1]) * Activate(activations[2], cell, numbers[4], numbers[5]);
            outputs[t] = lengths is null ? hidden : Where(lengths > t, hidden, 0);
            h = lengths is null ? hidden : Where(lengths > t, hidden, h);
            c = lengths is null ? cell : Where(lengths > t, cell, c);
        }
        return (Stack(0, outputs), h, c);
    }

    internal static (Tensor Y, Tensor H) GruSteps(
        Tensor x, Tensor w, Tensor r, Tensor? b, Tensor h, bool linearBeforeReset, Tensor? lengths, bool reverse, string[] activations, double[] numbers, double clip)
    {
        int steps = x.Shape[0], units = r.Shape[1];
        Tensor all = MatMul(x, w.Transpose());
        Tensor ofState = b is null ? Zeros(3 * units) : b[(3 * units)..];
        if (b is not null)
            all += b[..(3 * units)];
        Tensor[] outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int t = reverse ? steps - 1 - i : i;
            Tensor gates = all[t][.., ..(2 * units)] + MatMul(h, r[..(2 * units)].Transpose()) + ofState[..(2 * units)];
            gates = Activate(activations[0], Limited(gates, clip), numbers[0], numbers[1]);
            Tensor update = gates[.., ..units], reset = gates[.., units..], proposal = all[t][.., (2 * units)..], last = ofState[(2 * units)..];
            proposal += linearBeforeReset
                ? reset * (MatMul(h, r[(2 * units)..].Transpose()) + last)
                : MatMul(reset * h, r[(2 * units)..].Transpose()) + last;
            proposal = Activate(activations[1], Limited(proposal, clip), numbers[2], numbers[3]);
            Tensor hidden = (1 - update) * proposal + update * h;
            outputs[t] = lengths is null ? hidden : Where(lengths > t, hidden, 0);
            h = lengths is null ? hidden : Where(lengths > t, hidden, h);
        }
        return (Stack(0, outputs), h);
    }

    internal static (Tensor Y, Tensor H) RnnSteps(
        Tensor x, Tensor w, Tensor r, Tensor? b, Tensor h, Tensor? lengths, bool reverse, string[] activations, double[] numbers, double clip)
    {
        int steps = x.Shape[0], units = r.Shape[1];
        Tensor all = MatMul(x, w.Transpose());
        if (b is not null)
            all += b[..units] + b[units..];
        Tensor[] outputs = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int t = reverse ? steps - 1 - i : i;
            Tensor hidden = Activate(activations[0], Limited(all[t] + MatMul(h, r.Transpose()), clip), numbers[0], numbers[1]);
            outputs[t] = lengths is null ? hidden : Where(lengths > t, hidden, 0);
            h = lengths is null ? hidden : Where(lengths > t, hidden, h);
        }
        return (Stack(0, outputs), h);
    }
}
