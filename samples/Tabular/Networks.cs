using DeepTrainer;

namespace Samples;

/// <summary>Tells species of iris apart: one residual block, x + f(LayerNorm(x)).</summary>
[Network]
[Input(4)]
[Dense(16, Name = "stem")]
[LayerNorm, Dense(32), Gelu, Dropout(0.1), Dense(16, Name = "block1")]
[Add(From = "stem, block1"), LayerNorm]
[Dense(3)]
[CrossEntropy]
[AdamW(LearningRate = 5e-3)]
internal sealed partial class Iris;

/// <summary>Tells three growers' wines apart: one residual block.</summary>
[Network]
[Input(13)]
[Dense(32, Name = "stem")]
[LayerNorm, Dense(64), Gelu, Dropout(0.2), Dense(32, Name = "block1")]
[Add(From = "stem, block1"), LayerNorm]
[Dense(3)]
[CrossEntropy]
[AdamW(LearningRate = 3e-3)]
internal sealed partial class Wine;

/// <summary>Tells benign tumours from malignant ones: two residual blocks.</summary>
[Network]
[Input(30)]
[Dense(32, Name = "stem")]
[LayerNorm, Dense(64), Gelu, Dropout(0.2), Dense(32, Name = "block1")]
[Add(From = "stem, block1", Name = "sum1")]
[LayerNorm, Dense(64), Gelu, Dropout(0.2), Dense(32, Name = "block2")]
[Add(From = "sum1, block2"), LayerNorm]
[Dense(2)]
[CrossEntropy]
[AdamW(LearningRate = 2e-3)]
internal sealed partial class BreastCancer;

/// <summary>Tells female penguins from male ones: four measurements and the species, one-hot, and the island, of which a vector is learned; one residual block.</summary>
[Network]
[Input(7, Name = "values"), Input(1, Name = "island")]
[Embedding(3, 2, From = "island"), Flatten(Name = "place")]
[Concat(From = "values, place"), Dense(32, Name = "stem")]
[LayerNorm, Dense(64), Gelu, Dropout(0.2), Dense(32, Name = "block1")]
[Add(From = "stem, block1"), LayerNorm]
[Dense(2)]
[CrossEntropy]
[AdamW(LearningRate = 3e-3)]
internal sealed partial class Penguins;
