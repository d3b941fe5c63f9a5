using DeepTrainer;

namespace Library._1.App;

/// <summary>The library's network for predictions alone: a third of its code.</summary>
[InferenceOf(typeof(Shapes))]
internal sealed partial class ShapesModel;
