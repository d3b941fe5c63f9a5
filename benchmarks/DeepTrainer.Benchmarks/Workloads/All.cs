using static DeepTrainer.Benchmarks.Workloads.Workload;

namespace DeepTrainer.Benchmarks.Workloads;

/// <summary>Everything that is compared: a line each.</summary>
internal static class All
{
    public static IReadOnlyList<Workload> Workloads { get; } =
    [
        Predict<Network4_16_3>("4-16-3"),
        Predict<Network6_64_8_4>("6-64-8-4"),
        Predict<Network64_32_10>("64-32-10"),
        Predict<Network784_128_10>("784-128-10"),
        Predict<Network784_512_512_10>("784-512-512-10"),
        Predict<Network64_32_10>("64-32-10", 128),
        Predict<Network784_128_10>("784-128-10", 128),
        Predict<Network784_512_512_10>("784-512-512-10", 128),
        Train<Network4_32_16_4>("4-32-16-4", 64),
        Train<Network24_8_2>("24-8-2", 200),
        Train<Network64_32_10>("64-32-10", 32),
        Train<Network64_32_10>("64-32-10", 128),
        Train<Network784_128_10>("784-128-10", 32),
        Train<Network784_128_10>("784-128-10", 128),
        Train<Network784_512_512_10Sgd>("784-512-512-10 SGD", 128),
        Train<Network784_512_512_10>("784-512-512-10 Adam", 128),
        Predict<LeNet5>("LeNet-5"),
        Predict<LeNet5>("LeNet-5", 128),
        Train<LeNet5>("LeNet-5", 64),
        Predict<ConvNet>("conv net"),
        Predict<ConvNet>("conv net", 128),
        Train<ConvNet>("conv net", 64),
        Step<Lstm24>("LSTM 1-24 + dense"),
        Step<Gru16>("GRU 1-16 + dense"),
        Step<Lstm64>("LSTM 1-64 + dense"),
        Step<CausalConv1D>("conv1D 64-64"),
        Predict<WindowConv1D>("conv1D 64-64 window"),
        Train<Lstm24>("LSTM 1-24 + dense", 16),
        Predict<CharacterTransformer>("transformer"),
        Train<CharacterTransformer>("transformer", 16),
    ];
}
