namespace DeepTrainer.Compiler.Problems;

/// <summary>Every mistake that is told to users. The documentation's index and the analyzer's descriptors are made from this list.</summary>
public static class ProblemKinds
{
    // DT00xx: the class
    public static readonly ProblemKind NotPartial = Error("DT0001", "Network class is not partial",
        "'{0}' has [{1}] but is not partial; write 'partial class {0}'",
        "The network's code is generated into another part of the class, so the class must be partial.");

    public static readonly ProblemKind ContainingTypeNotPartial = Error("DT0002", "Containing type is not partial",
        "'{0}' is nested in '{1}', which is not partial; make '{1}' partial or move '{0}' out of it",
        "The generated part repeats the containing types, so each of them must be partial.");

    public static readonly ProblemKind Generic = Error("DT0003", "Network class is generic",
        "'{0}' is generic or nested in a generic type; a network is one fixed topology: remove the type parameters",
        "Every size is a constant of the generated code; there is nothing for a type parameter to vary.");

    public static readonly ProblemKind SeveralParts = Error("DT0004", "Layers stand on several parts of the class",
        "The layers of '{0}' are spread over several parts of the class, whose order C# does not define; move all attributes to one part",
        "C# keeps the order of attributes within one declaration only.");

    public static readonly ProblemKind MemberCollides = Error("DT0005", "A generated member's name is taken",
        "The name '{1}' is taken in '{0}', but the network needs it for a member of its own; rename it, or give the layer another Name",
        "The generated part declares a member of this name; the class can't have two, nor one of its own name.");

    public static readonly ProblemKind UnsafeNotAllowed = Error("DT0006", "The project does not allow unsafe code",
        "'{0}' can't be generated: its kernels use pointers; set <AllowUnsafeBlocks>true</AllowUnsafeBlocks> in the project file",
        "The kernels address weights and activations by pointer, behind public methods that check every length. The package switches "
        + "this on unless the project says otherwise.");

    public static readonly ProblemKind NotAPlainClass = Error("DT0007", "Network is not a plain class",
        "'{0}' must be a plain class: not static, abstract, file-local, a record or a struct, and without a base class or constructor of its own",
        "The generated part gives the class its constructor and its state.");

    public static readonly ProblemKind UnknownElement = Error("DT0008", "Attribute is not an element of networks",
        "[{0}] derives from ElementAttribute, but the compiler knows no such element; use one of the package's attributes, or [Activation], "
        + "[Loss] or [UpdateRule] with a method of your own",
        "Attributes only name what the compiler knows; own mathematics comes in as methods.");

    public static readonly ProblemKind CompilerFault = Error("DT0009", "The compiler failed",
        "'{0}' can't be generated because of a fault in DeepTrainer's compiler ({1}), which is not yours; please report it with this class's attributes. "
        + "Other networks are not concerned",
        "An exception in the compiler, contained so that one network's failure costs no other its code. Leaving out layer after layer shows which one it needs.");

    public static readonly ProblemKind RequiredMember = Error("DT0010", "Network class has a required member",
        "'{1}' of '{0}' is required, but networks are also made without an initializer, by {0}.Create; remove 'required' and give it a value",
        "Create(seed) makes a network wherever code knows it as INetwork<T> only, and there is no place for an initializer.");

    public static readonly ProblemKind LayersWithoutNetwork = Warning("DT0011", "Layers without [Network]",
        "'{0}' has [{1}] but no [Network], so nothing is generated for it; write [Network] above its layers",
        "The generator looks for classes with [Network]; other attributes alone mean nothing to it.");

    public static readonly ProblemKind OldLanguage = Error("DT0012", "The project's C# is too old",
        "'{0}' can't be generated: its code is C# {1} and the project has C# {2}; set <LangVersion>{1}</LangVersion> in the project file, or leave LangVersion out",
        "Generated code is compiled with the project's version of the language. .NET 10 has C# 14 unless the project says otherwise.");

    public static readonly ProblemKind NotOptimized = Info("DT0013", "Networks are compiled without optimization",
        "This build is not optimized, and generated networks run 44 to 150 times slower in it than in a Release build; to debug your own code "
        + "at full speed, put the networks into a project of their own with <Optimize>true</Optimize>",
        "A Debug build keeps every vector in memory between two operations, so that a debugger can show it. It is told once a project.");

    // DT0014 is told by the package's build: PublishAot without an instruction set.
    public static readonly ProblemKind UnknownTarget = Error("DT0015", "Unknown target",
        "DeepTrainerTargets names '{0}', which kernels can't be written for; it takes {1}, separated by commas",
        "Without it, kernels are written for Vector512 and Vector256, and those that fit the machine are chosen where code runs. Fewer targets are less code.");

    // DT01xx: the structure
    public static readonly ProblemKind NoInput = Error("DT0101", "Network has no input",
        "'{0}' has no [Input]; put [Input(...)] with the shape of a sample above the first layer, such as [Input(64)] or [Input(1, 28, 28)]",
        "Every size follows from the shape of the input.");

    public static readonly ProblemKind UnknownFrom = Error("DT0102", "From names an unknown layer",
        "'{0}' takes its input from '{1}', but there is no layer of that name; known are {2}",
        "From names layers by their Name, or by the name they get when they have none: kind and number, such as 'dense1'.");

    public static readonly ProblemKind Cycle = Error("DT0103", "Layers form a cycle",
        "'{0}' takes its input from '{1}', which needs '{0}' itself; From may only name layers above",
        "Data flows from top to bottom.");

    public static readonly ProblemKind UnusedBranch = Warning("DT0104", "Layer is not used",
        "Nothing takes the output of '{0}', and it is not the network's output; name it in a From, or remove it",
        "The last layer is the network's output; what does not lead to it computes nothing, so no code is emitted for it.");

    public static readonly ProblemKind DuplicateName = Error("DT0105", "Two layers have one name",
        "There are two layers named '{0}'; give one of them another Name",
        "Names identify layers in From, in files and as members.");

    public static readonly ProblemKind InvalidName = Error("DT0106", "Name is not usable",
        "'{0}' can't be a layer's name; use letters, digits, underscores and hyphens, with dots in between",
        "Names become members of the class and keys in files.");

    public static readonly ProblemKind SeveralOfAKind = Error("DT0107", "More than one",
        "'{0}' has more than one {1}; keep one of them",
        "A network has one optimizer, one [Output], and one clipping of each kind.");

    public static readonly ProblemKind NoLayer = Error("DT0108", "Network has no layer",
        "'{0}' has no layer between input and loss; add at least one, such as [Dense(10)]",
        "There would be nothing to compute.");

    public static readonly ProblemKind OptimizerWithoutLoss = Error("DT0109", "Nothing to optimize",
        "'{0}' has [{1}] but no loss; add one, such as [Mse] or [CrossEntropy], or declare [Network(Gradients = true)] if gradients of its outputs come from elsewhere",
        "An optimizer or a clipping follows the gradient of a loss, or with Gradients that which Backward is given.");

    public static readonly ProblemKind LossWithoutOptimizer = Warning("DT0110", "Loss without an optimizer",
        "'{0}' has a loss but no optimizer, so it can be evaluated but not trained; add one, such as [Adam]",
        "TrainBatch needs a rule that turns gradients into new weights.");

    public static readonly ProblemKind NothingToTrain = Warning("DT0111", "Nothing to train",
        "'{0}' has an optimizer, but {1}",
        "Training would change nothing. A loss changes with the weights of the layers that lead to it, unless what stands between them is the same "
        + "for all inputs, or is a choice (such as the rows of an embedding) without a slope.");

    public static readonly ProblemKind InputNotFirst = Error("DT0112", "Input is not the first element",
        "[Input] must stand above the layers of '{0}'; move it to the top",
        "Data flows from top to bottom. Further inputs may stand between layers.");

    public static readonly ProblemKind WrongNumberOfLayers = Error("DT0113", "From names another number of layers",
        "'{0}' takes {1} but From names {2}; write From = \"{3}\" with your layers' names",
        "Most losses judge one layer, the last one without From; those that compare layers need all of them in their order.");

    public static readonly ProblemKind NamedTwice = Error("DT0114", "An output is named twice",
        "[Output] names '{0}' twice; name each layer once",
        "Outputs are told apart by their layers' names.");

    public static readonly ProblemKind CannotShare = Error("DT0115", "Weights can't be shared",
        "'{0}' can't use the weights of '{1}': {2}",
        "A layer shares the weights of one above it that has weights of the same names and shapes: of the same kind, or for example the table of an Embedding "
        + "[rows, dim], which is what a Dense without bias of so many units has.");

    public static readonly ProblemKind NoOwnWeights = Error("DT0116", "Layer has no weights of its own to train",
        "{1} of '{0}' has no effect: '{0}' {2}",
        "Frozen, SharedWith, L1 and L2 say something of a layer's weights.");

    public static readonly ProblemKind RepeatsTooMany = Error("DT0117", "Repeat finds too few layers",
        "'{0}' repeats {1} layers, but {2} follow it before the block or the list of layers ends; count them again",
        "Only layers can be repeated. Those of a [Repeat] within count as often as they are written.");

    public static readonly ProblemKind ForeignAttribute = Warning("DT0118", "Attribute of another library",
        "[{0}] on '{1}' is '{2}', so it adds nothing to the network; write [DeepTrainer.{0}] if the package's is meant",
        "C# takes the nearest attribute of the name, and the generator reads those of the package only.");

    public static readonly ProblemKind NoOptimizerFor = Error("DT0119", "No optimizer takes a parameter",
        "No optimizer of '{0}' takes '{1}'; leave Only and Except out of the last one, so that it takes what is left, or write Frozen at the layer",
        "Where several optimizers share the parameters by Only and Except, each parameter goes to the first whose patterns fit its name.");

    public static readonly ProblemKind OptimizerOfNothing = Error("DT0120", "Optimizer takes no parameter",
        "No parameter is left for [{0}]: its patterns fit none of {1}, or those before it take them; * stands for anything, as in Only = \"conv*.weight\"",
        "Each parameter goes to the first optimizer whose Only and Except fit its name.");

    public static readonly ProblemKind RepeatHasNoEnd = Error("DT0121", "Repeat has no end",
        "'{0}' has no end; put [EndRepeat] behind the last of the layers that it repeats",
        "A [Repeat] without a number of layers takes all layers up to its [EndRepeat]; only layers can be repeated, no inputs, losses or optimizers.");

    public static readonly ProblemKind EndWithoutRepeat = Error("DT0122", "EndRepeat without a Repeat",
        "There is no [Repeat] above that this [EndRepeat] could end; remove it, or put [Repeat(times)] above the layers to repeat",
        "Each [EndRepeat] ends one [Repeat].");

    public static readonly ProblemKind RepeatCountDiffers = Error("DT0123", "Repeat counts other layers",
        "'{0}' counts {1} layers, but {2} stand above this [EndRepeat]; leave the number out: [EndRepeat] says it",
        "Where a [Repeat] has both a number and an [EndRepeat], they are checked against each other.");

    public static readonly ProblemKind RepeatEndsInBrackets = Warning("DT0124", "Repeat ends in the middle of brackets",
        "'{0}' counts {1}, but {2} layers stand from it to the end of the brackets; to repeat all of them leave the number out and put EndRepeat behind them",
        "Layers written together belong together to whoever reads them. Put what is not repeated into brackets of its own.");

    public static readonly ProblemKind NothingToAdjust = Error("DT0125", "No number to adjust",
        "'{0}' in Adjustable fits no number of '{1}' that can be changed at run time; {2}",
        "Weights of losses, penalties, clipping limits and most numbers of optimizers can be, by the name of the loss or layer, or the optimizer's "
            + "kind: \"mse1.Weight, Adam.WeightDecay\".");

    public static readonly ProblemKind NothingToFreeze = Error("DT0126", "No weight to freeze",
        "'{0}' in Frozen fits no weight of '{1}'; there are {2}",
        "Frozen of [Network] has patterns of weights' names, separated by commas: \"encoder.*, *.bias\". A layer as a whole, with what it does while "
            + "training, is frozen by its own Frozen.");

    public static readonly ProblemKind WeightsDoNotFit = Error("DT0127", "Embedded weights don't fit",
        "'{1}' can't be the weights of '{0}': {2}",
        "Weights of [Network] names a safetensors file among the project's NetworkWeights. It must have a tensor of the right shape for each parameter.");

    public static readonly ProblemKind NoInferenceOf = Error("DT0128", "No inference class",
        "'{0}' can't be the inference class of '{1}': {2}",
        "[InferenceOf(typeof(Digits))] makes a class that predicts with what 'Digits' has learned: it has the layers of 'Digits', and no code for training.");

    public static readonly ProblemKind NothingLazy = Warning("DT0129", "Lazy without a table",
        "Lazy of [{0}] changes nothing: no parameter that it takes is a table whose rows alone have gradients, as that of an [Embedding] has whose "
            + "weights no other layer uses; leave it out",
        "A lazy optimizer leaves alone what a step has no gradient for: rows of tables. Where a table is a factor of a product, too (tied weights), "
            + "all of its rows have gradients.");

    public static readonly ProblemKind TrainsNarrow = Error("DT0130", "Narrow weights can't be trained",
        "'{0}' has {1}, but keeps its weights as {2}, which are for predictions alone; remove WeightType here, and predict with a class "
            + "[InferenceOf(typeof({0}), WeightType = WeightType.{2})]",
        "A step of an optimizer changes a weight by less than the distance between two numbers of 16 bits or fewer: it would be lost.");

    // DT02xx: shapes and sizes
    public static readonly ProblemKind NeedsSeveralValues = Error("DT0201", "Layer takes channels of several values",
        "'{0}' normalizes each channel of a sample by itself, but '{1}' gives {2}, one value a channel; use [LayerNorm] or [BatchNorm] instead",
        "A single value less its mean is zero, so nothing would be left of the input.");

    public static readonly ProblemKind ShapesDiffer = Error("DT0202", "Shapes don't fit together",
        "'{0}' can't combine '{1}' of shape {2} with '{3}' of shape {4}; {5}",
        "Add, Multiply and their like stretch dimensions of extent 1, as NumPy does; Concat takes shapes that differ in one dimension only.");

    public static readonly ProblemKind LossDoesNotFit = Error("DT0203", "Loss doesn't fit the output",
        "[{0}] doesn't fit the output {1} of '{2}': {3}",
        "Each loss says which outputs it takes.");

    public static readonly ProblemKind NotPositive = Error("DT0204", "Size is not positive",
        "{0} of '{1}' is {2}; it must be 1 or more",
        "A size counts something that exists.");

    public static readonly ProblemKind OutOfRange = Error("DT0205", "Value is out of range",
        "{0} of '{1}' is {2}; it must be {3}",
        "Outside this range the definition makes no sense.");

    public static readonly ProblemKind TooLarge = Error("DT0206", "Network is too large",
        "'{0}' would need {1} {2}, and the budget is {3}; make it smaller",
        "Sizes are 32-bit constants in the generated code: weights, optimizer state and working memory must be addressable by them.");

    public static readonly ProblemKind OneInput = Error("DT0207", "Layer takes one input",
        "'{0}' takes one input but From names {1}; combine them with [Add] or [Concat] first",
        "Only combining layers take several inputs.");

    public static readonly ProblemKind SeveralInputs = Error("DT0208", "Layer takes several inputs",
        "'{0}' combines layers but has {1} input; name two or more with From = \"a, b\"",
        "Without From a layer follows the one above, and that is one.");

    public static readonly ProblemKind NeedsSequence = Error("DT0220", "Layer takes sequences",
        "'{0}' takes a sequence [steps, features] but '{1}' gives {2}; give [Input] two dimensions, such as [Input(64, 2)]",
        "A recurrent layer or attention goes along the first dimension of a sample and takes a vector at each step.");

    public static readonly ProblemKind InputCount = Error("DT0221", "Number of inputs doesn't fit",
        "'{0}' takes {1}, but From names {2}",
        "Some layers take further inputs, each in its place in From.");

    public static readonly ProblemKind NeedsPositions = Error("DT0230", "Layer takes channels of positions",
        "'{0}' takes {1} but '{2}' gives {3}; give [Input] such a shape, as in {4}",
        "Convolution, pooling and resampling go along positions: a signal has one dimension of them, an image two, and the channels stand before them.");

    // DT03xx: functions written by the user
    public static readonly ProblemKind FunctionNotFound = Error("DT0301", "Function not found",
        "'{0}' has no static method '{1}'; write one, such as '{2}'",
        "[Activation], [Loss] and [UpdateRule] name a static method of the class.");

    public static readonly ProblemKind FunctionSignature = Error("DT0302", "Function has another form",
        "'{0}' can't be used as {1}: {2}; its form is '{3}'",
        "The form says what each parameter means.");

    public static readonly ProblemKind NotReadable = Error("DT0303", "Code can't be read",
        "'{0}' can't be compiled into the network; {1}",
        "The generator reads the function's operations to differentiate and vectorize them: locals, if, conditional expressions, "
        + "switch expressions, loops of a known number of rounds, arithmetic, Math and MathF, and calls of other such static methods of the project.");

    public static readonly ProblemKind NoDerivative = Error("DT0304", "No derivative rule",
        "'{0}' has no derivative rule; supported are {1}",
        "A function on the way from weights to loss must be differentiable.");

    public static readonly ProblemKind Recursive = Error("DT0305", "Function calls itself",
        "'{0}' calls itself; write it without recursion",
        "The generator inlines calls, and recursion has no end known at compile time.");

    public static readonly ProblemKind ComputedInFloat = Warning("DT0315", "Arithmetic in double is computed in float",
        "'{0}' is computed in float, not in double; write it with float and MathF, so that it says what it does",
        "Networks compute in float32. Sums and differences that only double would save have functions of their own: float.LogP1(x) for Log(1 + x), "
        + "float.ExpM1(x) for Exp(x) - 1, float.Hypot and MathF.FusedMultiplyAdd; Log(1 + Exp(x)), Exp(x) - 1 and Log(1 + x) are recognised in both types.");

    public static readonly ProblemKind TensorFunctionFails = Error("DT0320", "Function of tensors can't be built",
        "'{0}' can't be built of {1}: {2}",
        "The function was run while compiling, for the shapes that the layers above it give, and something in it doesn't fit them. The message names the shapes; "
        + "axes are those of one sample in a layer, while a loss sees the batch as axis 0.");

    // DT04xx: streams
    public static readonly ProblemKind CantStream = Error("DT0401", "Layer can't work step by step",
        "'{0}' can't work on one time step after another: {1}; change it, or remove Time from [Input]",
        "An input with Time gives the network a Step, which must tell its output before the steps to come are known.");

    // DT05xx: what compiles, but hardly learns what was meant
    public static readonly ProblemKind ScoresExpected = Warning("DT0501", "Loss takes raw scores",
        "'{0}' gives {1}, but [{2}] takes raw scores and applies {3} itself; remove '{0}'",
        "Applied twice, the function squeezes all scores together: no answer can be sure, and training is slow or gets stuck. To have Predict give "
        + "probabilities all the same, let the loss judge the layer above: [Dense(3, Name = \"scores\"), Softmax, CrossEntropy(From = \"scores\"), Output(\"softmax1\")].");

    public static readonly ProblemKind LogProbabilitiesExpected = Warning("DT0502", "Loss takes logarithms of probabilities",
        "'{0}' gives {1}, but [{2}] takes the logarithms of probabilities; {3}",
        "Of other numbers the loss has no lowest value, or another one than is meant. [CrossEntropy] is [LogSoftmax] and [Nll] in one.");

    public static readonly ProblemKind ProbabilitiesExpected = Warning("DT0503", "Loss takes probabilities",
        "'{0}' gives {1}, but [{2}] takes probabilities, from 0 to 1; {3}",
        "Outside of 0 to 1 the logarithms in the loss don't exist: it falls below 0 or is no number.");

    public static readonly ProblemKind PositiveExpected = Warning("DT0504", "Loss takes positive values",
        "'{0}' gives {1}, but [{2}] takes numbers above 0 of it; {3}",
        "A variance or a rate is positive, and the loss takes its logarithm.");

    public static readonly ProblemKind OutputCutOff = Warning("DT0505", "Output is cut off at 0",
        "'{0}' stands right before [{1}]: it gives nothing below 0, and where it gives 0 nothing is learned; {2}",
        "An output that is 0 for every sample has a gradient of 0, and stays so for ever.");

    public static readonly ProblemKind OutputDropped = Warning("DT0506", "Output is dropped",
        "'{0}' drops what [{1}] judges; move it above the last layer with weights",
        "The loss would punish outputs for being 0 that the layer has set to 0, whatever the weights are.");

    public static readonly ProblemKind SquashedBefore = Warning("DT0507", "Two activations that don't go together",
        "'{0}' makes probabilities of raw scores, but '{1}' gives {2}; remove {3}",
        "What comes out is close to even: softmax of probabilities among three classes gives at most 0.58, a sigmoid of numbers from 0 on at least 0.5.");

    public static readonly ProblemKind SoftmaxOfOne = Warning("DT0508", "Softmax of one value",
        "'{0}' shares 1 among the values of '{1}' along its dimension, but there is one of them, so it always gives the same; use [Sigmoid], or give two or more",
        "Nothing can be learned above a layer whose output never changes.");

    public static readonly ProblemKind NoActivation = Warning("DT0509", "No activation in between",
        "Nothing between '{0}' and '{1}' is more than a weighted sum, so both together can't do more than one of them; put an activation between them, such as [Relu]",
        "Sums of sums are sums. (Few features in between are another matter, and not told: they limit what passes.)");

    public static readonly ProblemKind UnitsStartEqual = Warning("DT0510", "All units start equal",
        "All units of '{0}' start with the same weights, so '{1}' gets the same from each; leave Init out, or use a random one",
        "Equal units are no more than one unit, and where what follows starts equal too they stay so for ever. Zeros belong into a last layer, "
        + "or into the end of a branch that is added to another.");

    public static readonly ProblemKind FeaturesElsewhere = Warning("DT0511", "Features lie along another dimension",
        "'{0}' takes features along the {1} dimension of a sample, but '{2}' gives {3} with its features along the {4}; put {5}",
        "Convolutions, pooling and [BatchNorm] have channels first; [Dense], recurrent layers, embeddings and attention have features last. Sizes "
            + "that fit by chance don't make it right.");

    public static readonly ProblemKind ClassesElsewhere = Warning("DT0512", "Classes lie along another dimension",
        "[{0}] takes dimension {1} of '{2}' {3} as the classes, but '{4}' has its features along dimension {5}; {6}",
        "Steps or positions would be taken for classes.");

    public static readonly ProblemKind ScoresBounded = Warning("DT0513", "Scores are bounded",
        "'{0}' gives numbers close to 0 only, but [{1}] makes probabilities of raw scores by {2}, which needs large ones to be sure; {3}",
        "Scores from -1 to 1 give the right one of two classes at most 0.88, the right one of ten at most 0.45: the loss has a floor far above 0.");

    /// <summary>All kinds, by id.</summary>
    public static ImmutableArray<ProblemKind> All { get; } =
    [
        NotPartial, ContainingTypeNotPartial, Generic, SeveralParts, MemberCollides, UnsafeNotAllowed, NotAPlainClass,
        UnknownElement, CompilerFault, RequiredMember, LayersWithoutNetwork, OldLanguage, NotOptimized, UnknownTarget, NoInput, UnknownFrom, Cycle,
        UnusedBranch, DuplicateName, InvalidName, SeveralOfAKind, NoLayer,
        OptimizerWithoutLoss, LossWithoutOptimizer, NothingToTrain, InputNotFirst, WrongNumberOfLayers, NamedTwice,
        CannotShare, NoOwnWeights, RepeatsTooMany, ForeignAttribute, NoOptimizerFor, OptimizerOfNothing, RepeatHasNoEnd, EndWithoutRepeat,
        RepeatCountDiffers, RepeatEndsInBrackets, NothingToAdjust, NothingToFreeze, WeightsDoNotFit, NoInferenceOf, NothingLazy, TrainsNarrow,
        NeedsSeveralValues, ShapesDiffer, LossDoesNotFit, NotPositive, OutOfRange, TooLarge, OneInput, SeveralInputs, NeedsSequence, InputCount, NeedsPositions,
        FunctionNotFound, FunctionSignature, NotReadable, NoDerivative, Recursive, ComputedInFloat, TensorFunctionFails,
        CantStream,
        ScoresExpected, LogProbabilitiesExpected, ProbabilitiesExpected, PositiveExpected, OutputCutOff, OutputDropped, SquashedBefore, SoftmaxOfOne,
        NoActivation, UnitsStartEqual, FeaturesElsewhere, ClassesElsewhere, ScoresBounded,
    ];

    private static ProblemKind Info(string id, string title, string message, string help) =>
        new(id, ProblemSeverity.Info, title, message, help);

    private static ProblemKind Error(string id, string title, string message, string help) =>
        new(id, ProblemSeverity.Error, title, message, help);

    private static ProblemKind Warning(string id, string title, string message, string help) =>
        new(id, ProblemSeverity.Warning, title, message, help);
}
