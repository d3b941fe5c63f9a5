namespace DeepTrainer.Onnx.Operators;

/// <summary>Samples of images at places that the network computes: products with weights for rows and columns.</summary>
internal static class Images
{
    public static IReadOnlyList<Operator> All { get; } = [new("GridSample", GridSample), new("AffineGrid", AffineGrid), new("RoiAlign", RoiAlign), new("Col2Im", ColumnsToImage)];

    private static void GridSample(NodeContext n)
    {
        TensorValue x = n.Tensor(0), grid = n.Tensor(1);
        int dimensions = x.Rank - 2, batch = x.Shape[0];
        string mode = n.Choice("mode", "linear", "bilinear", "bicubic", "cubic", "nearest") switch { "bilinear" => "linear", "bicubic" => "cubic", var given => given };
        if (dimensions is < 1 or > 3 || grid.Rank != x.Rank || grid.Shape[0] != batch || grid.Shape[^1] != dimensions)
            throw n.Fail($"{grid.Text} are no places in {x.Text}");
        string options = $"{Literals.Text(mode)}, {Literals.Text(n.Choice("padding_mode", "zeros", "border", "reflection"))}, {Literals.Flag(n.Flag("align_corners"))}";
        int[] shape = [.. x.Shape[..2], .. grid.Shape[1..^1]];
        if (batch == 1)
        {
            n.Give(0, $"SampledAt({n.Sample(x).Code}, {n.Sample(grid).Code}, {options})", x.Type, shape, dropsLead: true);
            return;
        }
        if (batch > 256)
            throw n.Unsupported($"a batch of {batch}");
        string images = n.Full(x), places = n.Full(grid);
        n.Give(0, $"Stack(0, {string.Join(", ", Enumerable.Range(0, batch).Select(i => $"SampledAt({images}[{i}], {places}[{i}], {options})"))})", x.Type, shape);
    }

    // θ [N, D, D + 1] times the places of all elements, from -1 to 1, the last axis first.
    private static void AffineGrid(NodeContext n)
    {
        TensorValue theta = n.Tensor(0);
        int[] size = n.Ints(1), positions = size[2..];
        bool isAligned = n.Flag("align_corners");
        int dimensions = positions.Length;
        if (positions.Any(e => e < 1) || Shapes.Size(positions) > 1 << 22)
            throw n.Fail($"a grid of {Shapes.Text(positions)}");
        float[] places = [.. Shapes.Indices(positions)
            .SelectMany(index => Enumerable.Range(0, dimensions).Select(d => Place(index[dimensions - 1 - d], positions[dimensions - 1 - d])).Append(1f))];
        ConstantValue all = new(new TensorData(ElementType.Float, [places.Length / (dimensions + 1), dimensions + 1], places));
        string code = $"Contract(\"pk,njk->npj\", {n.Full(all)}, {n.Full(theta)})";
        int[] shape = [size[0], .. positions, dimensions];
        n.Give(0, NodeContext.Reshaped(code, shape), theta.Type, shape);

        float Place(int i, int extent) => isAligned ? extent == 1 ? -1 : (2f * i / (extent - 1)) - 1 : (((2f * i) + 1) / extent) - 1;
    }

    private static void RoiAlign(NodeContext n)
    {
        n.Ignore("spatial_scale", "output_height", "output_width", "sampling_ratio", "mode");
        TensorValue x = n.Tensor(0), regions = n.Tensor(1);
        int height = (int)n.Int("output_height", 1), width = (int)n.Int("output_width", 1), ratio = (int)n.Int("sampling_ratio", 0);
        if (n.Text("mode", "avg") != "avg")
            throw n.Unsupported("the mode 'max'");
        if (ratio < 1)
            throw n.Unsupported("a sampling_ratio of 0, which takes as many samples as the regions are large,");
        bool isHalf = n.Text("coordinate_transformation_mode", n.Opset < 16 ? "output_half_pixel" : "half_pixel") == "half_pixel";
        string options = $"{Literals.Number(n.Float("spatial_scale", 1))}, {Literals.Flag(isHalf)}, {ratio}";
        string rows = $"RegionWeights({n.Full(regions)}, 1, {x.Shape[2]}, {height}, {options})", columns = $"RegionWeights({n.Full(regions)}, 0, {x.Shape[3]}, {width}, {options})";
        int[] shape = [regions.Shape[0], x.Shape[1], height, width];
        if (x.Shape[0] == 1)
            n.Give(0, $"Contract(\"rpi,rqj,cij->rcpq\", {rows}, {columns}, {n.Sample(x).Code})", x.Type, shape);
        else
            n.Give(0, $"Contract(\"rpi,rqj,rn,ncij->rcpq\", {rows}, {columns}, OneHot({n.Full(n.Tensor(2))}, {x.Shape[0]}), {n.Full(x)})", x.Type, shape);
    }

    // Each window adds its column to the image.
    private static void ColumnsToImage(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int[] image = n.Ints(1), kernel = n.Ints(2);
        WindowSpec windows = WindowSpec.Of(n, image, kernel);
        int[] count = windows.Count(n, image), strides = Shapes.Strides(image);
        int size = (int)Shapes.Size(kernel), columns = (int)Shapes.Size(count), channels = x.Shape[1] / size, pixels = (int)Shapes.Size(image);
        if (image.Any(e => e < 1) || (long)size * columns > 1 << 22)
            throw n.Fail($"an image of {Shapes.Text(image)}");
        if (x.Rank != 3 || x.Shape[1] % size != 0 || x.Shape[2] != columns)
            throw n.Fail($"{x.Text} are no columns of {Shapes.Text(count)} windows of {Shapes.Text(kernel)}");
        long[] places = [.. Shapes.Indices(kernel).Select(k => k.ToArray()).SelectMany(k => Shapes.Indices(count).Select(p => PlaceOf(k, p)).ToArray())];
        ConstantValue numbers = new(new TensorData(ElementType.Int64, [places.Length], places));
        int[] shape = [x.Shape[0], channels, .. image];
        n.Give(0, NodeContext.Reshaped($"Contract(\"nck,kp->ncp\", {NodeContext.Reshaped(n.Full(x), x.Shape[0], channels, size * columns)}, "
            + $"OneHot({n.Full(numbers)}, {pixels}))", shape), x.Type, shape);

        long PlaceOf(int[] k, int[] p)
        {
            long place = 0;
            for (int d = 0; d < k.Length; d++)
            {
                int at = (p[d] * windows.Strides[d]) - windows.Before[d] + (k[d] * windows.Dilations[d]);
                if (at < 0 || at >= image[d])
                    return -1;
                place += at * strides[d];
            }
            return place;
        }
    }
}
