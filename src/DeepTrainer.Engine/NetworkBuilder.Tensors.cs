using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Tensors;

namespace DeepTrainer.Engine;

/// <content>Functions of tensors.</content>
public sealed partial class NetworkBuilder
{
    private readonly List<TensorFunctionSpec> tensorFunctions = [];

    /// <summary>A layer of your own: <c>.Layer(SqueezeExcite, "reduction = 4")</c>. The method is called when the network is built.</summary>
    /// <param name="function">A method from tensors to a tensor; parameters of other types are options.</param>
    /// <param name="options">Values for its options.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layers whose outputs it takes, in order; the one above if null.</param>
    public NetworkBuilder Layer(Delegate function, string options = "", string? name = null, string? from = null) =>
        Add(new LayerAttribute(Define(function)) { Options = options, Name = name, From = from });

    /// <summary>A recurrence of your own: <c>.Recurrent(MinGru, [64])</c>.</summary>
    /// <param name="function">A method for one step, from its input and states to an output and the states after it.</param>
    /// <param name="stateShape">The shape of each state.</param>
    /// <param name="states">The shapes of single states by name: <c>"h = [64]"</c>.</param>
    /// <param name="options">Values for its options.</param>
    /// <param name="reverse">Whether it goes from the last step to the first.</param>
    /// <param name="returnSequence">Whether all steps' outputs are given, or the last one's alone.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The sequence, and initial states behind it; the layer above if null.</param>
    public NetworkBuilder Recurrent(
        Delegate function, int[] stateShape, string states = "", string options = "", bool reverse = false, bool returnSequence = true, string? name = null, string? from = null) =>
        Add(new RecurrentAttribute(Define(function), stateShape)
        {
            States = states,
            Options = options,
            Reverse = reverse,
            ReturnSequence = returnSequence,
            Name = name,
            From = from
        });

    /// <summary>A loss of your own over tensors, whose axis 0 is the batch.</summary>
    /// <param name="function">A method from tensors to a tensor; a parameter called target is given the targets.</param>
    /// <param name="options">Values for its options.</param>
    /// <param name="targets">What targets are.</param>
    /// <param name="from">The layers that it judges, in order; the last one if null.</param>
    /// <param name="targetShape">The shape of a sample's target; that of the first judged layer if null.</param>
    /// <param name="classes">How many classes indices tell apart; as many as the first judged layer has if 0.</param>
    /// <param name="maxBatch">The samples of the largest batch, where samples are compared.</param>
    /// <param name="name">What it is called.</param>
    public NetworkBuilder Loss(
        Delegate function, string options = "", TargetKind targets = TargetKind.Values, string? from = null, int[]? targetShape = null,
        int classes = 0, int maxBatch = 256, string? name = null) =>
        Add(new LossAttribute(Define(function))
        {
            Options = options,
            Targets = targets,
            From = from,
            TargetShape = targetShape
                ?? [],
            Classes = classes,
            MaxBatch = maxBatch,
            Name = name
        });

    /// <summary>An update rule of your own over tensors: <c>static void Rule(ref Tensor w, ref Tensor m, Tensor g, Tensor lr)</c>.</summary>
    /// <param name="function">The method.</param>
    /// <param name="learningRate">The size of a step.</param>
    /// <param name="options">Values for its options.</param>
    /// <param name="only">The parameters that it updates, by patterns; all if empty.</param>
    /// <param name="except">The parameters that it leaves to others.</param>
    public NetworkBuilder UpdateRule(Delegate function, double learningRate = 1e-3, string options = "", string only = "", string except = "") =>
        Add(new UpdateRuleAttribute(Define(function)) { LearningRate = learningRate, Options = options, Only = only, Except = except });

    private string Define(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        string name = function.Method.Name;
        // Local functions and lambdas have names of the compiler's.
        if (name.Contains('<', StringComparison.Ordinal))
            name = name.Split("g__", 2) is [_, var local] ? local.Split('|')[0] : "lambda";
        int number = tensorFunctions.Count(f => f.Name == name || f.Name.StartsWith(name + "_", StringComparison.Ordinal));
        TensorFunctionSpec? known = tensorFunctions.Find(f => f is TracedMethod traced && traced.Method == function.Method && traced.Target == function.Target);
        string key = known?.Name ?? (number == 0 ? name : $"{name}_{number}");
        if (known is null)
            tensorFunctions.Add(TracedMethod.Of(key, function.Method, function.Target) ?? throw new ArgumentException($"'{name}' takes no Tensor.", nameof(function)));
        return key;
    }
}
