using DeepTrainer.Images;
using StbImageWriteSharp;

namespace DeepTrainer.Tests;

/// <summary>Images that files hold, in the shape that networks take.</summary>
public class ImageTests
{
    public static TheoryData<string> Formats => [".png", ".jpg", ".bmp", ".tga"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void AFile_BecomesChannelsFirst(string extension)
    {
        using Temporary files = new();
        // Smooth, so that JPEG keeps it nearly.
        Write(files["image" + extension], 31, 17, (x, y) => (8 * x, 10 * y, 100));
        float[] values = ImageFile.Read(files["image" + extension], new() { Height = 17, Width = 31 });
        float tolerance = extension == ".jpg" ? 0.05f : 1e-6f;
        for (int y = 0; y < 17; y++)
        {
            for (int x = 0; x < 31; x++)
            {
                Assert.Equal(8 * x / 255f, values[(y * 31) + x], tolerance);
                Assert.Equal(10 * y / 255f, values[((17 + y) * 31) + x], tolerance);
                Assert.Equal(100 / 255f, values[((34 + y) * 31) + x], tolerance);
            }
        }
        float[] grey = ImageFile.Read(files["image" + extension], new() { Height = 17, Width = 31, Channels = 1 });
        Assert.Equal(17 * 31, grey.Length);
        Assert.InRange(grey[0], 0.02f, 0.15f);
    }

    // Another size: a plane stays a plane away from borders, and the mean stays what it was.
    [Theory]
    [InlineData(40, 40, 10, 10)]
    [InlineData(40, 40, 100, 100)]
    [InlineData(37, 23, 12, 9)]
    [InlineData(7, 5, 64, 48)]
    public void OtherSizes_ShowTheSame(int width, int height, int toWidth, int toHeight)
    {
        using Temporary files = new();
        Write(files["plane.png"], width, height, (x, y) => ((3 * x) + (2 * y), 50, 7));
        float[] values = ImageFile.Read(files["plane.png"], new() { Height = toHeight, Width = toWidth, Fit = ImageFit.Stretch });
        for (int y = toHeight / 4; y < toHeight * 3 / 4; y++)
        {
            for (int x = toWidth / 4; x < toWidth * 3 / 4; x++)
            {
                double sourceX = ((x + 0.5) * width / toWidth) - 0.5, sourceY = ((y + 0.5) * height / toHeight) - 0.5;
                Assert.Equal(((3 * sourceX) + (2 * sourceY)) / 255, values[(y * toWidth) + x], 2e-3);
                Assert.Equal(50 / 255f, values[((toHeight + y) * toWidth) + x], 1e-5f);
            }
        }
    }

    [Fact]
    public void Proportions_AreCutOff_OrFilled_OrStretched()
    {
        using Temporary files = new();
        // 40 × 20, red at the left and right quarter.
        Write(files["wide.png"], 40, 20, (x, _) => x is < 10 or >= 30 ? (255, 0, 0) : (0, 255, 0));
        ImageOptions options = new() { Height = 10, Width = 10 };
        float[] cover = ImageFile.Read(files["wide.png"], options),
            contain = ImageFile.Read(files["wide.png"], options with { Fit = ImageFit.Contain, Fill = -1 }),
                stretched = ImageFile.Read(files["wide.png"], options with { Fit = ImageFit.Stretch });
        Assert.Equal(0, cover[55], 1e-5f);
        Assert.Equal(1, cover[100 + 55], 1e-5f);
        // Two whole pixels from the edge at 10 of 40, which is at the border of what is seen.
        Assert.Equal(1, cover[100 + 52], 1e-5f);
        Assert.All(contain[..20].Concat(contain[80..100]), value => Assert.Equal(-1, value));
        Assert.Equal(1, contain[50], 1e-5f);
        Assert.Equal(1, contain[100 + 55], 1e-5f);
        Assert.Equal(1, stretched[50], 1e-5f);
        Assert.Equal(0, stretched[55], 1e-5f);
    }

    // Long and thin ones take no more memory than they have themselves.
    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 1)]
    [InlineData(3, 1)]
    public void ExtremeShapes_AreRead(int width, int height)
    {
        using Temporary files = new();
        Write(files["thin.png"], width, height, (_, _) => (51, 102, 204));
        foreach (ImageFit fit in Enum.GetValues<ImageFit>())
        {
            foreach ((int h, int w) in new[] { (1, 1), (7, 5), (64, 64) })
            {
                float[] values = ImageFile.Read(files["thin.png"], new() { Height = h, Width = w, Fit = fit, Fill = 0.2f });
                Assert.All(values[..(h * w)], v => Assert.Equal(0.2f, v, 1e-5f));
                Assert.All(values[(2 * h * w)..], v => Assert.True(fit == ImageFit.Contain && v == 0.2f || Math.Abs(v - 0.8f) < 1e-5f));
            }
        }
        Assert.Contains("an array has room for",
            Assert.Throws<ArgumentException>(() => ImageFile.Read(files["thin.png"], new() { Height = 65_536, Width = 65_536, Channels = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldersAreClasses_TrainedOnWhileTheyAreDecoded()
    {
        using Temporary files = new();
        Folder(files, "train", 17);
        Folder(files, "test", 5);
        File.WriteAllText(files["train/red/notes.txt"], "no image");
        ImageOptions options = new() { Height = 2, Width = 1, Channels = 1 };
        IBatchSource train = ImageFolder.Open(files["train"], options, seed: 1);
        Dataset inMemory = ImageFolder.Read(files["train"], options), test = ImageFolder.Read(files["test"], options with { ClassNames = train.Format.ClassNames });
        Assert.Equal(["black", "grey", "red"], train.Format.ClassNames);
        Assert.Equal((51, 51L, 15), (inMemory.Count, train.Count, test.Count));
        SoftmaxRegression network = new(2, 3, 1) { LearningRate = 0.5f };
        History history = new Trainer<SoftmaxRegression>(network).Fit(train.Prefetch(), test, epochs: 40, batchSize: 7);
        Assert.True(history.Epochs[^1].ValidationAccuracy > 0.95, $"{history.Epochs[^1].ValidationAccuracy}");
        // Each pass has another order, and each image once.
        using IBatchReader first = train.Open(0), second = train.Open(1), again = train.Open(0);
        Assert.NotEqual(Labels(first), Labels(second));
        Assert.Equal(Labels(train.Open(0)), Labels(again));
        Assert.Equal(inMemory.Labels.ToArray(), Labels(train.Open(3)).Order());
    }

    [Fact]
    public void WhatIsWrong_IsToldWithTheFile()
    {
        using Temporary files = new();
        ImageOptions options = new() { Height = 4, Width = 4 };
        Directory.CreateDirectory(files["none"]);
        Told("has no folders", () => ImageFolder.Open(files["none"], options));
        Directory.CreateDirectory(files["none/cat"]);
        Told("cat' has no images", () => ImageFolder.Open(files["none"], options));
        Write(files["none/cat/1.png"], 30, 20, (_, _) => (1, 2, 3));
        Told("is none of the 1 classes 'dog'", () => ImageFolder.Open(files["none"], options with { ClassNames = ["dog"] }));
        Told("30 × 20 pixels, more than 100", () => ImageFile.Read(files["none/cat/1.png"], options with { MaxPixels = 100 }));
        byte[] bytes = File.ReadAllBytes(files["none/cat/1.png"]);
        File.WriteAllBytes(files["none/cat/1.png"], bytes[..(bytes.Length / 2)]);
        Told("1.png' can't be decoded: it is damaged, or ends too early (", () => ImageFile.Read(files["none/cat/1.png"], options));
        File.WriteAllText(files["none/cat/1.png"], "a text");
        Told("1.png' is no image", () => ImageFolder.Read(files["none"], options));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new ImageOptions { Height = 1, Width = 1, Channels = 2 });
        Assert.Throws<ArgumentOutOfRangeException>("Height", () => new ImageOptions { Height = 0, Width = 1 });
        Assert.Throws<FileNotFoundException>(() => ImageFile.Read(files["nowhere.png"], options));

        static void Told(string expected, Action action) => Assert.Contains(expected, Assert.Throws<InvalidDataException>(action).Message, StringComparison.Ordinal);
    }

    // Wherever it ends: decoders quote bytes that aren't there.
    [Fact]
    public void APictureThatEndsTooEarly_IsToldInPrintableText()
    {
        using Temporary files = new();
        Write(files["1.png"], 30, 20, (x, y) => (x * 8, y * 12, x + y));
        byte[] bytes = File.ReadAllBytes(files["1.png"]);
        for (int length = 0; length < bytes.Length - 12; length++)
        {
            File.WriteAllBytes(files["1.png"], bytes[..length]);
            if (Record.Exception(() => ImageFile.Read(files["1.png"], new() { Height = 4, Width = 4 })) is { } error)
                Assert.DoesNotContain(Assert.IsType<InvalidDataException>(error).Message, char.IsControl);
        }
    }

    // Whatever is in a file, it is an image or an InvalidDataException.
    [Fact]
    public void MutatedFiles_AreImagesOrErrors()
    {
        using Temporary files = new();
        ImageOptions options = new() { Height = 4, Width = 4, MaxPixels = 10_000 };
        RandomSource random = new(1);
        int refused = 0, all = 0;
        foreach (string extension in new[] { ".png", ".jpg", ".bmp", ".tga" })
        {
            Write(files["whole" + extension], 13, 9, (x, y) => (x * 19, y * 28, 90));
            byte[] bytes = File.ReadAllBytes(files["whole" + extension]);
            for (int i = 0; i < 150; i++, all++)
            {
                byte[] mutated = [.. bytes];
                for (int k = random.Next(8); k >= 0; k--)
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(files["mutated"], mutated[..(random.Next(4) == 0 ? random.Next(mutated.Length) : mutated.Length)]);
                try
                {
                    Assert.Equal(48, ImageFile.Read(files["mutated"], options).Length);
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }
        Assert.InRange(refused, 50, all - 50);
    }

    private static int[] Labels(IBatchReader reader)
    {
        float[] inputs = new float[2 * 60];
        int[] labels = new int[60];
        return labels[..reader.Read(60, inputs, labels, [])];
    }

    private static void Folder(Temporary files, string name, int images)
    {
        RandomSource random = new(images);
        foreach ((string colour, int top, int bottom) in new[] { ("black", 0, 0), ("grey", 200, 100), ("red", 0, 250) })
        {
            Directory.CreateDirectory(files[$"{name}/{colour}"]);
            for (int i = 0; i < images; i++)
            {
                int noise = random.Next(5);
                Write(files[$"{name}/{colour}/{i}.png"], 6, 12, (_, y) => y < 6 ? (top + noise, top + noise, top + noise) : (bottom, bottom, bottom));
            }
        }
    }

    private static void Write(string path, int width, int height, Func<int, int, (int R, int G, int B)> colour)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) =
                ((byte)colour(i % width, i / width).R, (byte)colour(i % width, i / width).G, (byte)colour(i % width, i / width).B);
        using FileStream stream = File.Create(path);
        ImageWriter writer = new();
        switch (Path.GetExtension(path))
        {
            case ".jpg":
                writer.WriteJpg(pixels, width, height, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream, 95);
                break;
            case ".bmp":
                writer.WriteBmp(pixels, width, height, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream);
                break;
            case ".tga":
                writer.WriteTga(pixels, width, height, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream);
                break;
            default:
                writer.WritePng(pixels, width, height, StbImageWriteSharp.ColorComponents.RedGreenBlue, stream);
                break;
        }
    }
}
