using DeepTrainer.Compiler.Expressions;
using DeepTrainer.Compiler.Spec;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>A formula over values, element by element, as libtorch's functions.</summary>
internal static class TorchExpressions
{
    private static readonly Dictionary<Operation, TorchFunction> Functions = new()
    {
        [Operation.Add] = x => x[0].add(x[1]),
        [Operation.Subtract] = x => x[0].sub(x[1]),
        [Operation.Multiply] = x => x[0].mul(x[1]),
        [Operation.Divide] = x => x[0].div(x[1]),
        [Operation.Negate] = x => x[0].neg(),
        [Operation.Max] = x => x[0].maximum(x[1]),
        [Operation.Exp] = x => x[0].exp(),
        [Operation.Sin] = x => x[0].sin(),
        [Operation.Cos] = x => x[0].cos(),
        [Operation.Tanh] = x => x[0].tanh(),
        [Operation.Sigmoid] = x => x[0].sigmoid(),
        [Operation.Pow] = x => x[0].pow(x[1]),
        [Operation.SelectEqual] = x =>
        {
            using TorchTensor isEqual = x[0].eq(x[1]);
            return where(isEqual, x[2], x[3]);
        },
    };

    /// <param name="body">The formula.</param>
    /// <param name="read">Which of its inputs the function is given, in this order.</param>
    public static TorchFunction Of(Expr body, EquatableArray<int> read)
    {
        (TorchFunction function, bool isNew) = Part(body, [.. read]);
        return isNew ? function : x => function(x).alias();
    }

    // A part of a formula, and whether its value is a new one, to be disposed of.
    private static (TorchFunction Function, bool IsNew) Part(Expr body, int[] read)
    {
        switch (body)
        {
            case Expr.Input input:
                int place = Array.IndexOf(read, input.Index);
                return (x => x[place], false);
            case Expr.Constant constant:
                TorchTensor number = tensor((float)constant.Value);
                return (_ => number, false);
            case Expr.Call { Arguments: [var value, Expr.Constant { Value: 0 }] } relu when relu.Operation == Operation.Max:
                return (Called(x => x[0].relu(), [Part(value, read)]), true);
            case Expr.Call call when Functions.TryGetValue(call.Operation, out TorchFunction? function):
                return (Called(function, [.. call.Arguments.Select(argument => Part(argument, read))]), true);
            default:
                throw new NotSupportedException($"There is no libtorch function yet for {body}.");
        }
    }

    private static TorchFunction Called(TorchFunction function, (TorchFunction Function, bool IsNew)[] arguments) => x =>
    {
        TorchTensor[] values = Array.ConvertAll(arguments, argument => argument.Function(x));
        TorchTensor result = function(values);
        for (int i = 0; i < values.Length; i++)
        {
            if (arguments[i].IsNew)
                values[i].Dispose();
        }
        return result;
    };
}
