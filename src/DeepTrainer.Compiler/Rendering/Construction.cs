using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>How a network's class is made: memory, first values of weights, and the instance whose weights the assembly holds.</summary>
internal sealed class Construction(NetworkModel model, Persistent persistent, PublicMembers members, bool hasArenas, bool isShared, CodeWriter writer)
{
    private const string Uninitialized = "rt::Uninitialized";

    private string Name => CSharp.Identifier(model.Spec.Name);

    public void Write()
    {
        writer.Lines(Begins
            ? """
            /// <summary>Makes a network with freshly initialised weights.</summary>
            /// <param name="seed">The same seed gives the same weights, and the same training on the same data.</param>
            """
            : """
            /// <summary>Makes a network that has no weights yet: until they are loaded they are NaN, and so is what it predicts.</summary>
            """);
        // Here, not at the fields: hot reload can't follow where initializers in one part and attributes in another change at once.
        using (writer.Block(members.Constructor + (Embeds ? $" : this(default({Uninitialized}))" : "")))
        {
            if (!Embeds)
                Memory();
            if (Begins)
                Drawing();
            else
                writer.Line("rt::NoWeights.Fill(parameters);");
        }
        writer.Line();
        if (Embeds)
            Embedded();
    }

    private void Drawing()
    {
        writer.Line("Seed = seed;");
        writer.Line("dt::RandomSource random = new(seed);");
        for (int i = 0; i < model.Parameters.Length; i++)
        {
            Initialization init = model.Parameters[i].Initialization;
            writer.Line($"dt::Initializer.Initialize(parameters[{i}], dt::Init.{init.Kind}, {Format.Number(init.Value)}, {init.FanIn}, {init.FanOut}, random);");
            if (init.ZeroRow is { } row)
                writer.Line($"dt::Initializer.ClearRow(parameters[{i}], {row});");
        }
    }

    // With random weights.
    private bool Begins => !model.Spec.IsInference;

    private bool Embeds => model.Spec.Weights.Length > 0;

    // The instance whose weights come from the assembly draws none before.
    private void Embedded()
    {
        using (writer.Block($"private {Name}({Uninitialized} nothing)"))
            Memory();
        writer.Line();
        writer.Lines($"""
            private static readonly sys::Lazy<{Name}> trained = new(LoadTrained);

            private static {Name} LoadTrained() => rt::EmbeddedWeights.Load(new {Name}(default({Uninitialized})), {Literal(model.Spec.Weights)}{WeightsOf});

            /// <summary>The network with the weights of {model.Spec.Weights.Replace("&", "&amp;").Replace("<", "&lt;")}, which the assembly holds: one for all threads, read when it is first asked for.</summary>
            {members["Trained"]} => trained.Value;

            """);
    }

    // The assembly of the network that it was made of, where that is another one and embeds the file.
    private string WeightsOf => model.Spec.WeightsOf.Length == 0 ? "" : $", typeof(global::{model.Spec.WeightsOf})";

    private void Memory()
    {
        writer.Line($"weights = new({Math.Max(persistent.WeightFloats, 1)});");
        if (model.HasOptimizer)
            writer.Line($"state = new({Math.Max(persistent.StateFloats, 1)});");
        if (hasArenas)
            writer.Line("arenas = new();");
        if (!isShared)
            writer.Line("threads = 1;");
        writer.Line($"LearningRate = {Format.Single(model.LearningRate)};");
        if (!model.Adjustables.IsEmpty)
        {
            string options = string.Join(", ", model.Adjustables.Select(a =>
                $"new({Literal(a.Name)}, {Format.Number(a.Initial)}, {Format.Number(a.Min)}, {Format.Number(a.Max)}, {Literal(a.Range)})"));
            writer.Line($"options = new(nameof({Name}), [{options}]);");
        }
        TensorList("parameters", "weights", model.Parameters.Select(p => (p.Name, p.Shape, p.IsTrained)));
        if (model.Spec.Gradients)
            writer.Line($"gradients = new({Math.Max(persistent.WeightFloats, 1)}, parameters);");
        TensorList("optimizerState", "state", model.States.Select(s => (s.Name, s.Shape, true)));
        foreach (ConstantSpec constant in model.Constants)
        {
            writer.Line($"{TensorText(constant.Name, constant.Shape, "weights")}.CopyFrom("
                + $"[{string.Join(", ", constant.Values.Select(Format.Single))}]);");
        }
        foreach (var state in model.States.Where(s => s.Initial != 0))
            writer.Line($"state.Span.Slice({persistent.OffsetOf(state.Name)}, {persistent.SizeOf(state.Name)}).Fill({Format.Single(state.Initial)});");
    }

    private void TensorList(string field, string buffer, IEnumerable<(string Name, Shape Shape, bool IsTrained)> tensors)
    {
        writer.Line($"{field} =");
        writer.Line("[");
        using (writer.Indent())
        {
            foreach ((string name, Shape shape, bool isTrained) in tensors)
            {
                writer.Line($"{TensorText(name, shape, buffer)}{(isTrained ? "" : " { IsTrained = false }")},");
            }
        }
        writer.Line("];");
    }

    private string TensorText(string name, Shape shape, string buffer) =>
        $"new dt::Parameter({Literal(name)}, [{Sizes(shape)}], {buffer}, {persistent.OffsetOf(name)}, "
        + (persistent.StridesOf(name).Count() == shape.Rank && persistent.NarrowOf(name) is null ? ""
            : $"[{string.Join(", ", persistent.MemoryShapeOf(name).Select(s => Format.Integer(s)))}], ")
        + $"[{string.Join(", ", persistent.StridesOf(name).Select(s => Format.Integer(s)))}]{TypeText(name)})";

    private string TypeText(string name) => persistent.NarrowOf(name) is not { } narrow ? ""
        : $", dt::WeightType.{model.Spec.WeightType}, {(narrow.Element.HasFactors ? persistent.OffsetOf(NarrowWeights.FactorsOf(name)) : 0)}, {narrow.Channels}";

    private static string Sizes(Shape shape) => string.Join(", ", shape.Dimensions.Select(d => Format.Integer(d)));

    private static string Literal(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
