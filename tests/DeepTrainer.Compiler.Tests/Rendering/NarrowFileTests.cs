using System.Runtime.InteropServices;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Files of networks that keep weights of 16 and 8 bits.</summary>
public class NarrowFileTests
{
    private static readonly WeightType[] Types = [WeightType.BFloat16, WeightType.Float16, WeightType.Int8];

    // Channels are the second dimension of a transposed convolution's weights.
    private static readonly NetworkModel Whole = new NetworkBuilder("Files").Input(4, 5, 5).Conv2D(40, [3], padding: 1).Relu()
        .ConvTranspose2D(24, [3], stride: 2).Relu().GlobalAvgPool().Dense(60).Relu().Dense(10).ToModel();

    private static readonly ImmutableArray<Func<int, INetwork>> Compiled = CompiledNetwork.Compile([.. Types.Prepend(WeightType.Float32).Select(Predicting)], [256]);

    private static NetworkModel Predicting(WeightType type) =>
        Build.Run(Inference.Of(Whole.Spec) with { Name = $"Files{type}", WeightType = type == WeightType.Float32 ? "" : type.ToString() }).Model!;

    private static INetwork Create(WeightType type) => Compiled[(int)type](1);

    private static MemoryStream Saved(INetwork network)
    {
        MemoryStream stream = new();
        network.Save(stream);
        stream.Position = 0;
        return stream;
    }

    [Fact]
    public void AFileOfFloats_IsRounded_AndTheReportSaysWhatWasLost()
    {
        EngineNetwork trained = new(Whole, 3);
        foreach (WeightType type in Types)
        {
            INetwork network = Create(type);
            LoadReport report = network.Load(Saved(trained), new LoadOptions());
            Assert.Equal(["conv2d1.weight", "convtranspose2d1.weight", "dense1.weight", "dense2.weight"], report.Rounded.Select(r => r.Name.ToLowerInvariant()));
            foreach (WeightRounding rounding in report.Rounded)
            {
                Parameter kept = network.Parameters.Single(p => p.Name == rounding.Name);
                float[] values = trained.Parameters.Single(p => p.Name == rounding.Name).ToArray();
                Assert.Equal(type, rounding.Type);
                Assert.Equal(values.Zip(kept.ToArray(), (a, b) => MathF.Abs(a - b)).Max(), rounding.LargestError);
                Assert.InRange(rounding.RelativeError, 1e-5, type == WeightType.Int8 ? 0.01 : 0.003);
                Assert.Same(kept.Rounding, rounding);
            }
            Assert.Contains($"'dense2.weight' as {type}: ", report.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatIsSaved_HasTheTypesSize_AndIsLoadedAsItWas()
    {
        EngineNetwork trained = new(Whole, 3);
        long floats = Saved(trained).Length;
        foreach ((WeightType type, string inFile, double part) in (ReadOnlySpan<(WeightType, string, double)>)[(WeightType.BFloat16, "BF16", 0.53),
            (WeightType.Float16, "F16", 0.53), (WeightType.Int8, "I8", 0.3)])
        {
            INetwork network = Create(type), again = Create(type), plain = Create(WeightType.Float32);
            network.CopyFrom(trained);
            MemoryStream saved = Saved(network);
            Assert.InRange(saved.Length, 0.2 * floats, part * floats);
            TensorFile file = TensorFile.Read(saved);
            Assert.Equal(inFile, file["dense1.weight"].DataType);
            Assert.Equal("F32", file["dense1.bias"].DataType);
            if (type == WeightType.Int8)
            {
                FileTensor ofConvolution = file.Tensors
                    .Single(t => t.Key.StartsWith("convTranspose", StringComparison.Ordinal) && t.Key.EndsWith("_scale", StringComparison.Ordinal)).Value;
                Assert.Equal("[60, 1] [1, 24, 1, 1]",
                    $"{LayerInfo.Text(file["dense1.weight_scale"].Shape.AsSpan())} {LayerInfo.Text(ofConvolution.Shape.AsSpan())}");
            }
            foreach (INetwork loaded in (INetwork[])[again, plain])
            {
                saved.Position = 0;
                loaded.Load(saved);
                Assert.All(network.Parameters.Zip(loaded.Parameters), pair => Assert.Equal(pair.First.ToArray(), pair.Second.ToArray()));
            }
            Assert.Equal(saved.ToArray(), Saved(again).ToArray());
        }
    }

    [Fact]
    public void FactorsOfOtherPrograms_AreTakenAsTheyAre_OrStretchOverTheWeights()
    {
        INetwork network = Create(WeightType.Int8), plain = Create(WeightType.Float32);
        network.CopyFrom(new EngineNetwork(Whole, 3));
        TensorFile file = TensorFile.Read(Saved(network));
        sbyte[] numbers = [.. Enumerable.Range(0, 600).Select(i => (sbyte)((i % 200) - 100))];
        float[] factors = [.. Enumerable.Range(1, 10).Select(i => i / 777f)];
        Load([10, 1], factors);
        Assert.Equal(numbers.Select((q, i) => q * factors[i / 60]), network.Parameters.Single(p => p.Name == "dense2.weight").ToArray());
        INetwork copy = Create(WeightType.Int8);
        copy.CopyFrom(network);
        Assert.Equal(Saved(network).ToArray(), Saved(copy).ToArray());
        Load([1], [0.01f]);
        Load([], [0.01f]);
        Assert.All(plain.Parameters.Single(p => p.Name == "dense2.weight").ToArray().Zip(numbers), pair => Assert.Equal(pair.Second * 0.01f, pair.First));
        Assert.Contains("'dense2.weight_scale' is [60], which doesn't stretch over [10, 60]",
            Assert.Throws<InvalidDataException>(() => Load([60], new float[60])).Message, StringComparison.Ordinal);

        void Load(int[] shape, float[] scale)
        {
            TensorFile changed = new([
                .. file.Tensors.Values.Where(t => !t.Name.StartsWith("dense2.weight", StringComparison.Ordinal)),
                new FileTensor("dense2.weight", "I8", [10, 60], MemoryMarshal.AsBytes<sbyte>(numbers).ToArray()),
                new FileTensor("dense2.weight_scale", shape, scale)], file.Metadata);
            foreach (INetwork each in (INetwork[])[network, plain])
            {
                MemoryStream stream = new();
                changed.Write(stream);
                stream.Position = 0;
                each.Load(stream);
            }
            Assert.All(network.Parameters.Single(p => p.Name == "dense2.weight").ToArray()
                .Zip(plain.Parameters.Single(p => p.Name == "dense2.weight").ToArray()), pair => Assert.Equal(pair.Second, pair.First, 0.01f));
        }
    }

    [Fact]
    public void AWeightThatTheTypeCannotHold_IsRefused_AndNothingHasChanged()
    {
        EngineNetwork trained = new(Whole, 3);
        INetwork network = Create(WeightType.Float16);
        network.CopyFrom(trained);
        float[] before = network.Parameters.SelectMany(p => p.ToArray()).ToArray();
        trained.Parameters[0][0, 0, 0, 0] = 0.123f;
        trained.Parameters.Single(p => p.Name == "dense2.weight")[3, 4] = 1e6f;
        Assert.Contains("'dense2.weight' has 1000000, which Float16 can't hold",
            Assert.Throws<InvalidDataException>(() => network.Load(Saved(trained))).Message, StringComparison.Ordinal);
        foreach (Action taking in (Action[])[() => network.CopyFrom(trained), () => network.MoveTowards(trained, 0.5f), () => network.MoveTowards(trained, 1)])
            Assert.Contains("which Float16 can't hold; keep it in a wider WeightType, or make it smaller",
                Assert.Throws<ArgumentException>(taking).Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.SelectMany(p => p.ToArray()));
    }
}
