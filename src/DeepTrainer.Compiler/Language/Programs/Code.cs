namespace DeepTrainer.Compiler.Language.Programs;

/// <summary>
/// A piece of C# as plain values: what a user's function of tensors is read into, so that it can be run while compiling, for the shapes that it
/// meets. Each piece knows its place in the list of places that is kept beside the program.
/// </summary>
public abstract record Code
{
    /// <summary>The number of its place; -1 if none is kept.</summary>
    public int Place { get; init; } = -1;
}

/// <summary>A value that is known while reading: a number, a truth value, a text, or nothing.</summary>
public sealed record Literal(object? Value) : Code;

/// <summary>A variable, by its number.</summary>
public sealed record Variable(int Slot, string Name) : Code;

/// <summary>Target = Value; the target is a variable, an element of an array, a tuple of targets, or nothing.</summary>
public sealed record Assign(Code? Target, Code Value) : Code;

/// <summary>A variable's declaration, new each time it is met.</summary>
public sealed record Declare(int Slot, string Name, Code? Value) : Code;

/// <summary>A variable that what follows reads: what is asked of a value more than once.</summary>
public sealed record Let(int Slot, string Name, Code Value, Code Body) : Code;

/// <summary>An operator between numbers, truth values or texts.</summary>
public sealed record Binary(HostOperator Operator, Code Left, Code Right) : Code;

public sealed record Unary(HostOperator Operator, Code Operand) : Code;

/// <summary>A number as another type of number.</summary>
public sealed record ConvertTo(OptionType Type, Code Operand) : Code;

/// <summary>condition ? a : b, and an if without a value.</summary>
public sealed record If(Code Condition, Code Then, Code? Else) : Code;

public sealed record AndAlso(Code Left, Code Right) : Code;

public sealed record OrElse(Code Left, Code Right) : Code;

/// <summary>A function of <see cref="Library.TensorLibrary"/>.</summary>
public sealed record CallLibrary(string Function, EquatableArray<Code> Arguments) : Code;

/// <summary>A function of numbers: Math.Max, int.Min.</summary>
public sealed record CallMath(string Function, EquatableArray<Code> Arguments) : Code;

/// <summary>A method of the program, by its number; local functions see the variables around them.</summary>
public sealed record CallMethod(int Method, EquatableArray<Code> Arguments) : Code;

/// <summary>A lambda or local function as a value.</summary>
public sealed record Function(int Method) : Code;

/// <summary>A call of such a value.</summary>
public sealed record Invoke(Code Callee, EquatableArray<Code> Arguments) : Code;

/// <summary>What arrays, lists and texts can do: Length, Add, Select, ToArray.</summary>
public sealed record CallMember(string Member, EquatableArray<Code> Arguments) : Code;

/// <summary>An array or a list of elements; spread ones are arrays themselves.</summary>
public sealed record Items(EquatableArray<Code> Elements) : Code;

/// <summary>..x within an array.</summary>
public sealed record Spread(Code Operand) : Code;

/// <summary>A new array of a length, all of one value.</summary>
public sealed record NewArray(Code Length, object? Initial) : Code;

/// <summary>A tuple, of values or of targets.</summary>
public sealed record TupleOf(EquatableArray<Code> Parts) : Code;

/// <summary>A tuple's part by number.</summary>
public sealed record Part(Code Tuple, int Index) : Code;

/// <summary>An element of an array, a list or a text.</summary>
public sealed record ElementAt(Code Array, Code Index) : Code;

/// <summary>A text with values in it.</summary>
public sealed record Interpolated(EquatableArray<Code> Parts) : Code;

/// <summary>^1 or an index that is to be one.</summary>
public sealed record IndexOf(Code Value, bool IsFromEnd) : Code;

/// <summary>1..^1, from the beginning or to the end where nothing is said.</summary>
public sealed record RangeOf(Code? Start, Code? End) : Code;

public sealed record Block(EquatableArray<Code> Statements) : Code;

/// <summary>for, while and do: the condition is asked before each round, but for the first of a do.</summary>
public sealed record Loop(EquatableArray<Code> Before, Code? Condition, Code Body, EquatableArray<Code> Bottom, bool ConditionFirst = true) : Code;

/// <summary>foreach; the target is declared anew for each element.</summary>
public sealed record ForEach(Code Target, Code Collection, Code Body) : Code;

public sealed record Return(Code? Value) : Code;

public sealed record Break : Code;

public sealed record Continue : Code;

/// <summary>throw: a mistake that the function's author tells of.</summary>
public sealed record Throw(Code Message) : Code;

/// <summary>What can't be read, and why: told when it is met, so that code for other shapes does no harm.</summary>
public sealed record Unreadable(string Code, string Reason) : Code;

/// <summary>Operators of C# on numbers, truth values and texts.</summary>
public enum HostOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Xor,
    LeftShift,
    RightShift,
    Not,
    Minus,
}

/// <summary>A method, local function or lambda.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Body">Its statements.</param>
public sealed record MethodCode(string Name, EquatableArray<MethodParameter> Parameters, Code Body);

/// <summary>A method's parameter.</summary>
/// <param name="Slot">Its variable.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsReference">Whether what it is assigned goes back to the caller's variable.</param>
public sealed record MethodParameter(int Slot, string Name, bool IsReference);
