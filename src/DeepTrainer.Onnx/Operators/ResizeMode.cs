namespace DeepTrainer.Onnx.Operators;

/// <summary>Where a resized axis gets its elements from.</summary>
internal sealed record ResizeMode(string Mode, string Coordinates, string NearestMode, double CubicA, bool ExcludeOutside, bool Antialias)
{
    /// <summary>The place in the input of an element of the output.</summary>
    public double Place(NodeContext n, int output, int extent, int outputs, double scale, double start, double end) => Coordinates switch
    {
        "half_pixel" => ((output + 0.5) / scale) - 0.5,
        "half_pixel_symmetric" => (extent / 2.0 * (1 - (outputs / (scale * extent)))) + ((output + 0.5) / scale) - 0.5,
        "pytorch_half_pixel" => outputs > 1 ? ((output + 0.5) / scale) - 0.5 : 0,
        "align_corners" => scale * extent == 1 ? 0 : output * (extent - 1) / ((scale * extent) - 1),
        "asymmetric" => output / scale,
        "tf_half_pixel_for_nn" => (output + 0.5) / scale,
        "tf_crop_and_resize" => outputs > 1 ? (start * (extent - 1)) + (output * (end - start) * (extent - 1) / (outputs - 1)) : 0.5 * (start + end) * (extent - 1),
        _ => throw n.Unsupported($"coordinate_transformation_mode '{Coordinates}'"),
    };

    /// <summary>The element nearest to a place.</summary>
    public int Nearest(NodeContext n, double place, int extent, double scale)
    {
        // what is whole up to rounding is whole
        double x = Math.Abs(place - Math.Round(place)) < 1e-6 ? Math.Round(place) : place;
        double number = NearestMode switch
        {
            "round_prefer_floor" => Math.Ceiling(x - 0.5),
            "round_prefer_ceil" => Math.Floor(x + 0.5),
            "floor" => Math.Floor(x),
            "ceil" => Math.Ceiling(x),
            "simple" => scale < 1 ? Math.Ceiling(x) : Math.Floor(x),
            _ => throw n.Unsupported($"nearest_mode '{NearestMode}'"),
        };
        return (int)Math.Clamp(number, 0, extent - 1);
    }

    /// <summary>What each element of the input counts for each of the output: [outputs, extent].</summary>
    public TensorData Weights(NodeContext n, double[] places, int extent, double scale)
    {
        if (Mode is not ("linear" or "cubic"))
            throw n.Unsupported($"the mode '{Mode}'");
        double width = Antialias ? Math.Min(scale, 1) : 1, reach = (Mode == "linear" ? 1 : 2) / width;
        float[] weights = n.Context.Afford((long)places.Length * extent,
            () => new TensorData(ElementType.Float, [places.Length, extent], new float[places.Length * extent]))?.Floats
            ?? throw n.Unsupported($"a weight for each of {extent} elements in each of {places.Length}");
        for (int o = 0; o < places.Length; o++)
        {
            double[] row = new double[extent];
            double sum = 0;
            for (int i = (int)Math.Floor(places[o] - reach); i <= Math.Ceiling(places[o] + reach); i++)
            {
                double weight = Kernel(Math.Abs((i - places[o]) * width));
                if (ExcludeOutside && (i < 0 || i >= extent))
                    continue;
                row[Math.Clamp(i, 0, extent - 1)] += weight;
                sum += weight;
            }
            for (int i = 0; i < extent; i++)
                weights[(o * extent) + i] = (float)(ExcludeOutside || Antialias ? row[i] / sum : row[i]);
        }
        return new(ElementType.Float, [places.Length, extent], weights);
    }

    private double Kernel(double d) => Mode == "linear" ? Math.Max(0, 1 - d)
        : d <= 1 ? ((((CubicA + 2) * d) - (CubicA + 3)) * d * d) + 1
        : d < 2 ? ((((((CubicA * d) - (5 * CubicA)) * d) + (8 * CubicA)) * d)) - (4 * CubicA) : 0;
}
