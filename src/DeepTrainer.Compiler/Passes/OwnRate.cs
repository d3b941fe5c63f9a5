using static DeepTrainer.Compiler.Expressions.Condition;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// What a weight's learning rate is multiplied by, where the declaration makes it a number that can be changed at run time: "dense1.weight.LearningRate". At 0 the weight is
/// frozen: nothing of it or of its state moves, and clipping doesn't count its gradient.
/// </summary>
internal static class OwnRate
{
    public const string Suffix = ".LearningRate";

    /// <summary>The number of a weight; null if it can't be changed, so that nothing of this is in its graph.</summary>
    public static Node? Of(NetworkSpec spec, GraphBuilder g, string weight)
    {
        string name = weight + Suffix;
        if (!NamePattern.Matches(spec.Adjustable, name))
            return null;
        g.Limit(name, 0, float.MaxValue, "0 or more");
        return g.Number(name, 1, spec.Adjustable);
    }

    /// <summary>The gradient, which is 0 for a frozen weight.</summary>
    public static Node Unfrozen(GraphBuilder g, Node? rate, Node gradient) => rate is null ? gradient : g.Map((x, r) => Equal(r, 0).Then(0, x), gradient, rate);

    /// <summary>Gives a weight and its state the values that they had, if the weight is frozen.</summary>
    public static void Keep(GraphBuilder g, Node? rate, List<(Node Target, Node Value)> updates)
    {
        for (int i = 0; rate is not null && i < updates.Count; i++)
            updates[i] = (updates[i].Target, g.Map((kept, x, r) => Equal(r, 0).Then(kept, x), updates[i].Target, updates[i].Value, rate));
    }
}
