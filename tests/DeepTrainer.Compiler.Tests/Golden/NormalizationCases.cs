namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>Normalization, and a dense layer at every position.</summary>
public static class NormalizationCases
{
    public static IReadOnlyList<GoldenCase> Layers { get; } =
    [
        GoldenCases.Layer("layers/layernorm", b => b.Input(6).LayerNorm(name: "ln")),
        GoldenCases.Layer("layers/layernorm_positions", b => b.Input(3, 5).LayerNorm(name: "ln")),
        GoldenCases.Layer("layers/layernorm_two_dims", b => b.Input(3, 4).LayerNorm(2, name: "ln")),
        GoldenCases.Layer("layers/rmsnorm", b => b.Input(6).RmsNorm(epsilon: 1e-5, name: "rms")),
        GoldenCases.Layer("layers/groupnorm", b => b.Input(4, 3, 4).GroupNorm(2, name: "gn")),
        GoldenCases.Layer("layers/instancenorm2d", b => b.Input(3, 4, 5).InstanceNorm(name: "inorm")),
        GoldenCases.Layer("layers/instancenorm2d_affine", b => b.Input(2, 4, 4).InstanceNorm(affine: true, name: "inorm")),
        GoldenCases.Layer("layers/linear_positions", b => b.Input(3, 5).Dense(4, name: "fc")),
    ];
}
