using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Engine;

/// <content>Elements with a function of the user's, which is given as an expression.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>An activation of your own: <c>.Activation("snake", x => x + Functions.Sin(x) * Functions.Sin(x))</c>.</summary>
    /// <param name="function">What to call it.</param>
    /// <param name="body">The expression.</param>
    /// <param name="name"><inheritdoc cref="LayerElementAttribute.Name" path="/summary/node()"/></param>
    /// <param name="from"><inheritdoc cref="LayerElementAttribute.From" path="/summary/node()"/></param>
    public NetworkBuilder Activation(string function, Func<Expr, Expr> body, string? name = null, string? from = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Define(function, new(["x"], [("y", body(new Expr.Input(0)))]));
        return Add(new ActivationAttribute(function) { Name = name, From = from });
    }

    /// <summary>An activation of your own with trained numbers: <c>.Activation("snake", (x, p) => …, [new("a", 1, TrainedFor.Channel)])</c>.</summary>
    /// <param name="function">What to call it.</param>
    /// <param name="body">The expression of the input and the numbers.</param>
    /// <param name="trained">The numbers.</param>
    /// <param name="name"><inheritdoc cref="LayerElementAttribute.Name" path="/summary/node()"/></param>
    /// <param name="from"><inheritdoc cref="LayerElementAttribute.From" path="/summary/node()"/></param>
    public NetworkBuilder Activation(string function, Func<Expr, Expr[], Expr> body, TrainedNumber[] trained, string? name = null, string? from = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(trained);
        Expr[] numbers = [.. trained.Select((_, i) => new Expr.Input(i + 1))];
        Define(function, new(["x", .. trained.Select(t => t.Name)], [("y", body(new Expr.Input(0), numbers))]), trained);
        return Add(new ActivationAttribute(function) { Name = name, From = from });
    }

    /// <summary>A loss of your own: the mean of an expression of output and target.</summary>
    /// <param name="function">What to call it.</param>
    /// <param name="body">The expression.</param>
    /// <param name="targets">What targets are; class indices become 1 for the class and 0 for the others.</param>
    /// <param name="from"><inheritdoc cref="LossElementAttribute.From" path="/summary/node()"/></param>
    /// <param name="name"><inheritdoc cref="LossElementAttribute.Name" path="/summary/node()"/></param>
    public NetworkBuilder Loss(string function, Func<Expr, Expr, Expr> body, TargetKind targets = TargetKind.Values, string? from = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Define(function, new(["y", "target"], [("loss", body(new Expr.Input(0), new Expr.Input(1)))]));
        return Add(new LossAttribute(function) { Targets = targets, From = from, Name = name });
    }

    /// <summary>
    /// An update rule of your own, such as <c>w, m, g, lr => let n = 0.9 * m + g; m = n; w = w - lr * n</c>. Of the parameters that
    /// are results too, the first is the weight, further ones are what is remembered for each weight. The first that is none is the
    /// gradient; <c>lr</c> and <c>t</c> are the learning rate and the step.
    /// </summary>
    /// <param name="function">What to call it.</param>
    /// <param name="rule">The rule as text; all results are computed from the values before the step.</param>
    /// <param name="learningRate">The size of a step.</param>
    /// <exception cref="FormatException">The text can't be read.</exception>
    public NetworkBuilder UpdateRule(string function, string rule, double learningRate = 1e-3)
    {
        Define(function, ScalarFunction.Parse(rule));
        return Add(new UpdateRuleAttribute(function) { LearningRate = learningRate });
    }

    private void Define(string function, ScalarFunction body, params TrainedNumber[] trained)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        FunctionSpec added = new(function, body.ToString()) { Trained = trained.ToEquatableArray() };
        FunctionSpec? known = functions.Find(f => f.Name == function);
        if (known is not null && known != added)
            throw new ArgumentException($"There are two different functions '{function}'; give one of them another name.", nameof(function));
        functions.Add(added);
    }
}
