namespace Samples.Sciences;

/// <summary>
/// A trained function on each edge: a B-spline beside a SiLU. Liu, Wang, Vaidya, Ruehle, Halverson, Soljačić, Hou, Tegmark: KAN: Kolmogorov-Arnold Networks, 2024; the
/// first example of pykan.
/// </summary>
[Network]
[Input(2)]
[Layer(nameof(Splines), Options = "units = 5")]
[Layer(nameof(Splines), Options = "units = 1, reach = 2.5")]
[Mse]
[Adam(LearningRate = 1e-2)]
internal sealed partial class Kan
{
    // x [I] → [units]; the grid has so many intervals from -reach to reach
    private static Tensor Splines(Tensor x, int units, int grid = 5, int degree = 3, float reach = 1)
    {
        int inputs = x.Shape[0];
        Tensor coefficients = Weight("coef", [units, inputs, grid + degree], Init.Normal, 0.1);
        Tensor ofBase = Weight("scale_base", [units, inputs], Init.GlorotUniform), ofSpline = Weight("scale_sp", [units, inputs], Init.Constant, 1);
        Tensor splines = Contract("ik,oik->oi", Bases(x, grid, degree, reach), coefficients);
        return Sum((ofBase * Silu(x)) + (ofSpline * splines), 1);
    }

    // x [I] → [I, grid + degree]: the recursion of Cox and de Boor
    private static Tensor Bases(Tensor x, int grid, int degree, float reach)
    {
        float step = 2 * reach / grid;
        Tensor knots = ((Range(grid + (2 * degree) + 1) - degree) * step) - reach;
        Tensor from = x.Unsqueeze(1) - knots;
        Tensor bases = (from[.., ..^1] >= 0) & (from[.., 1..] < 0);
        for (int k = 1; k <= degree; k++)
            bases = ((from[.., ..^(k + 1)] * bases[.., ..^1]) - (from[.., (k + 1)..] * bases[.., 1..])) / (k * step);
        return bases;
    }

    public static Exhibit Exhibit => new(
        "kan", "Liu et al. 2024", [new("[2, 5, 1]", ParameterCount, 150, "pykan's first example, grid = 5, k = 3: (5 + 3 + 2) for each of 15 edges")], "exp(sin πx + y²)", Train)
    {
        Check = () => Agreement.Mistake<Kan>(checksGradients: true),
    };

    private static Outcome Train(bool isLong)
    {
        Kan network = new(seed: 1);
        Random random = new(1);
        float[] points = new float[2000], values = new float[1000];
        for (int i = 0; i < values.Length; i++)
        {
            (points[2 * i], points[(2 * i) + 1]) = (random.Between(-1, 1), random.Between(-1, 1));
            values[i] = MathF.Exp(MathF.Sin(MathF.PI * points[2 * i]) + (points[(2 * i) + 1] * points[(2 * i) + 1]));
        }
        double before = Math.Sqrt(network.Evaluate(points, values));
        int steps = isLong ? 20_000 : 2_000;
        for (int step = 0; step < steps; step++)
        {
            network.LearningRate = 1e-2f * (1 - ((float)step / steps));
            network.TrainBatch(points, values);
        }
        return new("root mean square error", before, Math.Sqrt(network.Evaluate(points, values)), 0.05);
    }
}
