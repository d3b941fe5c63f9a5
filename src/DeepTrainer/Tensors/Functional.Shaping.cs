namespace DeepTrainer;

/// <content>What puts values together, takes them apart and looks at them otherwise. See also the methods of <see cref="Tensor"/>.</content>
public static partial class Functional
{
    /// <summary>x within a border of one value along an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    /// <param name="before">The border's width in front, 0 or more.</param>
    /// <param name="after">The border's width behind.</param>
    /// <param name="value">What stands in it.</param>
    public static Tensor Pad(Tensor x, int axis, int before, int after, double value = 0) => Tensor.Call(nameof(Pad), x, axis, before, after, value);

    /// <summary>Tensors one after another along an axis, in which alone they may differ.</summary>
    /// <param name="axis">The axis, from the end if negative.</param>
    /// <param name="tensors">The tensors.</param>
    public static Tensor Concat(int axis, params Tensor[] tensors) => Tensor.Call(nameof(Concat), axis, tensors);

    /// <summary>Tensors of one shape side by side along a new axis.</summary>
    /// <param name="axis">Where the new axis will be; -1 behind the last.</param>
    /// <param name="tensors">The tensors.</param>
    public static Tensor Stack(int axis, params Tensor[] tensors) => Tensor.Call(nameof(Stack), axis, tensors);

    /// <summary>Equal parts of an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="parts">How many; the extent must be a multiple of it.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor[] Split(Tensor x, int parts, int axis) => Tensor.CallForSeveral(nameof(Split), x, parts, axis);

    /// <summary>Parts of an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="sizes">The size of each part.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor[] Split(Tensor x, int[] sizes, int axis) => Tensor.CallForSeveral(nameof(Split), x, sizes, axis);

    /// <summary>The whole several times one after another along an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="times">How often.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor Repeat(Tensor x, int times, int axis) => Tensor.Call(nameof(Repeat), x, times, axis);

    /// <summary>From the last element to the first along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, from the end if negative; all of them if none is named.</param>
    public static Tensor Flip(Tensor x, params int[] axes) => Tensor.Call(nameof(Flip), x, axes);

    /// <summary>Shifted along an axis; what goes out at the end comes in at the beginning.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="shift">How far, to the beginning if negative.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    public static Tensor Roll(Tensor x, int shift, int axis) => Tensor.Call(nameof(Roll), x, shift, axis);

    /// <summary>The windows along an axis: its extent becomes their number, and a new last axis runs over the elements of each.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    /// <param name="size">The elements of a window.</param>
    /// <param name="stride">How far windows are apart.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    public static Tensor Windows(Tensor x, int axis, int size, int stride = 1, int dilation = 1) => Tensor.Call(nameof(Windows), x, axis, size, stride, dilation);

    /// <summary>The elements at which two axes have the same index, along a new last axis.</summary>
    /// <param name="x">Any shape with two axes of one extent.</param>
    /// <param name="axis1">One of them, from the end if negative.</param>
    /// <param name="axis2">The other one.</param>
    public static Tensor Diagonal(Tensor x, int axis1 = -2, int axis2 = -1) => Tensor.Call(nameof(Diagonal), x, axis1, axis2);

    /// <summary>Rows of a table by number: a table [R, D…] and numbers [L…] give [L…, D…]. Numbers outside give the first or last row.</summary>
    /// <param name="table">A weight or constant; or a value of each sample in a layer, of which a product with one-hot rows takes its own.</param>
    /// <param name="numbers">Whole numbers from 0, as floats; they have no gradient.</param>
    public static Tensor Gather(Tensor table, Tensor numbers) => Tensor.Call(nameof(Gather), table, numbers);

    /// <summary>Elements of an axis by number, a number for each place of the other axes. It costs a pass over x for each.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, from the end if negative.</param>
    /// <param name="numbers">Whole numbers as floats, of x's shape but for the axis; they have no gradient. A number outside gives 0.</param>
    public static Tensor TakeAlong(Tensor x, int axis, Tensor numbers) => Tensor.Call(nameof(TakeAlong), x, axis, numbers);

    /// <summary>The sums of the rows that have each number: numbers [L] and rows [L, D…] give [count, D…].</summary>
    /// <param name="numbers">Whole numbers from 0, as floats; they have no gradient. Rows with numbers outside are left out.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many numbers there are.</param>
    public static Tensor ScatterAdd(Tensor numbers, Tensor rows, int count) => Tensor.Call(nameof(ScatterAdd), numbers, rows, count);

    /// <summary>1 at the place of each number, else 0, along a new last axis.</summary>
    /// <param name="numbers">Whole numbers as floats; they have no gradient.</param>
    /// <param name="count">The extent of the new axis.</param>
    public static Tensor OneHot(Tensor numbers, int count) => Tensor.Call(nameof(OneHot), numbers, count);
}
