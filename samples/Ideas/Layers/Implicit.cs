namespace Samples.Layers;

/// <summary>Functions of coordinates, differential equations and energies.</summary>
internal static class Implicit
{
    /// <summary>Tancik and others: Fourier Features Let Networks Learn High Frequency Functions in Low Dimensional Domains, 2020.</summary>
    public static Tensor FourierFeatures(Tensor x, int features, float scale = 1)
    {
        Tensor projected = 2 * Math.PI * scale * MatMul(Constant(RandomNumbers.Normal(features * x.Shape[0]), features, x.Shape[0]), x);
        return Concat(0, Cos(projected), Sin(projected));
    }

    /// <summary>SIREN. Sitzmann, Martel, Bergman, Lindell, Wetzstein: Implicit Neural Representations with Periodic Activation Functions, 2020.</summary>
    public static Tensor Siren(Tensor x, int units, float frequency = 30, bool isFirst = false)
    {
        double limit = isFirst ? 1.0 / x.Shape[0] : Math.Sqrt(6.0 / x.Shape[0]) / frequency;
        return Sin(frequency * Dense(x, units, init: Init.Uniform, initValue: limit, name: "linear"));
    }

    /// <summary>B-splines on each edge. Liu and others: KAN: Kolmogorov-Arnold Networks, 2024.</summary>
    public static Tensor Kan(Tensor x, int units, int intervals = 4, int order = 3, float low = -2, float high = 2)
    {
        int inputs = x.Shape[0], count = intervals + order;
        Tensor splines = Contract("oik,ik->o", Weight("coefficients", [units, inputs, count], Init.Normal, 0.1), Basis(x.Unsqueeze(1)));
        return splines + Linear(Silu(x), Weight("base", [units, inputs]));

        // Cox and de Boor's recursion, from steps on
        Tensor Basis(Tensor t)
        {
            double step = (high - low) / intervals;
            Tensor knots = low + (step * (Range(count + order + 1) - order));
            Tensor basis = (t >= knots[..^1]) * (t < knots[1..]);
            for (int k = 1; k <= order; k++)
            {
                Tensor rising = (t - knots[..^(k + 1)]) / (k * step), falling = (knots[(k + 1)..] - t) / (k * step);
                basis = (rising * basis[.., ..^1]) + (falling * basis[.., 1..]);
            }
            return basis;
        }
    }

    /// <summary>Gaussian units. Broomhead, Lowe: Multivariable Functional Interpolation and Adaptive Networks, 1988.</summary>
    public static Tensor RadialBasis(Tensor x, int units)
    {
        Tensor centers = Weight("centers", [units, x.Shape[0]], Init.Normal, 1), widths = Weight("widths", [units], Init.Constant, 1);
        return Exp(-Sum(Square(x - centers), 1) / (2 * Square(widths)));
    }

    /// <summary>Fixed steps of Runge and Kutta. Chen, Rubanova, Bettencourt, Duvenaud: Neural Ordinary Differential Equations, 2018.</summary>
    public static Tensor NeuralOde(Tensor x, int hidden, int steps = 2)
    {
        double h = 1.0 / steps;
        for (int i = 0; i < steps; i++)
        {
            double t = i * h;
            Tensor k1 = Slope(x, t), k2 = Slope(x + (0.5 * h * k1), t + (0.5 * h)), k3 = Slope(x + (0.5 * h * k2), t + (0.5 * h)), k4 = Slope(x + (h * k3), t + h);
            x += h / 6 * (k1 + (2 * k2) + (2 * k3) + k4);
        }
        return x;

        Tensor Slope(Tensor state, double time)
        {
            int size = state.Shape[0];
            Tensor inner = Tanh(Linear(Concat(0, state, Constant([(float)time])), Weight("first", [hidden, size + 1])));
            return Linear(inner, Weight("second", [size, hidden]));
        }
    }

    /// <summary>A fixed point, by unrolled iterations. Bai, Kolter, Koltun: Deep Equilibrium Models, 2019.</summary>
    public static Tensor DeepEquilibrium(Tensor x, int units, int iterations = 8)
    {
        Tensor injected = Dense(x, units, name: "inject"), z = Zeros(units), weight = 0.4 * Weight("weight", [units, units]);
        for (int i = 0; i < iterations; i++)
            z = Tanh(MatMul(weight, z) + injected);
        return z;
    }

    /// <summary>Trask, Hill, Reed, Rae, Dyer, Blunsom: Neural Arithmetic Logic Units, 2018.</summary>
    public static Tensor Nalu(Tensor x, int units, float epsilon = 1e-3f)
    {
        int[] shape = [units, x.Shape[0]];
        Tensor w = Tanh(Weight("w", shape)) * Sigmoid(Weight("m", shape)), gate = Sigmoid(Linear(x, Weight("g", shape)));
        Tensor sum = Linear(x, w), product = Exp(Linear(Log(Abs(x) + epsilon), w));
        return (gate * sum) + ((1 - gate) * product);
    }

    /// <summary>An affine coupling layer: values and the logarithm of its determinant. Dinh, Sohl-Dickstein, Bengio: Density estimation using Real NVP, 2016.</summary>
    public static Tensor RealNvp(Tensor x, int hidden)
    {
        int half = x.Shape[0] / 2;
        Tensor kept = x[..half];
        Tensor inner = Relu(Dense(kept, hidden, name: "hidden")), scale = Tanh(Dense(inner, half, name: "scale")), shift = Dense(inner, half, name: "shift");
        return Concat(0, kept, (x[half..] * Exp(scale)) + shift, Sum(scale).Unsqueeze(0));
    }

    /// <summary>The flow (∂H/∂p, -∂H/∂q) of a trained energy. Greydanus, Dzamba, Yosinski: Hamiltonian Neural Networks, 2019.</summary>
    public static Tensor Hamiltonian(Tensor state, int hidden)
    {
        int half = state.Shape[0] / 2;
        Tensor energy = Dense(Tanh(Dense(state, hidden, name: "hidden")), 1, name: "energy");
        Tensor slope = Gradient(energy, state);
        return Concat(0, slope[half..], -slope[..half]);
    }

    /// <summary>Convex in x: weights between layers are never negative. Amos, Xu, Kolter: Input Convex Neural Networks, 2016.</summary>
    public static Tensor InputConvex(Tensor x, int units)
    {
        Tensor z = Softplus(Dense(x, units, name: "first"));
        z = Softplus(Linear(z, Softplus(Weight("z1", [units, units]))) + Dense(x, units, name: "x1"));
        return Linear(z, Softplus(Weight("z2", [1, units]))) + Dense(x, 1, name: "x2");
    }

    /// <summary>Frosst, Hinton: Distilling a Neural Network Into a Soft Decision Tree, 2017.</summary>
    public static Tensor SoftTree(Tensor x, int depth, int classes)
    {
        Tensor reached = Ones(1);
        for (int level = 0; level < depth; level++)
        {
            Tensor right = Sigmoid(Dense(x, 1 << level, name: $"level{level}"));
            reached = Stack(1, reached * (1 - right), reached * right).Reshape(2 << level);
        }
        return MatMul(reached, Softmax(Weight("leaves", [1 << depth, classes], Init.Normal, 1)));
    }

    /// <summary>Planar flow: values and the logarithm of its determinant. Rezende, Mohamed: Variational Inference with Normalizing Flows, 2015.</summary>
    public static Tensor PlanarFlow(Tensor x)
    {
        int[] shape = [x.Shape[0]];
        Tensor u = Weight("u", shape, Init.Normal, 0.3), w = Weight("w", shape, Init.Normal, 0.3);
        Tensor inner = Tanh(Sum(w * x) + Weight("b", [], Init.Zeros));
        Tensor determinant = 1 + ((1 - Square(inner)) * Sum(u * w));
        return Concat(0, x + (u * inner), Log(Abs(determinant)).Unsqueeze(0));
    }
}
