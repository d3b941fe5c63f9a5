using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Helpers;

/// <summary>Samples of images between their elements.</summary>
internal static class Images
{
    // x [C, positions…] at places [.., D] from -1 to 1, of which the first number is about the last axis: [C, ..].
    internal static Tensor SampledAt(Tensor x, Tensor places, string mode, string padding, bool alignCorners)
    {
        int dimensions = x.Rank - 1, count = 1;
        List<int> shape = [x.Shape[0]];
        for (int i = 0; i < places.Rank - 1; i++)
        {
            shape.Add(places.Shape[i]);
            count *= places.Shape[i];
        }
        Tensor at = places.Reshape(count, dimensions), result = x;
        string[] first = ["pi,ci->cp", "pi,cij->cpj", "pi,cijk->cpjk"], next = ["", "pi,cpi->cp", "pi,cpij->cpj"];
        for (int i = 0; i < dimensions; i++)
        {
            Tensor weights = SampleWeights(at[.., dimensions - 1 - i], x.Shape[i + 1], mode, padding, alignCorners);
            result = Contract(i == 0 ? first[dimensions - 1] : next[dimensions - i], weights, result);
        }
        return result.Reshape(shape.ToArray());
    }

    // What each element of an axis counts at places from -1 to 1: [P, extent].
    internal static Tensor SampleWeights(Tensor at, int extent, string mode, string padding, bool alignCorners)
    {
        Tensor x = alignCorners ? (at + 1) * ((extent - 1) / 2.0) : ((at + 1) * extent - 1) / 2;
        if (mode == "nearest")
            return AtElement(Round(x), extent, padding, alignCorners);
        Tensor low = Floor(x), part = x - low;
        if (mode == "linear")
            return (1 - part).Unsqueeze(1) * AtElement(low, extent, padding, alignCorners) + part.Unsqueeze(1) * AtElement(low + 1, extent, padding, alignCorners);
        Tensor weights = Zeros(1);
        for (int i = -1; i < 3; i++)
        {
            Tensor d = Abs(i - part);
            Tensor weight = Where(d <= 1, (1.25 * d - 2.25) * d * d + 1, ((-0.75 * d + 3.75) * d - 6) * d + 3);
            weights += weight.Unsqueeze(1) * AtElement(low + i, extent, padding, alignCorners);
        }
        return weights;
    }

    // 1 where a whole number is that of an element; those outside are none, the outermost one, or mirrored.
    internal static Tensor AtElement(Tensor number, int extent, string padding, bool alignCorners)
    {
        if (padding == "border" || extent == 1 && padding == "reflection")
        {
            number = Clamp(number, 0, extent - 1);
        }
        else if (padding == "reflection")
        {
            double low = alignCorners ? 0 : -0.5, range = alignCorners ? extent - 1 : extent;
            Tensor away = number - low, rest = away - 2 * range * Floor(away / (2 * range));
            number = Round(low + Minimum(rest, 2 * range - rest));
        }
        return Equal(number.Unsqueeze(1), Range(extent));
    }

    // What each element of an axis counts for the means of the cells of regions [R, (x1, y1, x2, y2)]: [R, cells, extent].
    internal static Tensor RegionWeights(Tensor regions, int axis, int extent, int cells, double scale, bool halfPixel, int ratio)
    {
        double offset = halfPixel ? 0.5 : 0;
        Tensor start = regions[.., axis] * scale - offset, size = regions[.., axis + 2] * scale - offset - start;
        if (!halfPixel)
            size = Maximum(size, 1);
        Tensor at = start.Unsqueeze(1) + (Range(cells * ratio) + 0.5) * size.Unsqueeze(1) / (cells * ratio);
        Tensor inside = (at >= -1) & (at <= extent);
        Tensor weights = Maximum(0, 1 - Abs(Clamp(at, 0, extent - 1).Unsqueeze(2) - Range(extent)));
        weights = Where(inside.Unsqueeze(2), weights, 0);
        return Mean(weights.Reshape(regions.Shape[0], cells, ratio, extent), 2);
    }
}
