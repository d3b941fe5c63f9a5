using System.Text;

namespace DeepTrainer.Compiler.Expressions;

/// <summary>
/// A function of scalars: named parameters and one or several named results, all computed from the parameters' values at
/// entry. Its text form is what specs hold: <c>w, m, g, lr =&gt; let t0 = 0.9 * m + g; m = t0; w = w - lr * t0</c>.
/// </summary>
public sealed class ScalarFunction(ImmutableArray<string> parameters, ImmutableArray<(string Name, Expr Value)> results)
{
    public ImmutableArray<string> Parameters => parameters;

    public ImmutableArray<(string Name, Expr Value)> Results => results;

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not of that form; the message says where.</exception>
    public static ScalarFunction Parse(string text) => new ScalarFunctionParser(text).Function();

    /// <summary>One expression as text, its inputs named; parts used twice are written twice.</summary>
    public static string Write(Expr expr, Func<int, string> nameOf) => Write(expr, nameOf, [], Format.Number);

    /// <summary>One expression as people write it, with conditionals as <c>x ≤ 0 ? 0 : 1</c>.</summary>
    public static string Formula(Expr expr, Func<int, string> nameOf) => new Writer(nameOf, [], Format.Number, hasConditionals: true).Text(expr, 0);

    /// <summary>One expression as text, its inputs and some of its parts named, its numbers written as given.</summary>
    public static string Write(Expr expr, Func<int, string> nameOf, Dictionary<Expr, string> named, Func<double, string> number) =>
        new Writer(nameOf, named, number).Text(expr, 0);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(string.Join(", ", parameters)).Append(" => ");
        Dictionary<Expr, string> names = [];
        Writer writer = new(i => parameters[i], names, Format.Number);
        int next = 0;
        foreach (Expr part in SharedParts([.. results.Select(r => r.Value)]))
        {
            string name = "t" + Format.Integer(next++);
            while (parameters.Contains(name))
                name = "t" + Format.Integer(next++);
            text.Append("let ").Append(name).Append(" = ").Append(writer.Text(part, 0)).Append("; ");
            names[part] = name;
        }
        return text.Append(string.Join("; ", results.Select(r => $"{r.Name} = {writer.Text(r.Value, 0)}"))).ToString();
    }

    /// <summary>Calls used more than once, each after the parts it is made of.</summary>
    public static List<Expr> SharedParts(ImmutableArray<Expr> values)
    {
        Dictionary<Expr, int> uses = [];
        List<Expr> order = [];
        foreach (Expr value in values)
            Count(value);
        return [.. order.Where(e => uses[e] > 1)];

        void Count(Expr e)
        {
            if (e is not Expr.Call call)
                return;
            if (uses.TryGetValue(e, out int n))
            {
                uses[e] = n + 1;
                return;
            }
            uses[e] = 1;
            foreach (Expr argument in call.Arguments)
                Count(argument);
            order.Add(e);
        }
    }

    private sealed class Writer(Func<int, string> nameOf, Dictionary<Expr, string> named, Func<double, string> number, bool hasConditionals = false)
    {
        private const int Conditional = 0, Sum = 1, Product = 2, Unary = 3;

        public string Text(Expr e, int level)
        {
            if (named.TryGetValue(e, out string? name))
                return name;
            return e switch
            {
                Expr.Constant c => c.Value < 0 && level >= Unary ? $"({number(c.Value)})" : number(c.Value),
                Expr.Input i => nameOf(i.Index),
                Expr.Call c => Call(c, level),
                _ => throw new InvalidOperationException($"Unknown expression {e.GetType().Name}."),
            };
        }

        private string Call(Expr.Call c, int level) => c.Operation.Name switch
        {
            "+" or "-" => Infix(c, Sum, level),
            "*" or "/" => Infix(c, Product, level),
            "neg" => Parenthesised($"-{Text(c.Arguments[0], Unary)}", Unary, level),
            "less" when hasConditionals => Choice(c, "<", level),
            "lessOrEqual" when hasConditionals => Choice(c, "≤", level),
            "equal" when hasConditionals => Choice(c, "=", level),
            string name => $"{name}({string.Join(", ", c.Arguments.Select(a => Text(a, 0)))})",
        };

        private string Choice(Expr.Call c, string comparison, int level)
        {
            (Expr left, Expr right) = (c.Arguments[0], c.Arguments[1]);
            // Derivatives of max and min ask which one it was: max(x, 0) ≤ 0 says no more than x ≤ 0, and 0 < max(x, 0) no more than 0 < x.
            (Operation inLeft, Operation inRight) = c.Operation == Operation.SelectLess ? (Operation.Min, Operation.Max) : (Operation.Max, Operation.Min);
            bool isOrder = c.Operation != Operation.SelectEqual;
            return Parenthesised(
                $"{Text(isOrder ? Bounded(left, right, inLeft) : left, Sum)} {comparison} "
                    + $"{Text(isOrder ? Bounded(right, left, inRight) : right, Sum)} ? {Text(c.Arguments[2], Sum)} : {Text(c.Arguments[3], Conditional)}", Conditional, level);
        }

        private static Expr Bounded(Expr e, Expr bound, Operation by) =>
            e is Expr.Call call && call.Operation == by && call.Arguments[1].Equals(bound) ? call.Arguments[0] : e;

        private string Infix(Expr.Call c, int own, int level) => Parenthesised(
            $"{Text(c.Arguments[0], own)} {c.Operation.Name} {Text(c.Arguments[1], own + 1)}", own, level);

        private static string Parenthesised(string text, int own, int level) => own < level ? $"({text})" : text;
    }
}
