using static DeepTrainer.Functional;

namespace DeepTrainer.Tests.Tensors;

/// <summary>Update rules over tensors.</summary>
internal static class Rules
{
    /// <summary>You et al., Large Batch Training of Convolutional Networks (2017).</summary>
    public static void Lars(ref Tensor w, ref Tensor m, Tensor g, Tensor learningRate, float decay = 1e-4f, float momentum = 0.9f)
    {
        g += decay * w;
        Tensor ratio = Norm(w) / (Norm(g) + 1e-9);
        m = (momentum * m) + (0.02 * ratio * g);
        w -= learningRate * m;
    }

    /// <summary>Adam as the library has it.</summary>
    public static void Adam(ref Tensor w, Tensor g, Tensor lr, Tensor t, double beta1 = 0.9, double beta2 = 0.999)
    {
        Tensor m = Buffer("exp_avg", [.. w.Shape]), v = Buffer("exp_avg_sq", [.. w.Shape]);
        Tensor mean = (beta1 * m) + ((1 - beta1) * g), scale = (beta2 * v) + ((1 - beta2) * g * g);
        Update(m, mean);
        Update(v, scale);
        w -= lr / (1 - Pow(beta1, t)) * (mean / ((Sqrt(scale) * (1 / Sqrt(1 - Pow(beta2, t)))) + 1e-8));
    }

    /// <summary>A number for each weight as a whole, that counts its steps in which the gradient was large; gradients of rows centered.</summary>
    public static void Counted(ref Tensor w, Tensor g, Tensor lr)
    {
        Tensor count = Buffer("count", []);
        Update(count, count + (Norm(g) > 0.01));
        if (g.Rank > 1)
            g -= Mean(g, [1], keepDims: true);
        w -= lr / (1 + Sqrt(count)) * g;
    }

    /// <summary>Numbers that can be changed while training.</summary>
    public static void Decayed(ref Tensor w, ref Tensor m, Tensor g, Tensor lr, [Adjustable(1e-2f, Min = 0)] Tensor decay, [Adjustable(0.9)] Tensor momentum, float scale = 1)
    {
        m = (momentum * m) + g;
        w -= lr * scale * (m + (decay * w));
    }

    /// <summary>Steps of one length, by the gradient's direction alone.</summary>
    public static void Signed(ref Tensor w, Tensor g, Tensor lr) => w -= lr * Sign(g);

    /// <summary>What is noted twice in a step is what it is given last.</summary>
    public static void NotedTwice(ref Tensor w, Tensor g, Tensor lr)
    {
        Update(Buffer("steps", []), Buffer("steps", []) + 1);
        Tensor steps = Buffer("steps", []);
        Update(steps, steps + 1);
        w -= lr / (1 + Buffer("steps", [])) * g;
    }

    /// <summary>Shampoo's idea with powers of a matrix that need no roots: g·(ggᵀ + 1)⁻¹ by one step of Newton's.</summary>
    public static void Matrices(ref Tensor w, Tensor g, Tensor lr)
    {
        if (g.Rank == 2)
        {
            Tensor gram = MatMul(g, g.Transpose()) / (1 + Square(Norm(g)));
            g = MatMul(Identity(g.Shape[0]) - (0.5 * gram), g);
        }
        w -= lr * g;
    }
}
