using DeepTrainer;

namespace Samples;

/// <summary>Draws images of the hold-out, framed green where a model is right and red where it is not.</summary>
internal static class DigitsPicture
{
    private const int Columns = 8, Rows = 8, Pixel = 4, Frame = 2, Gap = 4, Between = 24;
    private const int Cell = (8 * Pixel) + (2 * Frame) + Gap;

    /// <summary>The given model at the left, the one with the new head at the right.</summary>
    public static void Draw(Dataset images, ReadOnlySpan<float> before, ReadOnlySpan<float> after, string path)
    {
        var canvas = new Canvas((2 * Columns * Cell) + Between, Rows * Cell);
        Half(canvas, images, before, 0);
        Half(canvas, images, after, (Columns * Cell) + Between);
        canvas.Save(path);
    }

    private static void Half(Canvas canvas, Dataset images, ReadOnlySpan<float> scores, int left)
    {
        int classes = scores.Length / images.Count;
        for (int n = 0; n < Columns * Rows; n++)
        {
            bool isRight = ClassScores.ArgMax(scores.Slice(n * classes, classes)) == images.Label(n);
            int x = left + (n % Columns * Cell), y = n / Columns * Cell;
            canvas.Fill(x, y, Cell - Gap, Cell - Gap, isRight ? Ink.Green : Ink.Red);
            for (int i = 0; i < images.InputSize; i++)
            {
                byte grey = (byte)(255 * (1 - images.Input(n)[i]));
                canvas.Fill(x + Frame + (i % 8 * Pixel), y + Frame + (i / 8 * Pixel), Pixel, Pixel, new Ink(grey, grey, grey));
            }
        }
    }
}
