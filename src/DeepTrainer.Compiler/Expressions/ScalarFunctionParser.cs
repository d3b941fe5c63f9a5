using System.Globalization;

namespace DeepTrainer.Compiler.Expressions;

/// <summary>Recursive descent over the text form of <see cref="ScalarFunction"/>.</summary>
internal sealed class ScalarFunctionParser(string text)
{
    private static readonly Dictionary<string, Operation> Named = Operation.All.Where(o => char.IsLetter(o.Name[0])).ToDictionary(o => o.Name);

    private readonly Dictionary<string, Expr> variables = [];
    private int position;

    public ScalarFunction Function()
    {
        List<string> parameters = [];
        if (!Take("=>"))
        {
            do
            {
                string parameter = Identifier();
                variables[parameter] = new Expr.Input(parameters.Count);
                parameters.Add(parameter);
            }
            while (Take(","));
            Expect("=>");
        }
        List<(string, Expr)> results = [];
        do
        {
            string name = Identifier();
            bool local = name == "let";
            if (local)
                name = Identifier();
            Expect("=");
            Expr value = Sum();
            if (local)
                variables[name] = value;
            else
                results.Add((name, value));
        }
        while (Take(";"));
        SkipSpace();
        return position == text.Length ? new ScalarFunction([.. parameters], [.. results]) : throw Unexpected("the end");
    }

    private Expr Sum()
    {
        Expr value = Product();
        while (true)
        {
            if (Take("+"))
                value += Product();
            else if (Take("-"))
                value -= Product();
            else
                return value;
        }
    }

    private Expr Product()
    {
        Expr value = Unary();
        while (true)
        {
            if (Take("*"))
                value *= Unary();
            else if (Take("/"))
                value /= Unary();
            else
                return value;
        }
    }

    private Expr Unary()
    {
        SkipSpace();
        if (position < text.Length && text[position] == '-')
        {
            position++;
            SkipSpace();
            return position < text.Length && char.IsDigit(text[position]) ? -Number() : -Unary();
        }
        if (Take("("))
        {
            Expr inner = Sum();
            Expect(")");
            return inner;
        }
        return position < text.Length && char.IsDigit(text[position]) ? Number() : Name();
    }

    private Expr Name()
    {
        string name = Identifier();
        if (!Take("("))
            return variables.TryGetValue(name, out Expr? value) ? value : throw Unexpected("a known name");
        List<Expr> arguments = [];
        do
            arguments.Add(Sum());
        while (Take(","));
        Expect(")");
        if (!Named.TryGetValue(name, out Operation? operation))
            throw Unexpected("an operation");
        return arguments.Count == operation.Arity ? operation.Of([.. arguments]) : throw Unexpected($"{Format.Integer(operation.Arity)} arguments of '{name}'");
    }

    private double Number()
    {
        int start = position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '.'
            || (text[position] is '+' or '-' && text[position - 1] is 'E' or 'e')))
            position++;
        return double.TryParse(text.Substring(start, position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Unexpected("a number");
    }

    private string Identifier()
    {
        SkipSpace();
        int start = position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
            position++;
        return position > start ? text.Substring(start, position - start) : throw Unexpected("a name");
    }

    private bool Take(string token)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, position, token, 0, token.Length) != 0)
            return false;
        position += token.Length;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token))
            throw Unexpected($"'{token}'");
    }

    private void SkipSpace()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
    }

    private FormatException Unexpected(string expected) => new($"Expected {expected} at position {position} of '{text}'.");
}
