using DeepTrainer.Compiler.Expressions;
using DeepTrainer.Compiler.Graphs;
using Shape = DeepTrainer.Compiler.Graphs.Shape;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>An expression over values as elementwise operators, each shared part once.</summary>
internal sealed class ExpressionWriter(GraphExporter graph, Node node)
{
    private readonly record struct Part(string Name, Shape Shape);

    private static readonly Dictionary<Operation, string> Same = new()
    {
        [Operation.Add] = "Add",
        [Operation.Subtract] = "Sub",
        [Operation.Multiply] = "Mul",
        [Operation.Divide] = "Div",
        [Operation.Negate] = "Neg",
        [Operation.Abs] = "Abs",
        [Operation.Min] = "Min",
        [Operation.Max] = "Max",
        [Operation.Sqrt] = "Sqrt",
        [Operation.Exp] = "Exp",
        [Operation.Log] = "Log",
        [Operation.Sin] = "Sin",
        [Operation.Cos] = "Cos",
        [Operation.Tanh] = "Tanh",
        [Operation.Sigmoid] = "Sigmoid",
        [Operation.Erf] = "Erf",
        [Operation.Pow] = "Pow",
        [Operation.Softplus] = "Softplus",
        [Operation.Sinh] = "Sinh",
        [Operation.Cosh] = "Cosh",
        [Operation.Atan] = "Atan",
        [Operation.Floor] = "Floor",
    };

    private static readonly Dictionary<Operation, string> Choices = new()
    {
        [Operation.SelectLess] = "Less",
        [Operation.SelectLessOrEqual] = "LessOrEqual",
        [Operation.SelectEqual] = "Equal",
    };

    private readonly GraphWriter writer = graph.Writer;
    private readonly string name = graph.NameFor(node);
    private readonly Dictionary<Expr, Part> parts = new(ReferenceComparer.Of<Expr>());

    /// <summary>The value of the expression, in the node's shape.</summary>
    public string Write(Expr body)
    {
        Shape shape = ShapeOf(body);
        if (shape == node.Shape)
            return Of(body, name).Name;
        // what isn't read lends its shape
        return writer.Node("Expand", name, [Of(body, null).Name, graph.Context.ShapeOf(node.Shape)]);
    }

    private Shape ShapeOf(Expr expr)
    {
        Shape shape = Shape.Scalar;
        foreach (int input in expr.Inputs)
            shape = Shape.Broadcast(shape, node.Inputs[input].Shape)!.Value;
        return shape;
    }

    private Part Of(Expr root, string? rootName)
    {
        // formulas can be deeper than a stack
        Stack<Expr> open = new([root]);
        while (open.TryPeek(out Expr? expr))
        {
            if (parts.ContainsKey(expr))
            {
                open.Pop();
                continue;
            }
            if (expr is Expr.Call call && call.Arguments.Where(a => !parts.ContainsKey(a)).ToArray() is { Length: > 0 } waiting)
            {
                foreach (Expr argument in waiting)
                    open.Push(argument);
                continue;
            }
            open.Pop();
            parts[expr] = expr switch
            {
                Expr.Constant constant => new(writer.Number(constant.Value), Shape.Scalar),
                Expr.Input input => new(graph[node.Inputs[input.Index]], node.Inputs[input.Index].Shape),
                Expr.Call inner => new(Call(inner, ReferenceEquals(expr, root) ? rootName : null), Shape.Scalar),
                _ => throw new InvalidOperationException($"Unknown expression {expr.GetType().Name}."),
            };
        }
        return parts[root];
    }

    private string Call(Expr.Call call, string? own)
    {
        string[] x = [.. call.Arguments.Select(a => parts[a].Name)];
        Operation operation = call.Operation;
        if (operation == Operation.Max && call.Arguments.Any(a => a is Expr.Constant { Value: 0 }))
            return Node("Relu", call.Arguments[0] is Expr.Constant { Value: 0 } ? x[1] : x[0]);
        if (Same.TryGetValue(operation, out string? op))
            return Node(op, x);
        if (Choices.TryGetValue(operation, out string? comparison))
            return Node("Where", Step(comparison, x[0], x[1]), x[2], x[3]);
        if (operation == Operation.FusedMultiplyAdd)
            return Node("Add", Step("Mul", x[0], x[1]), x[2]);
        if (operation == Operation.Hypot)
            return Hypotenuse(x[0], x[1]);
        return operation == Operation.Expm1 ? ExpLessOne(x[0]) : operation == Operation.Log1P ? LogOfOneMore(x[0])
            : throw graph.Context.Unsupported(node, $"uses the operation '{operation}'");

        string Node(string type, params string[] inputs) => writer.Node(type, own ?? writer.Unique($"{name}/{type}"), inputs);

        // √(a² + b²) of numbers that are at most 1
        string Hypotenuse(string a, string b)
        {
            string left = Step("Abs", a), right = Step("Abs", b), most = Step("Max", left, right),
                scale = Step("Where", Step("Equal", most, writer.Number(0)), writer.Number(1), most);
            string Square(string v) => Step("Div", v, scale) is var share ? Step("Mul", share, share) : "";
            return Node("Mul", most, Step("Sqrt", Step("Add", Square(left), Square(right))));
        }

        // eˣ - 1 = 2t / (1 - t), t = tanh(x / 2), which keeps the digits of a small x
        string ExpLessOne(string v)
        {
            string t = Step("Tanh", Step("Mul", v, writer.Number(0.5))), isSmall = Step("Less", Step("Abs", v), writer.Number(1));
            string small = Step("Div", Step("Add", t, t), Step("Sub", writer.Number(1), Step("Where", isSmall, t, writer.Number(0))));
            return Node("Where", isSmall, small, Step("Sub", Step("Exp", v), writer.Number(1)));
        }

        // ln(u) · x / (u - 1), u = 1 + x, in which the rounding of u cancels (Kahan)
        string LogOfOneMore(string v)
        {
            string u = Step("Add", v, writer.Number(1)), log = Step("Log", u), rest = Step("Sub", u, writer.Number(1));
            string isNone = Step("Equal", rest, writer.Number(0)), isSmall = Step("Less", v, writer.Number(1));
            string small = Step("Div", Step("Mul", log, v), Step("Where", isNone, writer.Number(1), rest));
            return Node("Where", isSmall, Step("Where", isNone, v, small), log);
        }
    }

    private string Step(string type, params string[] inputs) => writer.Step(type, name, inputs);
}
