namespace DeepTrainer.Compiler.Loops;

/// <summary>
/// Puts statements together: what is added between the opening of a loop and its disposal is its body. It knows which locals are declared where, so that a
/// new one never has the name of another that C# would take it for.
/// </summary>
internal sealed class LoopBuilder
{
    private readonly Stack<Scope> scopes = new();

    /// <summary>An empty method, in which these names are taken.</summary>
    public LoopBuilder(IEnumerable<string> taken)
    {
        scopes.Push(new());
        scopes.Peek().Declared.UnionWith(taken);
    }

    /// <summary>The statements, when all is closed.</summary>
    public EquatableArray<Stmt> Body => scopes.Single().Statements.ToEquatableArray();

    public void Add(Stmt statement) => scopes.Peek().Statements.Add(statement);

    /// <summary>Opens a loop.</summary>
    public IDisposable For(string variable, IndexExpr? start, IndexExpr end, long step = 1, bool fits = false) =>
        Open(body => new Stmt.For(variable, start, end, step, fits, body));

    /// <summary>Opens what is done if a comparison holds.</summary>
    public IDisposable If(IndexExpr left, Comparison comparison, IndexExpr right) => Open(body => new Stmt.If(left, comparison, right, body));

    /// <summary>Opens a block with names of its own.</summary>
    public IDisposable Block() => Open(body => new Stmt.Block(body));

    /// <summary>Adds a new local of that name, or of that name and a number.</summary>
    public Value.Local Let(string name, Value value)
    {
        Value.Local local = new(value.Type, Declare(name));
        Add(new Stmt.Let(value.Type, [new Definition(local.Name, value)]));
        return local;
    }

    /// <summary>Gives one target a value.</summary>
    public void Assign(Value target, Value value) => Add(new Stmt.Assign([target], value));

    /// <summary>Declares a local in the block that is open: the name, or the name and a number where C# would find another of that name.</summary>
    public string Declare(string name) => Declare(name, [""]);

    /// <summary>Declares as many locals, called by the name and their numbers from 0 on; what is returned stands before the numbers.</summary>
    public string Declare(string name, int count) => Declare(name, [.. Enumerable.Range(0, count).Select(n => Format.Integer(n))]);

    private string Declare(string name, string[] endings)
    {
        string unique = name;
        for (int n = 2; !endings.All(e => IsFree(unique + e)); n++)
            unique = $"{name}_{Format.Integer(n)}{(endings.Length > 1 ? "_" : "")}";
        scopes.Peek().Declared.UnionWith(endings.Select(e => unique + e));
        return unique;
    }

    // C# has one meaning for a name from where it is declared down: neither the blocks around may have it, nor those within that are closed already.
    private bool IsFree(string name) => !scopes.Peek().Within.Contains(name) && scopes.All(s => !s.Declared.Contains(name));

    private End Open(Func<EquatableArray<Stmt>, Stmt> close)
    {
        scopes.Push(new());
        return new(this, close);
    }

    private void Close(Func<EquatableArray<Stmt>, Stmt> close)
    {
        Scope left = scopes.Pop(), around = scopes.Peek();
        around.Within.UnionWith(left.Within);
        around.Within.UnionWith(left.Declared);
        Add(close(left.Statements.ToEquatableArray()));
    }

    /// <summary>A block: its statements, its own locals, and those of the blocks in it.</summary>
    private sealed class Scope
    {
        public List<Stmt> Statements { get; } = [];

        public HashSet<string> Declared { get; } = [];

        public HashSet<string> Within { get; } = [];
    }

    private sealed class End(LoopBuilder builder, Func<EquatableArray<Stmt>, Stmt> close) : IDisposable
    {
        public void Dispose() => builder.Close(close);
    }
}
