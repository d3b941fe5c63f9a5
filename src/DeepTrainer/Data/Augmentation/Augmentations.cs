using System.Collections.Immutable;

namespace DeepTrainer;

internal sealed class Flip(double probability, bool isVertical) : Augmentation
{
    public override void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random)
    {
        from.CopyTo(to);
        if (random.NextDouble() >= probability)
            return;
        // Rows change places within each channel, or pixels within each row.
        int unit = isVertical ? shape[2] : 1, count = isVertical ? shape[1] : shape[2];
        for (int start = 0; start < from.Length; start += unit * count)
        {
            for (int i = 0; i < count; i++)
                from.Slice(start + (i * unit), unit).CopyTo(to[(start + ((count - 1 - i) * unit))..]);
        }
    }
}

internal sealed class Shifting(int pixels, float fill) : Augmentation
{
    public override void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random)
    {
        int height = shape[1], width = shape[2], dy = random.Next((2 * pixels) + 1) - pixels, dx = random.Next((2 * pixels) + 1) - pixels;
        to.Fill(fill);
        // What is still inside: to[y, x] = from[y - dy, x - dx].
        int first = Math.Max(0, dx), count = width - Math.Abs(dx);
        for (int row = 0; row < shape[0] * height && count > 0; row++)
        {
            int y = (row % height) - dy;
            if (y >= 0 && y < height)
                from.Slice(((row - dy) * width) + first - dx, count).CopyTo(to[((row * width) + first)..]);
        }
    }
}

internal sealed class Cropping(int height, int width) : Augmentation
{
    public override ImmutableArray<int> ShapeOf(ImmutableArray<int> shape) => shape[1] >= height && shape[2] >= width ? [shape[0], height, width]
        : throw new ArgumentException($"Images of {LayerInfo.Text(shape.AsSpan())} are smaller than the {height} × {width} that are to be cut out.");

    public override void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random)
    {
        int top = random.Next(shape[1] - height + 1), left = random.Next(shape[2] - width + 1);
        for (int row = 0; row < shape[0] * height; row++)
            from.Slice((((row / height * shape[1]) + top + (row % height)) * shape[2]) + left, width).CopyTo(to[(row * width)..]);
    }
}

internal sealed class Rotation(double degrees, float fill) : Augmentation
{
    public override void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random)
    {
        (double sin, double cos) = Math.SinCos(((2 * random.NextDouble()) - 1) * degrees * Math.PI / 180);
        int height = shape[1], width = shape[2];
        double centreY = (height - 1) / 2.0, centreX = (width - 1) / 2.0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sourceX = centreX + (cos * (x - centreX)) + (sin * (y - centreY)), sourceY = centreY - (sin * (x - centreX)) + (cos * (y - centreY));
                for (int channel = 0; channel < shape[0]; channel++)
                    to[(((channel * height) + y) * width) + x] = At(from.Slice(channel * height * width, height * width), height, width, sourceY, sourceX);
            }
        }
    }

    private float At(ReadOnlySpan<float> plane, int height, int width, double y, double x)
    {
        int top = (int)Math.Floor(y), left = (int)Math.Floor(x);
        double sum = 0;
        for (int corner = 0; corner < 4; corner++)
        {
            int cy = top + (corner >> 1), cx = left + (corner & 1);
            double weight = (1 - Math.Abs(y - cy)) * (1 - Math.Abs(x - cx));
            if (weight > 0)
                sum += weight * (cy >= 0 && cy < height && cx >= 0 && cx < width ? plane[(cy * width) + cx] : fill);
        }
        return (float)sum;
    }
}

internal sealed class GaussianNoise(double deviation) : Augmentation
{
    public override void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = from[i] + (float)(deviation * random.NextGaussian());
    }
}

internal sealed class Hole(int size, float fill, double probability) : Augmentation
{
    public override void Apply(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<int> shape, RandomSource random)
    {
        from.CopyTo(to);
        if (random.NextDouble() >= probability)
            return;
        // Around any pixel, so that borders are covered as often as the middle.
        int top = random.Next(shape[1]) - (size / 2), left = random.Next(shape[2]) - (size / 2);
        int first = Math.Max(0, left), count = Math.Min(shape[2], left + size) - first;
        for (int channel = 0; channel < shape[0]; channel++)
        {
            for (int y = Math.Max(0, top); y < Math.Min(shape[1], top + size); y++)
                to.Slice((((channel * shape[1]) + y) * shape[2]) + first, count).Fill(fill);
        }
    }
}
