namespace DeepTrainer;

/// <summary>
/// A recurrence of your own: a static method for one step, <c>static (Tensor Output, Tensor H) F(Tensor x, Tensor h)</c>, of the network's class or of any
/// other. It is given a step's part of the input and its states, and gives an output and the states after the step; a method with one state may give that
/// alone, which is the output as well. Tensors behind the states are the same for all steps, such as what attention looks at: the last layers in
/// <see cref="LayerElementAttribute.From"/>.
/// </summary>
/// <remarks>
/// It is trained through time, and streamed by <c>Step</c> where the input has a Time. What does not depend on the state is computed for all steps at once.
/// States are 0 at first, or what <see cref="LayerElementAttribute.From"/> names behind the sequence. Shapes: x [T, F…], y [T, …], or […] of the last step.
/// PyTorch: a loop over a cell.
/// </remarks>
/// <example>
/// <code>
/// [Recurrent(nameof(MinGru), 64)]
/// …
/// static Tensor MinGru(Tensor x, Tensor h)   // Feng et al., Were RNNs All We Needed? (2024)
/// {
///     Tensor z = Sigmoid(Dense(x, 64, name: "gate"));
///     return ((1 - z) * h) + (z * Dense(x, 64, name: "candidate"));
/// }
/// </code>
/// </example>
/// <param name="function">The name of the method; write <c>nameof(F)</c>.</param>
/// <param name="stateShape">The shape of each state that <see cref="States"/> doesn't name.</param>
public sealed class RecurrentAttribute(string function, params int[] stateShape) : LayerElementAttribute
{
    /// <summary>A recurrence by another class's method.</summary>
    /// <param name="type">The class.</param>
    /// <param name="function">The name of its method; write <c>nameof(Cells.F)</c>.</param>
    /// <param name="stateShape">The shape of each state that <see cref="States"/> doesn't name.</param>
    public RecurrentAttribute(Type type, string function, params int[] stateShape)
        : this(function, stateShape) => Type = type;

    /// <summary>The name of the method; write <c>nameof(F)</c>.</summary>
    public string Function { get; } = function;

    /// <summary>The shape of each state that <see cref="States"/> doesn't name.</summary>
    public int[] StateShape { get; } = stateShape;

    /// <summary>The class whose method it is; the network's if null.</summary>
    public Type? Type { get; }

    /// <summary>The shapes of states by their parameters' names: <c>"h = [64], memory = [8, 16]"</c>.</summary>
    public string States { get; set; } = "";

    /// <summary>Values for the method's options: <c>"decay = 0.9"</c>. What is left out has the method's default.</summary>
    public string Options { get; set; } = "";

    /// <summary>Whether it goes from the last step to the first.</summary>
    public bool Reverse { get; set; }

    /// <summary>Whether all steps' outputs are given, or the last one's alone (the first one's if it goes backwards).</summary>
    public bool ReturnSequence { get; set; } = true;
}
