using System.Runtime.InteropServices.JavaScript;
using DeepTrainer;

namespace Samples;

/// <summary>What the page's script calls.</summary>
internal static partial class PageFunctions
{
    private static Lesson? s_lesson;

    private static Digits Network => s_lesson?.Network ?? Digits.Trained;

    /// <summary>The image that a drawing makes: 64 grey values from 0 to 16.</summary>
    /// <param name="strokes">Points of the pen's way, x and y by turns; a pair of NaN ends a stroke.</param>
    [JSExport]
    internal static int[] Pixels(double[] strokes) => Drawing.Pixels(strokes);

    /// <summary>How probable each digit is.</summary>
    [JSExport]
    internal static double[] Probabilities(int[] pixels)
    {
        Span<ClassProbability> classes = new ClassProbability[Digits.OutputSize];
        Network.TopK(Array.ConvertAll(pixels, grey => (float)grey), classes);
        double[] probabilities = new double[Digits.OutputSize];
        foreach (ClassProbability one in classes)
            probabilities[one.Index] = one.Probability;
        return probabilities;
    }

    /// <summary>Takes a network with random weights instead of the one that the page came with.</summary>
    [JSExport]
    internal static void Forget(int seed) => s_lesson = new Lesson(seed);

    /// <summary>Trains for about so long, at least one step, and returns the loss of each step; the page can draw in between.</summary>
    [JSExport]
    internal static double[] TrainFor(double milliseconds) => (s_lesson ??= new Lesson(seed: 1)).TrainFor(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>How often all images have been trained on.</summary>
    [JSExport]
    internal static double Epochs() => s_lesson?.Epochs ?? 0;

    /// <summary>The fraction of digits recognised among those that are never trained on.</summary>
    [JSExport]
    internal static double Accuracy() => Lesson.Accuracy(Network);

    /// <summary>
    /// Whether vectors of 128 bits are the machine's own, 1 or 0; then microseconds of a prediction with 64-128-10 and 784-128-10, and of a training step of 784-128-10 with
    /// 32 samples.
    /// </summary>
    [JSExport]
    internal static double[] Measure() => Measurement.Run();
}
