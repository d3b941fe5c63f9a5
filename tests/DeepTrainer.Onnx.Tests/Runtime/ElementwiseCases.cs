namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Arithmetic, activations, reductions and products.</summary>
internal static class ElementwiseCases
{
    private static readonly string[] Unary = ["Abs", "Ceil", "Floor", "Round", "Exp", "Sin", "Cos", "Tan", "Sinh", "Cosh", "Tanh", "Asinh", "Erf",
        "Sign", "Neg", "Relu", "Sigmoid", "Softplus", "Softsign", "HardSwish", "Mish", "LeakyRelu", "Elu", "Celu", "Selu", "HardSigmoid",
        "ThresholdedRelu", "Identity", "Reciprocal"];
    private static readonly string[] Reductions = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"];

    public static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> All()
    {
        foreach (string op in Unary)
            yield return (op, 18, c => [c.N(op, [c.X(1, 3, 5)])]);
        foreach (string op in (string[])["Sqrt", "Log", "ReduceLogSum", "Acosh"])
            yield return ($"{op} of positives", 18, c => [c.N(op, [c.N("Add", [c.N("Abs", [c.X(3, 5)]), c.Number(1.25f)])])]);
        yield return ("Atanh", 18, c => [c.N("Atanh", [c.N("Mul", [c.X(7), c.Number(0.4f)])])]);
        foreach (string op in (string[])["Add", "Sub", "Mul", "Div"])
        {
            yield return ($"{op} of vectors", 14, c => [c.N(op, [c.X(1, 3, 5), c.Positive(5)])]);
            yield return ($"{op} broadcast both", 14, c => [c.N(op, [c.X(1, 3, 1), c.N("Exp", [c.X(4, 1, 5)])])]);
            yield return ($"{op} of whole weights", 14, c => [c.N(op, [c.X(1, 3, 5, 2), c.Positive(1, 3, 1, 1)])]);
        }
        yield return ("Integer division", 14, c => [c.N("Div", [c.Whole(-20, 20, ElementType.Int64, 3, 5), c.Whole(1, 7, ElementType.Int64, 3, 5)])]);
        yield return ("Mod", 14, c => [c.N("Mod", [c.Whole(-20, 20, ElementType.Int64, 3, 5), c.Fixed(ElementType.Int64, [5], 3, -4, 7, -2, 5)])]);
        yield return ("Mod as C", 14, c => [c.N("Mod", [c.X(3, 5), c.Positive(5)], ("fmod", 1))]);
        yield return ("Pow", 15, c => [c.N("Pow", [c.N("Exp", [c.X(3, 5)]), c.X(5)]), c.N("Pow", [c.X(3), c.Number(2)]),
            c.N("Pow", [c.X(3), c.Number(3)]), c.N("Pow", [c.N("Abs", [c.X(3)]), c.Number(0.5f)])]);
        yield return ("Min, Max, Sum, Mean of several", 13, c =>
        {
            string[] inputs = [c.X(1, 3, 5), c.X(3, 1), c.W(5)];
            return [c.N("Min", inputs), c.N("Max", inputs), c.N("Sum", inputs), c.N("Mean", inputs)];
        }
        );
        yield return ("Comparisons", 16, c =>
        {
            string a = c.Whole(0, 3, ElementType.Int32, 1, 7), b = c.Whole(0, 3, ElementType.Int32, 7);
            return [c.N("Equal", [a, b]), c.N("Greater", [a, b]), c.N("Less", [a, b]), c.N("GreaterOrEqual", [a, b]), c.N("LessOrEqual", [a, b])];
        }
        );
        yield return ("Logic", 16, c =>
        {
            string a = c.Whole(0, 1, ElementType.Bool, 1, 7), b = c.Whole(0, 1, ElementType.Bool, 7);
            return [c.N("And", [a, b]), c.N("Or", [a, b]), c.N("Xor", [a, b]), c.N("Not", [a]), c.N("Where", [a, c.X(7), c.Number(-1)])];
        }
        );
        yield return ("Clip", 13, c => [c.N("Clip", [c.X(1, 7), c.Number(-0.5f), c.Number(1)]), c.N("Clip", [c.X(7), "", c.Number(1)]),
            c.N("Clip", [c.X(7), c.Number(0)]), c.N("Clip", [c.X(7)])]);
        yield return ("Clip by attributes", 7, c => [c.N("Clip", [c.X(1, 7)], ("min", -0.25f), ("max", 0.75f))]);
        yield return ("PRelu", 16, c => [c.N("PRelu", [c.X(1, 3, 4, 5), c.W(3, 1, 1)]), c.N("PRelu", [c.X(3, 5), c.W(1)])]);
        yield return ("Gelu", 20, c => [c.N("Gelu", [c.X(1, 7)]), c.N("Gelu", [c.X(7)], ("approximate", "tanh"))]);
        yield return ("Selu and Shrink with numbers", 18, c => [c.N("Selu", [c.X(7)], ("alpha", 1.5f), ("gamma", 0.75f)),
            c.N("Shrink", [c.X(7)], ("lambd", 0.75f), ("bias", 0.25f)), c.N("HardSigmoid", [c.X(7)], ("alpha", 0.3f), ("beta", 0.4f))]);
        yield return ("Cast", 13, c => [c.N("Cast", [c.N("Cast", [c.X(1, 7)], ("to", (int)ElementType.Int64))], ("to", (int)ElementType.Float)),
            c.N("Cast", [c.X(5)], ("to", (int)ElementType.Bool)), c.N("Cast", [c.Whole(-300, 300, ElementType.Int32, 9)], ("to", (int)ElementType.Uint8))]);
        yield return ("IsInf and IsNaN", 13, c => [c.N("IsInf", [c.N("Div", [c.X(7), c.Floats(0, 1, 0, 2, 1, 0, 1)])]), c.N("IsNaN", [c.N("Log", [c.X(7)])])]);
        yield return ("BitShift", 13, c => [c.N("BitShift", [c.Whole(0, 200, ElementType.Uint8, 7), c.Whole(0, 3, ElementType.Uint8, 7)], ("direction", "RIGHT"))]);
        foreach (string op in Reductions)
        {
            yield return ($"{op} of all", 18, c => [c.N(op, [c.X(1, 3, 4)])]);
            yield return ($"{op} of axes", 18, c => [c.N(op, [c.X(1, 3, 4, 5), c.Ints(-1, 1)], ("keepdims", 0))]);
            yield return ($"{op} of the batch", 18, c => [c.N(op, [c.X(1, 3, 4), c.Ints(0)], ("keepdims", 0)), c.N(op, [c.X(4, 3), c.Ints(0)])]);
            yield return ($"{op} by attribute", op == "ReduceSum" ? 11 : 13, c => [c.N(op, [c.X(2, 3, 4)], ("axes", new[] { 1 }))]);
        }
        foreach (string op in (string[])["Softmax", "LogSoftmax", "Hardmax"])
        {
            yield return ($"{op} of old", 11, c => [c.N(op, [c.X(1, 3, 4, 5)]), c.N(op, [c.X(2, 3, 4)], ("axis", 2))]);
            yield return ($"{op} of new", 13, c => [c.N(op, [c.X(1, 3, 4, 5)], ("axis", 1)), c.N(op, [c.X(2, 3)])]);
        }
        yield return ("ArgMax and ArgMin", 13, c =>
        {
            string x = c.Whole(0, 3, ElementType.Int32, 1, 7, 5);
            return [c.N("ArgMax", [x], ("axis", 1)), c.N("ArgMin", [x], ("axis", -1), ("keepdims", 0)),
                c.N("ArgMax", [x], ("axis", 2), ("select_last_index", 1)), c.N("ArgMin", [c.X(7, 2)], ("axis", 0), ("select_last_index", 1))];
        }
        );
        yield return ("TopK", 11, c => [.. c.Many("TopK", 2, [c.X(1, 3, 7), c.Ints(4)]), .. c.Many("TopK", 2, [c.X(7, 3), c.Ints(2)], ("axis", 0), ("largest", 0))]);
        yield return ("CumSum", 14, c => [c.N("CumSum", [c.X(1, 3, 5), c.Ints(2)], ("exclusive", 1)),
            c.N("CumSum", [c.X(7), c.Ints(0)], ("reverse", 1)), c.N("CumSum", [c.X(2, 6), c.Ints(-1)], ("reverse", 1), ("exclusive", 1))]);
        yield return ("MatMul", 13, c => [c.N("MatMul", [c.X(1, 7, 5), c.W(5, 3)]), c.N("MatMul", [c.X(1, 5), c.W(5, 3)]),
            c.N("MatMul", [c.X(1, 2, 7, 5), c.X(1, 2, 5, 4)]), c.N("MatMul", [c.X(3, 7, 5), c.X(1, 1, 5, 4)]), c.N("MatMul", [c.X(5), c.X(3, 5, 2)]),
            c.N("MatMul", [c.X(3, 7, 5), c.X(5)]), c.N("MatMul", [c.W(4, 7), c.X(1, 7, 3)])]);
        yield return ("Gemm", 13, c => [c.N("Gemm", [c.X(1, 5), c.W(3, 5), c.W(3)], ("transB", 1)), c.N("Gemm", [c.X(4, 5), c.W(5, 3)]),
            c.N("Gemm", [c.X(5, 4), c.X(5, 3), c.X(1, 3)], ("transA", 1), ("alpha", 0.5f), ("beta", 2f)), c.N("Gemm", [c.X(1, 5), c.W(5, 3), c.W(1, 3)])]);
        yield return ("Einsum", 12, c => [c.N("Einsum", [c.X(1, 7, 5), c.W(3, 5)], ("equation", "bij, kj -> bik")),
            c.N("Einsum", [c.X(2, 3, 4), c.X(2, 4, 3)], ("equation", "...ij,...ji->...")), c.N("Einsum", [c.X(4, 4)], ("equation", "ii->i")),
            c.N("Einsum", [c.X(2, 3), c.X(3)], ("equation", "Ab,b->A"))]);
        yield return ("Functions of Microsoft's", 13, c =>
            [c.Microsoft("FusedMatMul", [c.X(3, 5), c.W(7, 5)], ("transB", 1), ("alpha", 0.5f)), c.Microsoft("Gelu", [c.X(7)]),
                c.Microsoft("BiasGelu", [c.X(1, 7), c.W(7)]), c.Microsoft("QuickGelu", [c.X(7)]), c.Microsoft("FastGelu", [c.X(7)])]);
    }
}
