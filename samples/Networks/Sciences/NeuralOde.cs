namespace Samples.Sciences;

/// <summary>
/// A trajectory whose speed is a network. Chen, Rubanova, Bettencourt, Duvenaud: Neural Ordinary Differential Equations, 2018; torchdiffeq's ode_demo.py: a spiral
/// y' = A·y³, and the solver of Runge and Kutta through which gradients flow.
/// </summary>
[Network]
[Input(Moves, 1, Name = "steps"), Input(2, Name = "start")]
[Recurrent(nameof(RungeKutta), 2, From = "steps, start", Name = "func")]
[L1]
[RmsProp(LearningRate = 1e-3)]
internal sealed partial class NeuralOde
{
    private const int Moves = 10, Batch = 20, Times = 1000;
    private const float Seconds = 25f / (Times - 1);

    private static Tensor RungeKutta(Tensor seconds, Tensor y)
    {
        Tensor k1 = Speed(y), k2 = Speed(y + (seconds / 2 * k1)), k3 = Speed(y + (seconds / 2 * k2)), k4 = Speed(y + (seconds * k3));
        return y + (seconds / 6 * (k1 + (2 * k2) + (2 * k3) + k4));
    }

    private static Tensor Speed(Tensor y)
    {
        Tensor first = Weight("net0.weight", [50, 2], Init.Normal, 0.1), second = Weight("net2.weight", [2, 50], Init.Normal, 0.1);
        Tensor hidden = Tanh(Linear(y * y * y, first, Weight("net0.bias", [50], Init.Zeros)));
        return Linear(hidden, second, Weight("net2.bias", [2], Init.Zeros));
    }

    public static Exhibit Exhibit => new(
        "neural-ode", "Chen et al. 2018", [new("2-50-2", ParameterCount, 252, "rtqichen/torchdiffeq, examples/ode_demo.py: 2-50-2 on y³")], "a spiral in the plane", Train)
    {
        Check = () => Agreement.Mistake<NeuralOde>(checksGradients: true),
    };

    private static Outcome Train(bool isLong)
    {
        NeuralOde network = new(seed: 1);
        double[][] truth = Truth();
        Random random = new(1);
        float[] inputs = new float[Batch * InputSize], targets = new float[Batch * OutputSize];
        Array.Fill(inputs, Seconds);
        double before = network.Distance(truth);
        for (int step = 0; step < (isLong ? 20_000 : 3_000); step++)
        {
            for (int i = 0; i < Batch; i++)
            {
                int from = random.Next(Times - Moves);
                (inputs[(i * InputSize) + Moves], inputs[(i * InputSize) + Moves + 1]) = ((float)truth[from][0], (float)truth[from][1]);
                for (int t = 0; t < OutputSize; t++)
                    targets[(i * OutputSize) + t] = (float)truth[from + 1 + (t / 2)][t % 2];
            }
            network.TrainBatch(inputs, targets);
        }
        return new("mean distance of the whole trajectory", before, network.Distance(truth), before / 2);
    }

    // the whole of it, from its start alone
    private double Distance(double[][] truth)
    {
        float[] input = [.. Enumerable.Repeat(Seconds, Moves), 2, 0], output = new float[OutputSize];
        double sum = 0;
        for (int from = 0; from + Moves < Times; from += Moves)
        {
            Predict(input, output);
            for (int t = 0; t < OutputSize; t++)
                sum += Math.Abs(output[t] - truth[from + 1 + (t / 2)][t % 2]);
            (input[Moves], input[Moves + 1]) = (output[^2], output[^1]);
        }
        return sum / (2 * Times);
    }

    private static double[][] Truth()
    {
        double[][] places = new double[Times][];
        places[0] = [2, 0];
        for (int t = 1; t < Times; t++)
        {
            double[] y = places[t - 1], k1 = Spiral(y), k2 = Spiral(Moved(y, k1, Seconds / 2)), k3 = Spiral(Moved(y, k2, Seconds / 2)), k4 = Spiral(Moved(y, k3, Seconds));
            places[t] = [.. y.Select((v, i) => v + (Seconds / 6 * (k1[i] + (2 * k2[i]) + (2 * k3[i]) + k4[i])))];
        }
        return places;

        static double[] Spiral(double[] y) => [(-0.1 * Math.Pow(y[0], 3)) - (2 * Math.Pow(y[1], 3)), (2 * Math.Pow(y[0], 3)) - (0.1 * Math.Pow(y[1], 3))];
        static double[] Moved(double[] y, double[] k, double by) => [y[0] + (by * k[0]), y[1] + (by * k[1])];
    }
}
