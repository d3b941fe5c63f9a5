namespace DeepTrainer.Generator.Tests;

/// <summary>A source that provokes a diagnostic, <c>[|marked|]</c> where it is told, and what it says.</summary>
public sealed record DiagnosticCase(string Id, string Source, string Message, bool AllowUnsafe = true)
{
    public override string ToString() => Id;
}

/// <summary>One source or more for every diagnostic; the first one is the example in the documentation.</summary>
public static class DiagnosticCases
{
    private const string SupportedFunctions =
        "Abs, Clamp, Cos, Cosh, Exp, Exp2, ExpM1, FusedMultiplyAdd, Hypot, Lerp, Log, Log10, Log2, LogP1, Max, Min, MultiplyAddEstimate, "
        + "Pow, ReciprocalEstimate, ReciprocalSqrtEstimate, Sign, Sin, Sinh, Sqrt, Tan, Tanh and + - * / on float and double";

    public static IReadOnlyList<DiagnosticCase> All { get; } =
    [
        new("DT0001", """
            [Network, Input(4), Dense(2)]
            public class [|Net|];
            """, "'Net' has [Network] but is not partial; write 'partial class Net'"),
        new("DT0002", """
            public static class Nets
            {
                [Network, Input(4), Dense(2)]
                public partial class [|Net|];
            }
            """, "'Net' is nested in 'Nets', which is not partial; make 'Nets' partial or move 'Net' out of it"),
        new("DT0003", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|]<T>;
            """, "'Net' is generic or nested in a generic type; a network is one fixed topology: remove the type parameters"),
        new("DT0004", """
            [Network, Input(4), Dense(2)]
            public partial class Net;

            [[|Relu, Dense(3)|]]
            public partial class Net;
            """, "The layers of 'Net' are spread over several parts of the class, whose order C# does not define; move all attributes to one part"),
        new("DT0005", """
            [Network, Input(4), Dense(2)]
            public partial class Net
            {
                public void [|Predict|]() { }
            }
            """, "The name 'Predict' is taken in 'Net', but the network needs it for a member of its own; rename it, or give the layer another Name"),
        new("DT0005", """
            [Network, Input(4), Dense(2)]
            public partial class Net
            {
                private static readonly int [|Dense1Bias|] = 1;
            }
            """, "The name 'Dense1Bias' is taken in 'Net', but the network needs it for a member of its own; rename it, or give the layer another Name"),
        new("DT0005", """
            [Network, Input(4), Dense(2)]
            public partial class [|Summary|];
            """, "The name 'Summary' is taken in 'Summary', but the network needs it for a member of its own; rename it, or give the layer another Name"),
        new("DT0006", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|];
            """, "'Net' can't be generated: its kernels use pointers; set <AllowUnsafeBlocks>true</AllowUnsafeBlocks> in the project file", AllowUnsafe: false),
        new("DT0007", """
            [Network, Input(4), Dense(2)]
            public abstract partial class [|Net|];
            """, "'Net' must be a plain class: not static, abstract, file-local, a record or a struct, and without a base class or constructor of its own"),
        new("DT0007", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|](int seed)
            {
                public int Seed => seed;
            }
            """, "'Net' must be a plain class: not static, abstract, file-local, a record or a struct, and without a base class or constructor of its own"),
        new("DT0007", """
            [Network, Input(4), Dense(2)]
            public partial record [|Net|];
            """, "'Net' must be a plain class: not static, abstract, file-local, a record or a struct, and without a base class or constructor of its own"),
        new("DT0007", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|] : EventArgs;
            """, "'Net' must be a plain class: not static, abstract, file-local, a record or a struct, and without a base class or constructor of its own"),
        new("DT0008", """
            public sealed class WaveAttribute : LayerAttribute;

            [Network, Input(4), [|Wave|]]
            public partial class Net;
            """, "[Wave] derives from ElementAttribute, but the compiler knows no such element; use one of the package's attributes, or [Activation], [Loss] or [UpdateRule] with a method of your own"),
        new("DT0101", """
            [Network, Dense(2)]
            public partial class [|Net|];
            """, "'Net' has no [Input]; put [Input(...)] with the shape of a sample above the first layer, such as [Input(64)] or [Input(1, 28, 28)]"),
        new("DT0102", """
            [Network, Input(4), Dense(4), Add(From = [|"dense1, dense7"|])]
            public partial class Net;
            """, "'add1' takes its input from 'dense7', but there is no layer of that name; known are 'input', 'dense1'"),
        new("DT0103", """
            [Network, Input(4), Dense(4, From = [|"relu1"|]), Relu]
            public partial class Net;
            """, "'dense1' takes its input from 'relu1', which needs 'dense1' itself; From may only name layers above"),
        new("DT0104", """
            [Network, Input(4), [|Dense(3)|], Dense(2, From = "input")]
            public partial class Net;
            """, "Nothing takes the output of 'dense1', and it is not the network's output; name it in a From, or remove it"),
        new("DT0105", """
            [Network, Input(4), Dense(3, Name = "h"), Dense(2, Name = [|"h"|])]
            public partial class Net;
            """, "There are two layers named 'h'; give one of them another Name"),
        new("DT0105", """
            [Network, Input(4), [|Input(3)|], Dense(3)]
            public partial class Net;
            """, "There are two layers named 'input'; give one of them another Name"),
        new("DT0106", """
            [Network, Input(4), Dense(3, Name = [|"first layer"|])]
            public partial class Net;
            """, "'first layer' can't be a layer's name; use letters, digits and underscores, starting with a letter"),
        new("DT0107", """
            [Network, Input(4), Dense(3), Mse, Adam, [|Sgd|]]
            public partial class Net;
            """, "'Net' has more than one optimizer; keep one of them"),
        new("DT0108", """
            [Network, Input(4)]
            public partial class [|Net|];
            """, "'Net' has no layer between input and loss; add at least one, such as [Dense(10)]"),
        new("DT0109", """
            [Network, Input(4), Dense(3), [|Adam|]]
            public partial class Net;
            """, "'Net' has [Adam] but no loss; add one, such as [Mse] or [CrossEntropy]"),
        new("DT0110", """
            [Network, Input(4), Dense(3), [|Mse|]]
            public partial class Net;
            """, "'Net' has a loss but no optimizer, so it can be evaluated but not trained; add one, such as [Adam]"),
        new("DT0111", """
            [Network, Input(4), Relu, Mse, [|Adam|]]
            public partial class Net;
            """, "'Net' has an optimizer but no weights to train"),
        new("DT0112", """
            [Network, Dense(3), [|Input(4)|]]
            public partial class Net;
            """, "[Input] must stand above the layers of 'Net'; move it to the top"),
        new("DT0113", """
            [Network, Input(4), Dense(3, Name = "left"), Dense(3, Name = "right", From = "input"), CosineEmbedding(From = [|"left"|]), Adam]
            public partial class Net;
            """, "'cosineEmbedding1' takes 2 layers but From names 1; write From = \"a, b\" with your layers' names"),
        new("DT0114", """
            [Network, Input(4), Dense(3), Output([|"dense1, dense1"|])]
            public partial class Net;
            """, "[Output] names 'dense1' twice; name each layer once"),
        new("DT0115", """
            [Network, Input(4), Dense(3), Dense(3, SharedWith = [|"dense1"|])]
            public partial class Net;
            """, "'dense2' can't use the weights of 'dense1': its 'weight' is [3, 4] but [3, 3] is needed"),
        new("DT0116", """
            [Network, Input(4), Relu(Frozen = [|true|]), Dense(3)]
            public partial class Net;
            """, "Frozen of 'relu1' has no effect: 'relu1' has no weights"),
        new("DT0117", """
            [Network, Input(4), Repeat(3, [|4|], Name = "blocks"), Dense(4), Relu, Mse, Adam]
            public partial class Net;
            """, "'blocks' repeats 4 layers, but 2 follow it before the block or the list of layers ends; count them again"),
        new("DT0201", """
            [Network, Input(8), [|InstanceNorm|], Dense(3)]
            public partial class Net;
            """, "'instanceNorm1' normalizes each channel of a sample by itself, but 'input' gives [8], one value a channel; use [LayerNorm] or [BatchNorm] instead"),
        new("DT0202", """
            [Network, Input(4), Dense(3), [|Add(From = "input, dense1")|]]
            public partial class Net;
            """, "'add1' can't combine 'input' of shape [N, 4] with 'dense1' of shape [N, 3]; make the shapes equal"),
        new("DT0203", """
            [Network, Input(4), Dense(1), [|CrossEntropy|], Adam]
            public partial class Net;
            """, "[CrossEntropy] doesn't fit the output [N, 1] of 'dense1': it needs two classes or more; for one output use [BinaryCrossEntropyWithLogits]"),
        new("DT0204", """
            [Network, Input(4), Dense([|0|])]
            public partial class Net;
            """, "Units of 'dense1' is 0; it must be 1 or more"),
        new("DT0204", """
            [Network, Input([|1, 0, 28|]), Flatten]
            public partial class Net;
            """, "Shape of 'input' is 0; it must be 1 or more"),
        new("DT0204", """
            [Network, Input(4), Repeat(3, 1), Dense([|0|])]
            public partial class Net;
            """, "Units of 'repeat1.0.dense1' is 0; it must be 1 or more"),
        new("DT0205", """
            [Network, Input(4), Dropout([|1.5|]), Dense(3)]
            public partial class Net;
            """, "Probability of 'dropout1' is 1.5; it must be from 0 to 1"),
        new("DT0205", """
            [Network, Input(4), Dense(3), CrossEntropy(ClassWeights = [|new[] { 1, 2.5 }|]), Adam]
            public partial class Net;
            """, "ClassWeights of 'CrossEntropy' is 2 numbers; it must be 3, one a class"),
        new("DT0206", """
            [Network, Input(20_000), Dense(20_000, Bias = false)]
            public partial class [|Net|];
            """, "'Net' would need 400,000,000 weights, and the budget is 100,000,000; make it smaller"),
        new("DT0207", """
            [Network, Input(4), Dense(4), Relu(From = [|"input, dense1"|])]
            public partial class Net;
            """, "'relu1' takes one input but From names 2; combine them with [Add] or [Concat] first"),
        new("DT0208", """
            [Network, Input(4), Dense(4), [|Concat|]]
            public partial class Net;
            """, "'concat1' combines layers but has 1 input; name two or more with From = \"a, b\""),
        new("DT0220", """
            [Network, Input(4), [|Lstm(8)|]]
            public partial class Net;
            """, "'lstm1' takes a sequence [steps, features] but 'input' gives [4]; give [Input] two dimensions, such as [Input(64, 2)]"),
        new("DT0221", """
            [Network, Input(8, 4), Rnn(4, Name = "a"), Lstm(4, From = [|"input, a"|])]
            public partial class Net;
            """, "'lstm1' takes a sequence, and may take initial states (\"x, h0, c0\"), but From names 2"),
        new("DT0301", """
            [Network, Input(4), Dense(4), Activation([|"Wave"|])]
            public partial class Net;
            """, "'Net' has no static method 'Wave'; write one, such as 'static float Wave(float x) => x / (1 + MathF.Abs(x));'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x, [|float frequency|]) => MathF.Sin(frequency * x);
            }
            """, "'Wave' can't be used as an activation: parameter 'frequency' has no meaning: only x is given to it; give it a default value to make it an option; its form is 'static float F(float x)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static double [|Wave|](float x) => x;
            }
            """, "'Wave' can't be used as an activation: it returns double, not float; its form is 'static float F(float x)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                float [|Wave|](float x) => x;
            }
            """, "'Wave' can't be used as an activation: it is not static; its form is 'static float F(float x)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Loss(nameof(Distance)), Adam]
            public partial class Net
            {
                static float [|Distance|](float y) => y;
            }
            """, "'Distance' can't be used as a loss: it has no parameter for the target; its form is 'static float F(float y, float target)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Mse, UpdateRule(nameof(Rule))]
            public partial class Net
            {
                static void Rule(ref float w, [|float lr|]) => w -= lr;
            }
            """, "'Rule' can't be used as an update rule: the first value is the gradient, but it is called 'lr'; its form is 'static void F(ref float w, ref float state, float g, float lr)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Mse, UpdateRule(nameof(Rule))]
            public partial class Net
            {
                static void Rule(ref float w, float g, float lr, [|float beta|]) => w -= beta * lr * g;
            }
            """, "'Rule' can't be used as an update rule: parameter 'beta' has no meaning: only the gradient, lr and t are given to it; give it a default value to make it an option; its form is 'static void F(ref float w, ref float state, float g, float lr)'"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float amplitude = 1;
                static float Wave(float x) => [|amplitude|] * MathF.Sin(x);
            }
            """, "'amplitude' can't be compiled into the network; it can change after the network has been compiled; make it const, or a parameter with a default value"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => [|(int)x|];
            }
            """, "'(int)x' can't be compiled into the network; a conversion to whole numbers is a step function, without a slope to learn from"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x)
                {
                    while ([|x > 1|])
                        x /= 2;
                    return x;
                }
            }
            """, "'x > 1' can't be compiled into the network; the number of a loop's rounds must not depend on the function's arguments"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x)
                {
                    [|for (int i = 0; i < 1000; i++) x += 1;|]
                    return x;
                }
            }
            """, "'for (int i = 0; i < 1000; i++) x += 1;' can't be compiled into the network; loops are written out, and this is more than 64 rounds in all"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x)
                {
                    if (x > 0)
                        [|throw new InvalidOperationException();|]
                    return x;
                }
            }
            """, "'throw new InvalidOperationException();' can't be compiled into the network; only assignments, if, for, while, return and calls can be read"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => x * [|Random.Shared.NextSingle()|];
            }
            """, "'Random.Shared.NextSingle()' can't be compiled into the network; only Math, MathF and static methods of this project can be called"),
        new("DT0303", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => MathF.Max(x, [|float.NegativeInfinity|]);
            }
            """, "'float.NegativeInfinity' can't be compiled into the network; constants must be finite numbers or truth values"),
        new("DT0304", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => [|MathF.Cbrt(x)|] + 1;
            }
            """, $"'MathF.Cbrt' has no derivative rule; supported are {SupportedFunctions}"),
        new("DT0304", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => [|float.Floor(x)|];
            }
            """, $"'float.Floor' has no derivative rule; supported are {SupportedFunctions}"),
        new("DT0304", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => [|x % 1|];
            }
            """, $"'x % 1' has no derivative rule; supported are {SupportedFunctions}"),
        new("DT0305", """
            [Network, Input(4), Dense(4), Activation(nameof(Wave))]
            public partial class Net
            {
                static float Wave(float x) => x > 1 ? [|Wave(x - 1)|] : x;
            }
            """, "'Wave' calls itself; write it without recursion"),
        new("DT0401", """
            [Network, Input(64, 2, Time = 0), [|Flatten|], Dense(4)]
            public partial class Net;
            """, "'flatten1' can't work on one time step after another: its output for one step depends on others, or is another function of each; "
            + "change it, or remove Time from [Input]"),
    ];
}
