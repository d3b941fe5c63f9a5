using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;

namespace DeepTrainer.Compiler.Passes;

/// <summary>A loss and what is known of the layers that it judges → the classic mistakes in between.</summary>
internal static class LossAdvice
{
    public static IEnumerable<Problem> Run(NetworkSpec spec, int index, IReadOnlyDictionary<string, Advice.Facts> facts, IReadOnlyList<BuiltLayer> layers)
    {
        ElementSpec element = spec.Elements[index];
        var loss = (Loss)Catalogue.All[element.Kind];
        ImmutableArray<string> judged = Objective.JudgedBy(spec, index);
        for (int i = 0; i < judged.Length; i++)
        {
            Advice.Facts given = facts[judged[i]];
            LossInput takes = loss.Takes(element, i);
            if (OfValues(loss, index, takes, given.Gives) is { } ofValues)
                yield return ofValues;
            else if (given.Gives.Values == Values.NotNegative && takes is LossInput.Scores or LossInput.Logits or LossInput.Targets && IsLast(judged[i], given.Gives.Layer, layers))
                yield return CutOff(layers.First(l => l.Name == given.Gives.Layer), loss, takes);
            else if (given.Gives.Values == Values.Bounded && takes is LossInput.Scores or LossInput.Logits)
                yield return Bounded(spec, layers.First(l => l.Name == given.Gives.Layer), loss, takes);
            if (loss.Layers == 1 && given.Dropped is { } dropped)
                yield return new(ProblemKinds.OutputDropped, dropped.Element, null, [dropped.Name, loss.Kind]);
            if (OfClasses(loss, element, index, judged[i], given) is { } ofClasses)
                yield return ofClasses;
        }
    }

    /// <summary>Whether values are such that a function that makes probabilities of raw scores can't give all of them any more.</summary>
    public static bool IsSquashed(Values values, string function) => values is Values.NotNegative || IsProbability(values, function);

    /// <summary>What they are, in words.</summary>
    public static string Words(Values values) => values switch
    {
        Values.Scores => "raw scores",
        Values.NotNegative => "nothing below 0",
        Values.Positive => "any number above 0",
        Values.Bounded => "negative numbers, too",
        Values.UnitInterval => "numbers from 0 to 1",
        Values.Probabilities => "probabilities",
        Values.LogProbabilities => "the logarithms of probabilities",
        Values.LogUnitInterval => "the logarithms of numbers from 0 to 1, each for itself",
        _ => "values",
    };

    // sigmoid(log p) is at most ½; softmax(log p) is p
    private static bool IsProbability(Values values, string function) =>
        values is Values.Probabilities or Values.UnitInterval || (values is Values.LogProbabilities or Values.LogUnitInterval && function == "sigmoid");

    private static Problem? OfValues(Loss loss, int index, LossInput takes, (Values Values, string Layer) given)
    {
        Problem Of(ProblemKind kind, string what) => new(kind, index, null, [given.Layer, Words(given.Values), loss.Kind, what]);

        switch (takes)
        {
            case LossInput.Scores or LossInput.Logits:
                string function = FunctionOf(takes);
                return IsProbability(given.Values, function) ? Of(ProblemKinds.ScoresExpected, function) : null;
            case LossInput.LogProbabilities when given.Values is not (Values.LogProbabilities or Values.Unknown):
                return Of(ProblemKinds.LogProbabilitiesExpected, given.Values is Values.Probabilities or Values.UnitInterval or Values.NotNegative or Values.LogUnitInterval
                    ? $"put [LogSoftmax] in place of '{given.Layer}'"
                    : "put [LogSoftmax] before it");
            case LossInput.Probabilities when given.Values is Values.Scores or Values.Bounded or Values.Positive:
                return Of(ProblemKinds.ProbabilitiesExpected, "put [Sigmoid] before it, or use [BinaryCrossEntropyWithLogits], which takes raw scores");
            case LossInput.Probabilities when given.Values is Values.NotNegative or Values.LogProbabilities or Values.LogUnitInterval:
                return Of(ProblemKinds.ProbabilitiesExpected, $"put [Sigmoid] in place of '{given.Layer}'");
            case LossInput.Positive when given.Values is Values.Scores or Values.Bounded or Values.LogProbabilities or Values.LogUnitInterval:
                return Of(ProblemKinds.PositiveExpected, "put [Softplus] before it");
            default:
                return null;
        }
    }

    // Nothing else takes what it gives: it is no layer of features that is judged besides.
    private static bool IsLast(string judged, string giver, IReadOnlyList<BuiltLayer> layers) =>
        !layers.Any(l => l.From.Contains(judged)) && layers.Count(l => l.From.Contains(giver)) <= (giver == judged ? 0 : 1);

    private static Problem CutOff(BuiltLayer layer, Loss loss, LossInput takes) => new(ProblemKinds.OutputCutOff, layer.Element, null,
        [layer.Name, loss.Kind, takes == LossInput.Targets ? "remove it, or use [Softplus] where targets are never negative" : "remove it"]);

    private static Problem Bounded(NetworkSpec spec, BuiltLayer layer, Loss loss, LossInput takes) => new(ProblemKinds.ScoresBounded, layer.Element, null,
        [layer.Name, loss.Kind, FunctionOf(takes), layer.Layer.TraitsOf(spec.Elements[layer.Element]).IsActivation ? "remove it" : "put [Dense] behind it"]);

    private static string FunctionOf(LossInput takes) => takes == LossInput.Scores ? "softmax" : "sigmoid";

    private static Problem? OfClasses(Loss loss, ElementSpec element, int index, string judged, Advice.Facts given)
    {
        if (loss.ClassesAlong(element) is not { } along || given.Features is not var (axis, giver)
            || Advice.AxisOf(given.Shape, along) == axis || given.Shape[axis] == 1)
            return null;
        bool isLast = axis == given.Shape.Rank - 1;
        string cure = loss.Options.Contains(ClassTargets.Axis) ? $"write Axis = {(isLast ? "-1" : Format.Integer(axis - 1))}" : "put [Transpose(0, 1)] before it";
        string one = isLast ? ", or let the layers give one vector a sample (ReturnSequence = false, [Flatten]) if a sample has one label" : "";
        return new(ProblemKinds.ClassesElsewhere, index, null, [loss.Kind, Format.Integer(Advice.AxisOf(given.Shape, along) - 1),
            judged, Advice.Sample(given.Shape), giver, Format.Integer(axis - 1), cure + one]);
    }
}
