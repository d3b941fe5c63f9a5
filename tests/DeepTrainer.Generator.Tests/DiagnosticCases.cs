using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Generator.Tests;

/// <summary>A source that provokes a diagnostic, <c>[|marked|]</c> where it is told, and what it says.</summary>
public sealed record DiagnosticCase(string Id, string Source, string Message, ProjectOptions? Project = null)
{
    public override string ToString() => Id;
}

/// <summary>One source or more for every diagnostic; the first one is the example in the documentation.</summary>
public static class DiagnosticCases
{
    private const string SupportedFunctions =
        "Abs, Acos, Acosh, Asin, Asinh, Atan, Atan2, Atanh, Clamp, Cos, Cosh, Exp, Exp2, ExpM1, FusedMultiplyAdd, Hypot, Lerp, Log, Log10, Log2, "
            + "LogP1, Max, MaxNumber, Min, MinNumber, MultiplyAddEstimate, "
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
            """, "'Net' can't be generated: its kernels use pointers; set <AllowUnsafeBlocks>true</AllowUnsafeBlocks> in the project file", new(AllowUnsafe: false)),
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
            public sealed class WaveAttribute : LayerElementAttribute;

            [Network, Input(4), [|Wave|]]
            public partial class Net;
            """,
            "[Wave] derives from ElementAttribute, but the compiler knows no such element; use one of the package's attributes, or [Activation], "
                + "[Loss] or [UpdateRule] with a method of your own"),
        new("DT0010", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|]
            {
                public required string Purpose { get; init; }
            }
            """, "'Purpose' of 'Net' is required, but networks are also made without an initializer, by Net.Create; remove 'required' and give it a value"),
        new("DT0011", """
            [[|Input(4)|], Dense(2)]
            public partial class Net;
            """, "'Net' has [Input] but no [Network], so nothing is generated for it; write [Network] above its layers"),
        new("DT0012", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|] { }
            """, "'Net' can't be generated: its code is C# 12.0 and the project has C# 11.0; set <LangVersion>12.0</LangVersion> in the project file, or leave LangVersion out",
            new(Language: LanguageVersion.CSharp11)),
        new("DT0013", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|];
            """, "This build is not optimized, and generated networks run 44 to 150 times slower in it than in a Release build; to debug your own code "
            + "at full speed, put the networks into a project of their own with <Optimize>true</Optimize>", new(IsOptimized: false)),
        new("DT0015", """
            [Network, Input(4), Dense(2)]
            public partial class [|Net|];
            """,
            "DeepTrainerTargets names 'Vector1024', which kernels can't be written for; it takes Vector512, Vector256, Arm64, Wasm, Vector128, "
                + "separated by commas", new(Targets: "Vector256, Vector1024")),
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
            """, "'first layer' can't be a layer's name; use letters, digits, underscores and hyphens, with dots in between"),
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
            """, "'Net' has [Adam] but no loss; add one, such as [Mse] or [CrossEntropy], or declare [Network(Gradients = true)] if gradients of its outputs come from elsewhere"),
        new("DT0110", """
            [Network, Input(4), Dense(3), [|Mse|]]
            public partial class Net;
            """, "'Net' has a loss but no optimizer, so it can be evaluated but not trained; add one, such as [Adam]"),
        new("DT0111", """
            [Network, Input(4), Tanh, Mse, [|Adam|]]
            public partial class Net;
            """, "'Net' has an optimizer, but no weights to train; add a layer with weights, such as [Dense(10)]"),
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
        new("DT0118", """
            namespace Samples;

            public sealed class DropoutAttribute(double share) : Attribute { public double Share => share; }

            [Network, Input(4), Dense(3), Relu, [|Dropout(0.5)|], Dense(2)]
            public partial class Net;
            """, "[Dropout] on 'Net' is 'Samples.DropoutAttribute', so it adds nothing to the network; write [DeepTrainer.Dropout] if the package's is meant"),
        new("DT0119", """
            [Network, Input(4), Dense(4), Mse, [|Adam(Only = "*.weight")|]]
            public partial class Net;
            """, "No optimizer of 'Net' takes 'dense1.bias'; leave Only and Except out of the last one, so that it takes what is left, or write Frozen at the layer"),
        new("DT0120", """
            [Network, Input(4), Dense(4), Mse, Adam(Except = "conv*"), [|Sgd(LearningRate = 0.1)|]]
            public partial class Net;
            """,
            "No parameter is left for [Sgd]: its patterns fit none of 'dense1.weight', 'dense1.bias', or those before it take them; * stands for "
                + "anything, as in Only = \"conv*.weight\""),
        new("DT0121", """
            [Network, Input(4), [|Repeat(3)|], Dense(4), Tanh, Mse, Adam]
            public partial class Net;
            """, "'repeat1' has no end; put [EndRepeat] behind the last of the layers that it repeats"),
        new("DT0122", """
            [Network, Input(4), Dense(4), [|EndRepeat|]]
            public partial class Net;
            """, "There is no [Repeat] above that this [EndRepeat] could end; remove it, or put [Repeat(times)] above the layers to repeat"),
        new("DT0123", """
            [Network, Input(4), Repeat(3, 2), Dense(4), Tanh, LayerNorm, [|EndRepeat|], Mse, Adam]
            public partial class Net;
            """, "'repeat1' counts 2 layers, but 3 stand above this [EndRepeat]; leave the number out: [EndRepeat] says it"),
        new("DT0124", """
            [Network, Input(4)]
            [Repeat(3, [|2|], Name = "blocks"), Dense(4), Tanh, LayerNorm]
            [Mse, Adam]
            public partial class Net;
            """, "'blocks' counts 2, but 3 layers stand from it to the end of the brackets; to repeat all of them leave the number out and put EndRepeat behind them"),
        new("DT0124", """
            [Network, Input(4)]
            [Repeat(3, [|2|], Name = "blocks")]
            [Dense(4), Tanh, LayerNorm]
            [Mse, Adam]
            public partial class Net;
            """, "'blocks' counts 2, but 3 layers stand from it to the end of the brackets; to repeat all of them leave the number out and put EndRepeat behind them"),
        new("DT0125", """
            [Network(Adjustable = "Adam.Decay"), Input(4), Dense(3), Mse, Adam]
            public partial class [|Net|];
            """,
            "'Adam.Decay' in Adjustable fits no number of 'Net' that can be changed at run time; there are 'mse1.Weight', 'dense1.L1', 'dense1.L2', "
                + "'Adam.Beta1', 'Adam.Beta2', 'Adam.Epsilon', 'Adam.WeightDecay'"),
        new("DT0126", """
            [Network(Frozen = "*.bais"), Input(4), Dense(3), Mse, Adam]
            public partial class [|Net|];
            """, "'*.bais' in Frozen fits no weight of 'Net'; there are 'dense1.weight', 'dense1.bias'"),
        new("DT0127", """
            [Network(Weights = "net.safetensors"), Input(4), Dense(3), Mse, Adam]
            public partial class [|Net|];
            """,
            "'net.safetensors' can't be the weights of 'Net': it is not among the project's NetworkWeights; add <NetworkWeights "
                + "Include=\"net.safetensors\" /> to an ItemGroup of the project"),
        new("DT0128", """
            public class Plain;

            [[|InferenceOf(typeof(Plain))|]]
            public partial class Model;
            """, "'Model' can't be the inference class of 'Plain': that is no network; name a class with [Network]"),
        new("DT0129", """
            [Network, Input(4), Dense(4), Mse, Adam(Lazy = [|true|])]
            public partial class Net;
            """,
            "Lazy of [Adam] changes nothing: no parameter that it takes is a table whose rows alone have gradients, as that of an [Embedding] has "
                + "whose weights no other layer uses; leave it out"),
        new("DT0130", """
            [Network(WeightType = WeightType.Int8), Input(4), Dense(3), CrossEntropy, Adam]
            public partial class [|Net|];
            """,
            "'Net' has [Adam], but keeps its weights as Int8, which are for predictions alone; remove WeightType here, and predict with a class "
                + "[InferenceOf(typeof(Net), WeightType = WeightType.Int8)]"),
        new("DT0201", """
            [Network, Input(8), [|InstanceNorm|], Dense(3)]
            public partial class Net;
            """, "'instanceNorm1' normalizes each channel of a sample by itself, but 'input' gives [8], one value a channel; use [LayerNorm] or [BatchNorm] instead"),
        new("DT0202", """
            [Network, Input(4), Dense(3), [|Add(From = "input, dense1")|]]
            public partial class Net;
            """, "'add1' can't combine 'input' of shape [N, 4] with 'dense1' of shape [N, 3]; dimensions are compared from the last one and must be equal or 1"),
        new("DT0202", """
            [Network, Input(3, 8, 8), Mean(1, 2), [|Multiply(From = "input, mean1")|]]
            public partial class Net;
            """,
            "'multiply1' can't combine 'input' of shape [N, 3, 8, 8] with 'mean1' of shape [N, 3]; dimensions are compared from the last one and "
                + "must be equal or 1; put [Reshape(3, 1, 1)] behind 'mean1' to stretch it along the last dimensions"),
        new("DT0202", """
            [Network, Input(4, 6), [|MatMul(From = "input, input")|]]
            public partial class Net;
            """,
            "'matMul1' can't combine 'input' of shape [N, 4, 6] with 'input' of shape [N, 4, 6]; the last dimension of the first must be as long as "
                + "the last but one of the second, and those before equal or 1; write TransposeB = true"),
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
            """, "Units of 'repeat1.0' is 0; it must be 1 or more"),
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
        new("DT0205", """
            [Network, Input(1, 8, 8), Conv2D(4, [|7, 9|])]
            public partial class Net;
            """, "KernelSize of 'conv2D1' is 9; it must be at most 8, what fits the 8 positions of dimension 2 of 'input' with its padding; "
            + "make it smaller or the padding larger"),
        new("DT0205", """
            [Network, Input(4, 8, 8), Conv2D(6, 3, Groups = [|3|])]
            public partial class Net;
            """, "Groups of 'conv2D1' is 3; it must be a divisor of the 4 channels of 'input' and of the 6 of 'conv2D1'"),
        new("DT0205", """
            [Network, Input(1, 8, 8), MaxPool2D(2, Paddings = [|[1, 2]|])]
            public partial class Net;
            """, "Paddings of 'maxPool2D1' is 2; it must be at most 1, half of KernelSize, so that every window sees some of the input"),
        new("DT0230", """
            [Network, Input(64), [|Conv2D(8, 3)|]]
            public partial class Net;
            """, "'conv2D1' takes images [channels, height, width] but 'input' gives [64]; give [Input] such a shape, as in [Input(1, 28, 28)]"),
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
            """,
            "'Wave' can't be used as an activation: parameter 'frequency' has no meaning: only x is given to it; give it a default value, which it "
                + "then always has; its form is 'static float F(float x)'"),
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
            """,
            "'Rule' can't be used as an update rule: the first value is the gradient, but it is called 'lr'; its form is 'static void F(ref float w, "
                + "ref float state, float g, float lr)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Mse, UpdateRule(nameof(Rule))]
            public partial class Net
            {
                static void Rule(ref float w, float g, float lr, [|float beta|]) => w -= beta * lr * g;
            }
            """,
            "'Rule' can't be used as an update rule: parameter 'beta' has no meaning: only the gradient, lr and t are given to it; give it a default "
                + "value, which it then always has; its form is 'static void F(ref float w, ref float state, float g, float lr)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Mse, UpdateRule(nameof(Rule))]
            public partial class Net
            {
                static void Rule(ref Tensor w, Tensor g, [|float lr|]) => w -= lr * g;
            }
            """,
            "'Rule' can't be used as an update rule: parameter 'lr' is of type float, not Tensor: it changes while training; its form is 'static "
                + "void F(ref Tensor w, ref Tensor state, Tensor g, Tensor lr)'"),
        new("DT0302", """
            [Network, Input(4), Layer(nameof(Half)), Mse]
            public partial class Net
            {
                static float [|Half|](Tensor x) => 0.5f;
            }
            """, "'Half' can't be used as a layer: it returns float, not Tensor; its form is 'static Tensor F(Tensor x, int option = 1)'"),
        new("DT0302", """
            [Network, Input(4), Dense(4), Mse, UpdateRule(nameof(Rule))]
            public partial class Net
            {
                static void Rule(ref float w, float g, [|[Trained(1)] float a|]) => w -= a * g;
            }
            """,
            "'Rule' can't be used as an update rule: parameter 'a' is [Trained], but only an activation has weights; its form is 'static void F(ref "
                + "float w, ref float state, float g, float lr)'"),
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
        new("DT0303", """
            [Network, Input(4), Dense(4), Mse, UpdateRule(nameof(Rule))]
            public partial class Net
            {
                static void Rule(ref float w, ref float last, float g) => [|(w, last) = Both(g, w)|];

                static (float, float) Both(float a, float b) => (b, a);
            }
            """, "'(w, last) = Both(g, w)' can't be compiled into the network; only tuples that are written out on both sides can be taken apart, as in (a, b) = (b, a)"),
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
        new("DT0315", """
            [Network, Input(4), Dense(4), Activation(nameof(Rise))]
            public partial class Net
            {
                static float Rise(float x) => (float)([|Math.Exp((double)x) - 1|]);
            }
            """, "'Math.Exp((double)x) - 1' is computed in float, not in double; write it with float and MathF, so that it says what it does"),
        new("DT0320", """
            using static DeepTrainer.Functional;

            [Network, Input(3, 8), Layer(nameof(Mix))]
            public partial class Net
            {
                static Tensor Mix(Tensor x) => [|x * Weight("gain", [3])|];
            }
            """, "'mix1' can't be built of Mix(x): the shapes [3, 8] and [3] don't fit together; axes are compared from the last one, and must be equal or 1"),
        new("DT0320", """
            using static DeepTrainer.Functional;

            [Network, Input(8), Layer([|nameof(Mix)|], Options = "size = 3")]
            public partial class Net
            {
                static Tensor Mix(Tensor x, int width = 2) => x * width;
            }
            """, "'mix1' can't be built of Mix(x, width): Mix(x, width) has no option 'size'"),
        new("DT0320", """
            using static DeepTrainer.Functional;

            [Network, Input(8), Layer(nameof(Mix))]
            public partial class Net
            {
                static Tensor Mix(Tensor x)
                {
                    Tensor half = Half(x);
                    return half.Shape[0] > 3 ? [|throw new System.ArgumentException($"{half.Shape[0]} are too many")|] : half;
                }

                static Tensor Half(Tensor x) => x[..(x.Shape[0] / 2)];
            }
            """, "'mix1' can't be built of Mix(x): 4 are too many"),
        new("DT0320", """
            using static DeepTrainer.Functional;

            [Network, Input(8), Layer(nameof(Mix))]
            public partial class Net
            {
                static float Share { get; set; }

                static Tensor Mix(Tensor x) => x * [|Share|];
            }
            """, "'mix1' can't be built of Mix(x): 'Share' can't be read: this property can't be read"),
        new("DT0320", """
            using static DeepTrainer.Functional;

            [Network, Input(8), Dense(4), Loss(nameof(Far)), Adam]
            public partial class Net
            {
                static Tensor Far(Tensor a, Tensor target) => Sum([|a[0]|] - target);
            }
            """, "'Loss' can't be built of Far(a, target): samples can't be picked out of the batch"),
        new("DT0401", """
            [Network, Input(64, 2, Time = 0), [|Flatten|], Dense(4)]
            public partial class Net;
            """, "'flatten1' can't work on one time step after another: its output for one step depends on others, or is another function of each; "
            + "change it, or remove Time from [Input]"),
        new("DT0501", """
            [Network, Input(4), Dense(3), Softmax, [|CrossEntropy|], Adam]
            public partial class Net;
            """, "'softmax1' gives probabilities, but [CrossEntropy] takes raw scores and applies softmax itself; remove 'softmax1'"),
        new("DT0501", """
            [Network, Input(4), Dense(1), Sigmoid, [|BinaryCrossEntropyWithLogits|], Adam]
            public partial class Net;
            """, "'sigmoid1' gives numbers from 0 to 1, but [BinaryCrossEntropyWithLogits] takes raw scores and applies sigmoid itself; remove 'sigmoid1'"),
        new("DT0502", """
            [Network, Input(4), Dense(3), [|Nll|], Adam]
            public partial class Net;
            """, "'dense1' gives raw scores, but [Nll] takes the logarithms of probabilities; put [LogSoftmax] before it"),
        new("DT0502", """
            [Network, Input(4), Dense(3), Softmax, [|Nll|], Adam]
            public partial class Net;
            """, "'softmax1' gives probabilities, but [Nll] takes the logarithms of probabilities; put [LogSoftmax] in place of 'softmax1'"),
        new("DT0503", """
            [Network, Input(4), Dense(1), [|BinaryCrossEntropy|], Adam]
            public partial class Net;
            """,
            "'dense1' gives raw scores, but [BinaryCrossEntropy] takes probabilities, from 0 to 1; put [Sigmoid] before it, or use "
                + "[BinaryCrossEntropyWithLogits], which takes raw scores"),
        new("DT0504", """
            [Network, Input(4), Dense(1), [|PoissonNll(LogInput = false)|], Adam]
            public partial class Net;
            """, "'dense1' gives raw scores, but [PoissonNll] takes numbers above 0 of it; put [Softplus] before it"),
        new("DT0505", """
            [Network, Input(4), Dense(1), [|Relu|], Mse, Adam]
            public partial class Net;
            """,
            "'relu1' stands right before [Mse]: it gives nothing below 0, and where it gives 0 nothing is learned; remove it, or use [Softplus] where targets are never negative"),
        new("DT0506", """
            [Network, Input(4), Dense(3), [|Dropout(0.2)|], CrossEntropy, Adam]
            public partial class Net;
            """, "'dropout1' drops what [CrossEntropy] judges; move it above the last layer with weights"),
        new("DT0507", """
            [Network, Input(4), Dense(3), Softmax, [|LogSoftmax|], Nll, Adam]
            public partial class Net;
            """, "'logSoftmax1' makes probabilities of raw scores, but 'softmax1' gives probabilities; remove 'softmax1'"),
        new("DT0508", """
            [Network, Input(4), Dense(1), [|Softmax|]]
            public partial class Net;
            """, "'softmax1' shares 1 among the values of 'dense1' along its dimension, but there is one of them, so it always gives the same; use [Sigmoid], or give two or more"),
        new("DT0509", """
            [Network, Input(64), Dense(32), [|Dense(10)|], CrossEntropy, Adam]
            public partial class Net;
            """,
            "Nothing between 'dense1' and 'dense2' is more than a weighted sum, so both together can't do more than one of them; put an activation between them, such as [Relu]"),
        new("DT0510", """
            [Network, Input(4), Dense(8, Init = [|Init.Zeros|]), Tanh, Dense(3), CrossEntropy, Adam]
            public partial class Net;
            """, "All units of 'dense1' start with the same weights, so 'dense2' gets the same from each; leave Init out, or use a random one"),
        new("DT0511", """
            [Network, Input(1, 28, 28), Conv2D(8, 3), Relu, [|Dense(10)|], Mse, Adam]
            public partial class Net;
            """,
            "'dense1' takes features along the last dimension of a sample, but 'conv2D1' gives [8, 26, 26] with its features along the first; put "
                + "[Flatten] before it to use all of them, or [Permute(1, 2, 0)] to go from position to position"),
        new("DT0511", """
            [Network, Input(12), Embedding(50, 8), [|Conv1D(4, 3)|], Relu, GlobalMaxPool, Dense(3), CrossEntropy, Adam]
            public partial class Net;
            """,
            "'conv1D1' takes features along the first dimension of a sample, but 'embedding1' gives [12, 8] with its features along the last; put [Transpose(0, 1)] before it"),
        new("DT0512", """
            [Network, Input(6, 4), Lstm(8), Dense(3), [|CrossEntropy|], Adam]
            public partial class Net;
            """,
            "[CrossEntropy] takes dimension 0 of 'dense1' [6, 3] as the classes, but 'dense1' has its features along dimension 1; write Axis = -1, "
                + "or let the layers give one vector a sample (ReturnSequence = false, [Flatten]) if a sample has one label"),
        new("DT0513", """
            [Network, Input(4), Dense(3), [|Tanh|], CrossEntropy, Adam]
            public partial class Net;
            """, "'tanh1' gives numbers close to 0 only, but [CrossEntropy] makes probabilities of raw scores by softmax, which needs large ones to be sure; remove it"),
        new("DT0513", """
            [Network, Input(6, 4), [|Lstm(3, ReturnSequence = false)|], CrossEntropy, Adam]
            public partial class Net;
            """,
            "'lstm1' gives numbers close to 0 only, but [CrossEntropy] makes probabilities of raw scores by softmax, which needs large ones to be sure; put [Dense] behind it"),
    ];
}
