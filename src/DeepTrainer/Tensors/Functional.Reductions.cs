namespace DeepTrainer;

/// <content>What combines values along axes.</content>
public static partial class Functional
{
    /// <summary>The sum along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Sum(Tensor x, params int[] axes) => Tensor.Call(nameof(Sum), x, axes);

    /// <inheritdoc cref="Sum(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor Sum(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(Sum), x, axes, keepDims);

    /// <summary>The mean along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Mean(Tensor x, params int[] axes) => Tensor.Call(nameof(Mean), x, axes);

    /// <inheritdoc cref="Mean(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor Mean(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(Mean), x, axes, keepDims);

    /// <summary>The largest element along axes; its gradient is shared evenly among equals.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Max(Tensor x, params int[] axes) => Tensor.Call(nameof(Max), x, axes);

    /// <inheritdoc cref="Max(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor Max(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(Max), x, axes, keepDims);

    /// <summary>The smallest element along axes; its gradient is shared evenly among equals.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Min(Tensor x, params int[] axes) => Tensor.Call(nameof(Min), x, axes);

    /// <inheritdoc cref="Min(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor Min(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(Min), x, axes, keepDims);

    /// <summary>√Σx² along axes, with a gradient of 0 where it is 0.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Norm(Tensor x, params int[] axes) => Tensor.Call(nameof(Norm), x, axes);

    /// <inheritdoc cref="Norm(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor Norm(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(Norm), x, axes, keepDims);

    /// <summary>ln Σeˣ along axes, without overflow.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor LogSumExp(Tensor x, params int[] axes) => Tensor.Call(nameof(LogSumExp), x, axes);

    /// <inheritdoc cref="LogSumExp(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor LogSumExp(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(LogSumExp), x, axes, keepDims);

    /// <summary>The product along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Product(Tensor x, params int[] axes) => Tensor.Call(nameof(Product), x, axes);

    /// <inheritdoc cref="Product(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    public static Tensor Product(Tensor x, int[] axes, bool keepDims) => Tensor.Call(nameof(Product), x, axes, keepDims);

    /// <summary>The mean of (x − mean)² along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor Variance(Tensor x, params int[] axes) => Tensor.Call(nameof(Variance), x, axes);

    /// <inheritdoc cref="Variance(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    /// <param name="correction">What is taken off the number of elements that the sum is divided by: 1 for Bessel's correction, PyTorch's default.</param>
    public static Tensor Variance(Tensor x, int[] axes, bool keepDims, double correction = 0) => Tensor.Call(nameof(Variance), x, axes, keepDims, correction);

    /// <summary>The root of the variance along axes, with a gradient of 0 where it is 0.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named. They are left out of the result.</param>
    public static Tensor StandardDeviation(Tensor x, params int[] axes) => Tensor.Call(nameof(StandardDeviation), x, axes);

    /// <inheritdoc cref="StandardDeviation(Tensor, int[])"/>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative.</param>
    /// <param name="keepDims">Whether the axes stay, with an extent of 1.</param>
    /// <param name="correction">What is taken off the number of elements that the sum is divided by: 1 for Bessel's correction, PyTorch's default.</param>
    public static Tensor StandardDeviation(Tensor x, int[] axes, bool keepDims, double correction = 0) => Tensor.Call(nameof(StandardDeviation), x, axes, keepDims, correction);

    /// <summary>The number of the first of the largest elements along an axis, as a float; it has no gradient.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    /// <param name="keepDims">Whether the axis stays, with an extent of 1.</param>
    public static Tensor ArgMax(Tensor x, int axis = -1, bool keepDims = false) => Tensor.Call(nameof(ArgMax), x, axis, keepDims);

    /// <summary>The largest elements along an axis, from the largest on, and their numbers as floats. Gradients go to the chosen elements.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="count">How many, at most as many as there are. Each costs a pass over x.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static (Tensor Values, Tensor Numbers) TopK(Tensor x, int count, int axis = -1) =>
        Tensor.CallForSeveral(nameof(TopK), x, count, axis) is [var values, var numbers] ? (values, numbers) : throw new InvalidOperationException("TopK gives two tensors.");

    /// <summary>x₀, x₀ + x₁, x₀ + x₁ + x₂, …</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor CumulativeSum(Tensor x, int axis) => Tensor.Call(nameof(CumulativeSum), x, axis);

    /// <summary>exp(xᵢ) / Σ exp(xⱼ) along an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor Softmax(Tensor x, int axis = -1) => Tensor.Call(nameof(Softmax), x, axis);

    /// <summary>The logarithm of the softmax along an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor LogSoftmax(Tensor x, int axis = -1) => Tensor.Call(nameof(LogSoftmax), x, axis);

    /// <summary>
    /// A sum of products, as einsum: <c>Contract("ij,jk->ik", a, b)</c> is a matrix product. A small letter stands for each axis of each tensor;
    /// letters that the result has not are summed over; one letter twice in a tensor is its diagonal.
    /// </summary>
    /// <param name="letters">The letters of the tensors, separated by commas, an arrow, and those of the result.</param>
    /// <param name="tensors">The tensors.</param>
    public static Tensor Contract(string letters, params Tensor[] tensors) => Tensor.Call(nameof(Contract), letters, tensors);

    /// <summary>The matrix product [.., I, K] · [.., K, J] → [.., I, J], axes in front broadcast. A vector is a row on the left and a column on the right.</summary>
    /// <param name="a">The left one.</param>
    /// <param name="b">The right one.</param>
    public static Tensor MatMul(Tensor a, Tensor b) => Tensor.Call(nameof(MatMul), a, b);

    /// <summary>x·Wᵀ + b along the last axis: [.., I] → [.., O].</summary>
    /// <param name="x">[.., I]</param>
    /// <param name="weight">[O, I], as in PyTorch.</param>
    /// <param name="bias">[O]; none if null.</param>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null) => Tensor.Call(nameof(Linear), x, weight, bias);
}
