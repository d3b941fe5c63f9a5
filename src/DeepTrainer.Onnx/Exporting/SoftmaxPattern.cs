using DeepTrainer.Compiler.Expressions;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>exp(x - max) / Σ exp(x - max), as attention and functions of one's own have it, is Softmax of x.</summary>
internal static class SoftmaxPattern
{
    public static (Node X, int Axis)? Of(Node node)
    {
        if (!Is(node, Operation.Divide, out Node exp, out Node sum) || !IsAlong(sum, exp, out int axis, Reduction.Sum))
            return null;
        Node shifted = exp;
        if (exp.Primitive is not Map { Body: Expr.Call { Operation: var e, Arguments: [var argument] } } || e != Operation.Exp)
            return null;
        if (argument is Expr.Input)
            shifted = exp.Inputs[0];
        else if (argument is not Expr.Call)
            return null;
        Expr difference = argument is Expr.Input && shifted.Primitive is Map inner ? inner.Body : argument;
        return difference is Expr.Call { Operation: var minus, Arguments: [Expr.Input { Index: var x }, Expr.Input { Index: var max }] } && minus == Operation.Subtract
            && IsAlong(shifted.Inputs[max], shifted.Inputs[x], out int other, Reduction.Max, Reduction.MaxNumber) && other == axis && shifted.Inputs[x].Shape == node.Shape
            ? (shifted.Inputs[x], axis) : null;
    }

    private static bool Is(Node node, Operation operation, out Node a, out Node b)
    {
        (a, b) = (node, node);
        if (node.Primitive is not Map { Body: Expr.Call { Arguments: [Expr.Input { Index: var i }, Expr.Input { Index: var j }] } call } || call.Operation != operation)
            return false;
        (a, b) = (node.Inputs[i], node.Inputs[j]);
        return true;
    }

    private static bool IsAlong(Node reduced, Node of, out int axis, params Reduction[] kinds)
    {
        axis = reduced.Primitive is Reduce { Axes: [var single] } ? single : -1;
        return axis >= 0 && kinds.Contains(((Reduce)reduced.Primitive).Kind) && ReferenceEquals(reduced.Inputs[0], of);
    }
}
