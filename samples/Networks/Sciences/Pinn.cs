namespace Samples.Sciences;

/// <summary>
/// A solution of Burgers' equation u_t + u u_x = ν u_xx, whose derivatives are the loss. Raissi, Perdikaris, Karniadakis: Physics-informed neural networks, 2019: t from
/// 0 to 1, x from -1 to 1, u = -sin πx at the start and 0 at both ends, ν = 0.01 / π. Targets are the value where it is known, and whether it is.
/// </summary>
[Network]
[Input(2, Name = "place")]
[Repeat(8, 2, Name = "hidden"), Dense(20, Init = Init.GlorotNormal, BiasInit = Init.Zeros), Tanh]
[Dense(1, Name = "u", Init = Init.GlorotNormal, BiasInit = Init.Zeros)]
[Loss(nameof(Physics), From = "u, place", TargetShape = [2])]
[Adam(LearningRate = 2e-3)]
internal sealed partial class Pinn
{
    private const int Known = 100, Inside = 900, Batch = 250;
    private const double Viscosity = 0.01 / Math.PI;

    private static Tensor Physics(Tensor u, Tensor place, Tensor target)
    {
        Tensor slope = Gradient(u, place), byTime = slope[.., 0], byPlace = slope[.., 1], value = u[.., 0];
        Tensor residual = byTime + (value * byPlace) - (Viscosity * Gradient(byPlace, place)[.., 1]);
        return Where(target[.., 1], 5 * Square(value - target[.., 0]), Square(residual));
    }

    public static Exhibit Exhibit => new(
        "pinn", "Raissi et al. 2019", [new("2, 8 × 20, 1", ParameterCount, 3_021, "maziarraissi/PINNs, Burgers: layers = [2, 20, 20, 20, 20, 20, 20, 20, 20, 1]")],
        "Burgers' equation", Train)
    {
        Check = () => Agreement.Mistake<Pinn>(),
    };

    private static Outcome Train(bool isLong)
    {
        Pinn network = new(seed: 1);
        Random random = new(1);
        float[] places = new float[2 * Batch], targets = new float[2 * Batch];
        double before = network.Error();
        int steps = isLong ? 40_000 : 2_500;
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < Batch; i++)
            {
                float t = random.NextSingle(), x = random.Between(-1, 1);
                int kind = i < Batch / 5 ? i % 2 : 2;
                (places[2 * i], places[(2 * i) + 1]) = kind switch { 0 => (0, x), 1 => (t, MathF.Sign(x)), _ => (t, x) };
                (targets[2 * i], targets[(2 * i) + 1]) = kind switch { 0 => (-MathF.Sin(MathF.PI * x), 1f), 1 => (0, 1), _ => (0, 0) };
            }
            network.LearningRate = 2e-3f * (1 - ((float)step / steps));
            network.TrainBatch(places, targets);
        }
        return new("relative error against the exact solution", before, network.Error(), isLong ? 0.05 : 0.6);
    }

    // of 10 times and 41 places
    private double Error()
    {
        double error = 0, whole = 0;
        Span<float> u = stackalloc float[1];
        for (int i = 1; i <= 10; i++)
        {
            for (int k = -20; k <= 20; k++)
            {
                double exact = Exact(i / 10.0, k / 20.0);
                Predict([i / 10f, k / 20f], u);
                error += Math.Pow(u[0] - exact, 2);
                whole += exact * exact;
            }
        }
        return Math.Sqrt(error / whole);
    }

    // The transformation of Cole and Hopf, as a quotient of two integrals.
    private static double Exact(double t, double x)
    {
        double above = 0, below = 0, width = Math.Sqrt(4 * Viscosity * t);
        for (double z = -8; z <= 8; z += 1.0 / 128)
        {
            double y = x - (width * z), weight = Math.Exp((-Math.Cos(Math.PI * y) / (2 * Math.PI * Viscosity)) - (z * z) - (1 / (2 * Math.PI * Viscosity)));
            above -= Math.Sin(Math.PI * y) * weight;
            below += weight;
        }
        return above / below;
    }
}
