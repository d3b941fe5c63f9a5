namespace DeepTrainer.Tests;

/// <summary>Images that are changed at random while training goes on.</summary>
public class AugmentationTests
{
    private const int Height = 5, Width = 7;

    private static readonly float[] Image = [.. Enumerable.Range(0, 2 * Height * Width).Select(i => (float)i + 1)];

    private static readonly IBatchSource Images =
        BatchSource.From(SampleFormat.OfLabels([2, Height, Width], 3), Enumerable.Range(0, 100).Select(i => new Sample(Image, i % 3)), 100);

    public static TheoryData<string> All => ["flip", "flip vertically", "shift", "crop", "rotate", "noise", "cutout", "all"];

    private static Augmentation[] Of(string name) => name switch
    {
        "flip" => [Augmentation.FlipHorizontal()],
        "flip vertically" => [Augmentation.FlipVertical()],
        "shift" => [Augmentation.Shift(2, fill: -1)],
        "crop" => [Augmentation.Crop(3, 4)],
        "rotate" => [Augmentation.Rotate(30, fill: -1)],
        "noise" => [Augmentation.Noise(0.5)],
        "cutout" => [Augmentation.Cutout(3, fill: -1)],
        _ => [Augmentation.FlipHorizontal(), Augmentation.Rotate(10), Augmentation.Shift(1), Augmentation.Crop(4, 5), Augmentation.Cutout(2), Augmentation.Noise(0.1)],
    };

    [Theory]
    [MemberData(nameof(All))]
    public void TheSameSeedAndPass_GiveTheSameImages_AndOthersDont(string name)
    {
        IBatchSource source = Images.Augment(3, Of(name));
        float[][] first = Read(source, 0, 8);
        Assert.Equal(100, first.Length);
        Assert.Equal(first, Read(source, 0, 8));
        Assert.Equal(first, Read(source.Prefetch(), 0, 33));
        Assert.NotEqual(first, Read(source, 1, 8));
        Assert.NotEqual(first, Read(Images.Augment(4, Of(name)), 0, 8));
        Assert.All(first, image => Assert.Equal(source.Format.InputSize, image.Length));
        Assert.True(first.DistinctBy(image => string.Join(' ', image)).Count() > 1);
    }

    [Fact]
    public void Flips_MirrorAboutHalf()
    {
        float[] mirrored = [.. Enumerable.Range(0, Image.Length).Select(i => Image[(i / Width * Width) + Width - 1 - (i % Width)])];
        float[] turned = [.. Enumerable.Range(0, Image.Length).Select(i => Image[((((i / Width / Height) + 1) * Height) - 1 - (i / Width % Height)) * Width + (i % Width)])];
        foreach ((Augmentation flip, float[] flipped) in new[] { (Augmentation.FlipHorizontal(), mirrored), (Augmentation.FlipVertical(), turned) })
        {
            float[][] images = Read(Images.Augment(1, flip), 0, 9);
            Assert.InRange(images.Count(image => image.SequenceEqual(flipped)), 30, 70);
            Assert.All(images, image => Assert.True(image.SequenceEqual(flipped) || image.SequenceEqual(Image)));
        }
        Assert.All(Read(Images.Augment(1, Augmentation.FlipHorizontal(1)), 0, 9), image => Assert.Equal(mirrored, image));
        Assert.All(Read(Images.Augment(1, Augmentation.FlipHorizontal(0)), 0, 9), image => Assert.Equal(Image, image));
    }

    // Every move by up to 2 pixels appears, and each is the image at another place.
    [Fact]
    public void Shifts_MoveByWholePixels()
    {
        HashSet<(int, int)> found = [];
        foreach (float[] image in Read(BatchSource.From(Images.Format, Enumerable.Repeat(new Sample(Image, 0), 1000)).Augment(1, Augmentation.Shift(2, fill: -1)), 0, 9))
        {
            (int dy, int dx) = Enumerable.Range(0, 25).Select(k => ((k / 5) - 2, (k % 5) - 2)).Single(move => image.SequenceEqual(Moved(move.Item1, move.Item2)));
            found.Add((dy, dx));
        }
        Assert.Equal(25, found.Count);
        Assert.All(Read(Images.Augment(1, Augmentation.Shift(0)), 0, 9), image => Assert.Equal(Image, image));
        // Farther than the image is large.
        Assert.Contains(Read(Images.Augment(1, Augmentation.Shift(20, fill: -1)), 0, 9), image => image.All(v => v == -1));

        float[] Moved(int dy, int dx) =>
            [.. Enumerable.Range(0, Image.Length)
                .Select(i => (X: (i % Width) - dx, Y: (i / Width % Height) - dy) is { X: >= 0 and < Width, Y: >= 0 and < Height } ? Image[i - (dy * Width) - dx] : -1)];
    }

    [Fact]
    public void Crops_AreParts()
    {
        IBatchSource crops = Images.Augment(1, Augmentation.Crop(3, 4));
        Assert.Equal([2, 3, 4], crops.Format.InputShape);
        HashSet<float> corners = [];
        foreach (float[] crop in Read(crops, 0, 9))
        {
            corners.Add(crop[0]);
            Assert.Equal(Enumerable.Range(0, 24).Select(i => crop[0] + (i / 12 * Height * Width) + (i / 4 % 3 * Width) + (i % 4)), crop);
        }
        Assert.Equal(3 * 4, corners.Count);
        Assert.Contains("[2, 5, 7] are smaller than the 6 × 7",
            Assert.Throws<ArgumentException>(() => Images.Augment(1, Augmentation.Crop(6, 7))).Message, StringComparison.Ordinal);
    }

    // By a half turn, which needs no interpolation, and by small angles against their own formula in the middle.
    [Fact]
    public void Rotation_KeepsTheCentre_AndPlanes()
    {
        float[] plane = [.. Enumerable.Range(0, 9 * 9).Select(i => (2f * (i % 9)) + (3f * (i / 9)))];
        IBatchSource source = BatchSource.From(SampleFormat.OfInputs([1, 9, 9]), Enumerable.Repeat(new Sample(plane), 50)).Augment(1, Augmentation.Rotate(180));
        foreach (float[] image in Read(source, 0, 7))
        {
            Assert.Equal(plane[40], image[40], 1e-4f);
            // A linear function stays linear, and its gradient is as long as it was.
            float dx = image[41] - image[40], dy = image[49] - image[40];
            Assert.Equal(13, (dx * dx) + (dy * dy), 1e-2f);
        }
    }

    [Fact]
    public void NoiseAndHoles_AreAsLargeAsSaid()
    {
        float[][] noisy = Read(Images.Augment(1, Augmentation.Noise(0.5)), 0, 9);
        float[] differences = [.. noisy.SelectMany(image => image.Zip(Image, (a, b) => a - b))];
        Assert.Equal(0, differences.Average(), 0.03);
        Assert.Equal(0.25, differences.Average(d => d * d), 0.03);
        int[] covered = [.. Read(Images.Augment(1, Augmentation.Cutout(3, fill: -1)), 0, 9).Select(image => image.Count(v => v == -1))];
        Assert.All(covered, count => Assert.True(count is > 0 and <= 18 && count % 2 == 0));
        Assert.Contains(18, covered);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(8)]
    public void MixUp_MixesInputsAndTargetsAlike(double alpha)
    {
        IBatchSource source = BatchSource.From(SampleFormat.OfLabels([1], 3), Enumerable.Range(0, 3000)
            .Select(i => new Sample(new float[] { i % 3 }, i % 3))).MixUp(alpha, seed: 2);
        Assert.Equal([3], source.Format.TargetShape);
        Assert.False(source.Format.HasLabels);
        double sum = 0, squares = 0;
        using IBatchReader reader = source.Open(0);
        float[] inputs = new float[17], targets = new float[51];
        int all = 0;
        while (reader.Read(17, inputs, [], targets) is var read and > 0)
        {
            for (int i = 0; i < read; i++)
            {
                float[] target = targets[(3 * i)..(3 * i + 3)];
                Assert.Equal(1, target.Sum(), 1e-5f);
                Assert.Equal(inputs[i], target[1] + (2 * target[2]), 1e-5f);
                if (target.Count(t => t > 0) < 2)
                    continue;
                double share = target[(all + i) % 3];
                (sum, squares) = (sum + share - 0.5, squares + ((share - 0.5) * (share - 0.5)));
            }
            all += read;
        }
        Assert.Equal(3000, all);
        // About two thirds are pairs of different classes, whose shares have Beta's variance.
        Assert.Equal(0, sum / 2000, 0.05);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), squares / 2000, 0.03);
    }

    [Fact]
    public void CutMix_TakesABox_AndItsArea()
    {
        float[] Filled(int value) => [.. Enumerable.Repeat((float)value, 2 * Height * Width)];
        IBatchSource source = BatchSource.From(SampleFormat.OfLabels([2, Height, Width], 10), Enumerable.Range(0, 100)
            .Select(i => new Sample(Filled(i % 10), i % 10))).CutMix(seed: 3);
        using IBatchReader reader = source.Open(0);
        float[] inputs = new float[10 * 70], targets = new float[100];
        int mixed = 0;
        while (reader.Read(10, inputs, [], targets) is var read and > 0)
        {
            for (int i = 0; i < read; i++)
            {
                for (int c = 0; c < 10; c++)
                    Assert.Equal(inputs.AsSpan(i * 70, 70).Count(c) / 70f, targets[(i * 10) + c], 1e-5f);
                mixed += targets.AsSpan(i * 10, 10).IndexOfAnyExcept(0, 1) >= 0 ? 1 : 0;
            }
        }
        Assert.InRange(mixed, 40, 95);
    }

    [Fact]
    public void AugmentedTraining_IsResumedExactly()
    {
        using Temporary files = new();
        Dataset data = Dataset.FromLabels([.. Enumerable.Range(0, 60 * 2).Select(i => (float)(i % 7))], [2, 1, 1], [.. Enumerable.Range(0, 60).Select(i => i % 3)], 3);
        SoftmaxRegression whole = Runs.Network(), rest = Runs.Network(9);
        Fit(whole, [], default);
        int left = 13;
        Fit(Runs.Network(), [new Stop(() => --left == 0), new Checkpoint(files.Folder)], default);
        Fit(rest, [], files["last.safetensors"]);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(rest));

        void Fit(INetwork network, Callback[] callbacks, Resume resume) =>
            new Trainer<INetwork>(network).Fit(data.Reshuffled(3).Augment(1, Augmentation.Noise(0.1)), epochs: 3, batchSize: 7, callbacks: callbacks, resume: resume);
    }

    [Fact]
    public void WhatIsNoImage_IsRefused()
    {
        IBatchSource vectors = BatchSource.From(SampleFormat.OfLabels([9], 3), []);
        Assert.Throws<ArgumentException>("source", () => vectors.Augment(1, Augmentation.Shift(1)));
        Assert.Throws<ArgumentException>("source", () => vectors.CutMix());
        Assert.Throws<ArgumentException>("source", () => BatchSource.From(SampleFormat.OfLabels([9], 3, [9]), []).MixUp());
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => vectors.MixUp(0));
        Assert.Throws<ArgumentOutOfRangeException>("probability", () => Augmentation.FlipHorizontal(1.5));
        Assert.Throws<ArgumentOutOfRangeException>("degrees", () => Augmentation.Rotate(-1));
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => Augmentation.Noise(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Augmentation.Cutout(0));
        Assert.Throws<ArgumentOutOfRangeException>("pixels", () => Augmentation.Shift(-1));
    }

    private static float[][] Read(IBatchSource source, long pass, int samples)
    {
        using IBatchReader reader = source.Open(pass);
        SampleFormat format = source.Format;
        List<float[]> all = [];
        float[] inputs = new float[samples * format.InputSize], targets = new float[format.HasLabels ? 0 : samples * format.TargetSize];
        int[] labels = new int[format.HasLabels ? samples * format.TargetSize : 0];
        while (reader.Read(samples, inputs, labels, targets) is var read and > 0)
        {
            for (int i = 0; i < read; i++)
                all.Add(inputs[(i * format.InputSize)..((i + 1) * format.InputSize)]);
        }
        return [.. all];
    }

    private sealed class Stop(Func<bool> isTime) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (isTime())
                training.Cancel();
        }
    }
}
