using static DeepTrainer.Benchmarks.Workloads.Workload;

namespace DeepTrainer.Benchmarks.Workloads;

/// <summary>Everything that is compared: a line each.</summary>
internal static class All
{
    // Their times are from one core of an Intel Xeon (Sapphire Rapids, AVX-512). KANN trains with RMSprop.
    private const string RtNeural = "RTNeural", Kann = "KANN";

    public static IReadOnlyList<Workload> Workloads { get; } =
    [
        Predict<Network4_16_3>("4-16-3").Elsewhere(RtNeural, 0.024),
        Predict<Network6_64_8_4>("6-64-8-4"),
        Predict<Network64_32_10>("64-32-10").Elsewhere(RtNeural, 0.145),
        Predict<Network784_128_10>("784-128-10").Elsewhere(RtNeural, 3.5),
        Predict<Network784_512_512_10>("784-512-512-10").Elsewhere(Kann, 103).Shared(),
        Predict<Network64_32_10>("64-32-10", 128),
        Predict<Network784_128_10>("784-128-10", 128),
        Predict<Network784_512_512_10>("784-512-512-10", 128).Shared(),
        Train<Network4_32_16_4>("4-32-16-4", 64),
        Train<Network24_8_2>("24-8-2", 200),
        Train<Network64_32_10>("64-32-10", 32).Elsewhere(Kann, 27),
        Train<Network64_32_10>("64-32-10", 128),
        Train<Network784_128_10>("784-128-10", 32).Elsewhere(Kann, 835),
        Train<Network784_128_10>("784-128-10", 128),
        Train<Network784_512_512_10Sgd>("784-512-512-10 SGD", 128).Shared(),
        Train<Network784_512_512_10>("784-512-512-10 Adam", 128).Elsewhere(Kann, 25_800).Shared(),
        Predict<LeNet5>("LeNet-5"),
        Predict<LeNet5>("LeNet-5", 128),
        Train<LeNet5>("LeNet-5", 64),
        Predict<ConvNet>("conv net"),
        Predict<ConvNet>("conv net", 128).Shared(),
        Train<ConvNet>("conv net", 64).Shared(),
        Step<Lstm24>("LSTM 1-24 + dense").Elsewhere(RtNeural, 0.195),
        Step<Gru16>("GRU 1-16 + dense").Elsewhere(RtNeural, 0.075),
        Step<Lstm64>("LSTM 1-64 + dense").Elsewhere(RtNeural, 0.626),
        Step<CausalConv1D>("conv1D 64-64").Elsewhere(RtNeural, 0.354),
        Predict<WindowConv1D>("conv1D 64-64 window"),
        Train<Lstm24>("LSTM 1-24 + dense", 16),
        Predict<CharacterTransformer>("transformer"),
        Train<CharacterTransformer>("transformer", 16),
    ];

    /// <summary>A training step for each network, and for some that are there for what generating them costs alone.</summary>
    public static IReadOnlyList<Workload> WithCosts { get; } =
    [
        .. Workloads.GroupBy(workload => workload.Declaration)
            .Select(its => its.FirstOrDefault(workload => workload.Operation == Operation.Train) ?? its.First() with { Operation = Operation.Train, Batch = 16 }),
        Train<ResNet18>("ResNet-18", 16),
        Train<CausalTransformer>("byte transformer", 16),
    ];
}
