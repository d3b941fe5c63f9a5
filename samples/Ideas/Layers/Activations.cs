namespace Samples.Layers;

/// <summary>Activations with weights of their own, or over several values.</summary>
internal static class Activations
{
    /// <summary>Snake with a trained frequency. Ziyin, Hartwig, Ueda: Neural Networks Fail to Learn Periodic Functions and How to Fix It, 2020.</summary>
    public static Tensor Snake(Tensor x)
    {
        Tensor frequency = Weight("frequency", [x.Shape[^1]], Init.Constant, 1);
        return x + (Square(Sin(frequency * x)) / frequency);
    }

    /// <summary>Swish with a trained slope. Ramachandran, Zoph, Le: Searching for Activation Functions, 2017.</summary>
    public static Tensor Swish(Tensor x) => x * Sigmoid(Weight("beta", [], Init.Constant, 1) * x);

    /// <summary>Maxout. Goodfellow, Warde-Farley, Mirza, Courville, Bengio: Maxout Networks, 2013.</summary>
    public static Tensor Maxout(Tensor x, int units, int pieces = 2) => Max(Dense(x, units * pieces, name: "pieces").Reshape(units, pieces), 1);

    /// <summary>CReLU. Shang, Sohn, Almeida, Lee: Understanding and Improving Convolutional Neural Networks via Concatenated Rectified Linear Units, 2016.</summary>
    public static Tensor ConcatenatedRelu(Tensor x) => Concat(0, Relu(x), Relu(-x));

    /// <summary>APL. Agostinelli, Hoffman, Sadowski, Baldi: Learning Activation Functions to Improve Deep Neural Networks, 2014.</summary>
    public static Tensor AdaptivePiecewiseLinear(Tensor x, int hinges = 2)
    {
        int units = x.Shape[0];
        Tensor slopes = Weight("slopes", [hinges, units], Init.Uniform, 0.5), places = Weight("places", [hinges, units], Init.Uniform, 0.5);
        return Relu(x) + Sum(slopes * Relu(places - x), 0);
    }

    /// <summary>Safe Padé activation units. Molina, Schramowski, Kersting: Padé Activation Units, 2019.</summary>
    public static Tensor Pade(Tensor x, int numeratorDegree = 3, int denominatorDegree = 2)
    {
        Tensor a = Weight("numerator", [numeratorDegree + 1], Init.Uniform, 1), b = Weight("denominator", [denominatorDegree], Init.Uniform, 1);
        Tensor numerator = a[0], denominator = 0, power = 1;
        for (int i = 1; i <= Math.Max(numeratorDegree, denominatorDegree); i++)
        {
            power *= x;
            if (i <= numeratorDegree)
                numerator += a[i] * power;
            if (i <= denominatorDegree)
                denominator += b[i - 1] * power;
        }
        return numerator / (1 + Abs(denominator));
    }

    /// <summary>ACON-C. Ma, Zhang, Liu, Sun: Activate or Not: Learning Customized Activation, 2020.</summary>
    public static Tensor AconC(Tensor x)
    {
        int[] shape = [x.Shape[0]];
        Tensor p1 = Weight("p1", shape, Init.Normal, 1), p2 = Weight("p2", shape, Init.Normal, 1), beta = Weight("beta", shape, Init.Constant, 1);
        Tensor difference = (p1 - p2) * x;
        return (difference * Sigmoid(beta * difference)) + (p2 * x);
    }

    /// <summary>FReLU. Ma, Zhang, Sun: Funnel Activation for Visual Recognition, 2020.</summary>
    public static Tensor Funnel(Tensor x) => Maximum(x, BatchNorm(Conv2D(x, x.Shape[0], [3], padding: 1, groups: x.Shape[0], name: "funnel"), name: "norm"));

    /// <summary>DY-ReLU-A. Chen, Dai, Liu, Chen, Yuan, Liu: Dynamic ReLU, 2020.</summary>
    public static Tensor DynamicRelu(Tensor x, int reduction = 2)
    {
        Tensor hidden = Relu(Dense(Mean(x, 1, 2), x.Shape[0] / reduction, name: "reduce"));
        Tensor coefficients = (2 * Sigmoid(Dense(hidden, 4, name: "expand"))) - 1;
        Tensor first = ((1 + coefficients[0]) * x) + (0.5 * coefficients[1]);
        return Maximum(first, (coefficients[2] * x) + (0.5 * coefficients[3]));
    }

    /// <summary>Sparsemax. Martins, Astudillo: From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification, 2016.</summary>
    public static Tensor Sparsemax(Tensor x)
    {
        int n = x.Shape[0];
        (Tensor sorted, _) = TopK(x, n);
        Tensor sums = CumulativeSum(sorted, 0), ranks = Range(n) + 1;
        Tensor isInSupport = 1 + (ranks * sorted) > sums;
        Tensor threshold = (Sum(isInSupport * sorted) - 1) / Sum(isInSupport);
        return Maximum(x - threshold, 0);
    }

    /// <summary>SwiGLU. Shazeer: GLU Variants Improve Transformer, 2020.</summary>
    public static Tensor SwiGlu(Tensor x, int hidden)
    {
        Tensor gate = Silu(Dense(x, hidden, bias: false, name: "gate"));
        return Dense(gate * Dense(x, hidden, bias: false, name: "up"), x.Shape[^1], bias: false, name: "down");
    }

    /// <summary>GEGLU. Shazeer: GLU Variants Improve Transformer, 2020.</summary>
    public static Tensor GeGlu(Tensor x, int hidden)
    {
        Tensor[] parts = Split(Dense(x, 2 * hidden, name: "in"), 2, -1);
        return Dense(Gelu(parts[0]) * parts[1], x.Shape[^1], name: "out");
    }

    /// <summary>Squared ReLU. So, Mańke, Liu, Dai, Shazeer, Le: Primer: Searching for Efficient Transformers for Language Modeling, 2021.</summary>
    public static Tensor SquaredRelu(Tensor x) => Square(Relu(x));

    /// <summary>TLU behind FRN. Singh, Krishnan: Filter Response Normalization Layer, 2019.</summary>
    public static Tensor ThresholdedLinear(Tensor x) => Maximum(x, Weight("threshold", [x.Shape[0], 1, 1], Init.Zeros));
}
