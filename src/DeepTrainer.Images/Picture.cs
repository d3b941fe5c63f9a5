namespace DeepTrainer.Images;

/// <summary>Decoded pixels, which can be drawn in another size.</summary>
internal readonly ref struct Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels)
{
    private readonly ReadOnlySpan<byte> _pixels = pixels;

    /// <summary>Draws it as a rectangle, channels first, from 0 to 1; what lies outside is left out.</summary>
    public void Draw(Span<float> to, ImageOptions options, int left, int top, int toWidth, int toHeight)
    {
        int firstColumn = Math.Max(0, -left), columns = Math.Min(toWidth, options.Width - left) - firstColumn;
        int firstRow = Math.Max(0, -top), rows = Math.Min(toHeight, options.Height - top) - firstRow;
        // Rows become as wide as they are to be, those that are seen; columns then as high.
        int from = new Filter(height, toHeight, firstRow).First, end = new Filter(height, toHeight, firstRow + rows - 1).End;
        float[] narrow = new float[checked((end - from) * columns)];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int column = 0; column < columns; column++)
            {
                Filter filter = new(width, toWidth, firstColumn + column);
                for (int y = from; y < end; y++)
                {
                    double sum = 0;
                    for (int x = filter.First; x < filter.End; x++)
                        sum += filter.Weight(x) * _pixels[(((y * width) + x) * channels) + channel];
                    narrow[((y - from) * columns) + column] = (float)(sum / (255 * filter.Sum));
                }
            }
            for (int row = 0; row < rows; row++)
            {
                Filter filter = new(height, toHeight, firstRow + row);
                Span<float> line = to.Slice((((channel * options.Height) + top + firstRow + row) * options.Width) + left + firstColumn, columns);
                for (int column = 0; column < columns; column++)
                {
                    double sum = 0;
                    for (int y = filter.First; y < filter.End; y++)
                        sum += filter.Weight(y) * narrow[((y - from) * columns) + column];
                    line[column] = (float)(sum / filter.Sum);
                }
            }
        }
    }

    /// <summary>
    /// The pixels that one pixel of another size is made of, by a triangle: linear interpolation between neighbours if the picture grows, a mean over all that it covers
    /// if it shrinks.
    /// </summary>
    private readonly struct Filter
    {
        private readonly double _centre, _reach;

        public Filter(int size, int toSize, int place)
        {
            double scale = (double)size / toSize;
            _reach = Math.Max(1, scale);
            _centre = (place + 0.5) * scale;
            First = Math.Clamp((int)Math.Floor(_centre - _reach), 0, size - 1);
            End = Math.Clamp((int)Math.Ceiling(_centre + _reach), First + 1, size);
            for (int i = First; i < End; i++)
                Sum += Weight(i);
        }

        public int First { get; }

        public int End { get; }

        public double Sum { get; }

        public double Weight(int pixel) => Math.Max(0, 1 - (Math.Abs(pixel + 0.5 - _centre) / _reach));
    }
}
