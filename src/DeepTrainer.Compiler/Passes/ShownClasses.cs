using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// A loss on scores that are no output → the output that tells the same classes: [Dense(3, Name = "scores"), Softmax, CrossEntropy(From = "scores"),
/// Output("softmax1")] shows them by softmax1. Scores, their softmax and its logarithm tell the same class; so do scores and their sigmoid, each for
/// itself.
/// </summary>
internal static class ShownClasses
{
    public static TargetSpec Run(TargetSpec target, NetworkSpec spec, Forward forward)
    {
        if (target.Form.Scores == ScoreForm.None || forward.Outputs.Any(o => o.Name == target.Layer))
            return target;
        string scores = Squashed(target.Layer)?.From[0] ?? target.Layer;
        foreach (TensorPart output in forward.Outputs)
        {
            BuiltLayer? squashed = Squashed(output.Name);
            if ((squashed?.From[0] ?? output.Name) != scores)
                continue;
            bool areProbabilities = squashed is not null && TraitsOf(squashed).Gives is Values.Probabilities or Values.UnitInterval;
            return target with { Output = output.Name, Form = target.Form with { Scores = areProbabilities ? ScoreForm.Probabilities : ScoreForm.Logits } };
        }
        return target;

        // The layer, if it makes probabilities of scores as the loss understands them.
        BuiltLayer? Squashed(string name) => forward.Built.FirstOrDefault(l => l.Name == name) is { } layer && TraitsOf(layer) is var traits
            && (target.Form.Classes > 0
                ? traits.SumsToOneAlong is { } along && Advice.AxisOf(layer.Output.Shape, along) == target.Form.ClassAxis + 1
                : traits is { Squashes: "sigmoid", Gives: Values.UnitInterval })
            ? layer
            : null;

        Traits TraitsOf(BuiltLayer layer) => layer.Layer.TraitsOf(spec.Elements[layer.Element]);
    }
}
