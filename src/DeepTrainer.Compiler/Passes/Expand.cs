using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// [Repeat(2, 2, Name = "blocks"), Dense(8), Relu] → [Dense(8, Name = "blocks.0.dense1"), Relu(Name = "blocks.0.relu1"), …]; a layer
/// that is alone in its repetition, or whose Name is "", has the repetition's: [Dense(8, Name = "blocks.0"), …]. A name in From is looked
/// for in the same repetition first, then further out; the Repeat's own name is what flows into the repetition, and behind it what comes out of the last.
/// </summary>
internal sealed class Expand
{
    /// <summary>The budget for layers that repetition makes.</summary>
    private const int MaxLayers = 1000;

    private readonly NetworkSpec spec;
    private readonly List<ElementSpec> elements = [];
    private readonly List<int> origins = [];
    private readonly List<Problem> problems = [];
    private readonly RepeatedBlocks blocks;
    private string above = Names.Input;

    private Expand(NetworkSpec spec)
    {
        this.spec = spec;
        blocks = RepeatedBlocks.Of(spec);
        problems.AddRange(blocks.Problems);
    }

    /// <summary>A declaration without repetitions, and where its elements come from.</summary>
    public sealed record Result(NetworkSpec Spec, ImmutableArray<int> Origins, ImmutableArray<Problem> Problems)
    {
        /// <summary>Problems at the elements that were written; of those that all repetitions have, the first's.</summary>
        public ImmutableArray<Problem> Located(IEnumerable<Problem> problems) =>
        [
            .. problems.Select(p => p.Element == Problem.TheClass ? p : p with { Element = Origins[p.Element] })
                .GroupBy(p => p.Element != Problem.TheClass && Origins.Count(o => o == p.Element) > 1 ? (p.Kind.Id, p.Element, p.Argument) : (p.ToString(), p.Element, p.Argument))
                .Select(g => g.First()),
        ];
    }

    public static Result Run(NetworkSpec spec)
    {
        Expand expand = new(spec);
        expand.CheckNames();
        if (expand.problems.Count == 0)
            expand.Block(0, spec.Elements.Count, new Scope("", null));
        return new(spec with { Elements = expand.elements.ToEquatableArray() }, [.. expand.origins], [.. expand.problems]);
    }

    /// <summary>The names known in one repetition.</summary>
    private sealed class Scope(string prefix, Scope? outer)
    {
        private readonly Dictionary<string, string> names = [];

        public string Prefix => prefix;

        /// <summary>Adds a layer under its own name; in files it may have the repetition's, as a module in PyTorch's ModuleList.</summary>
        public bool Add(string name, bool hasRepetitionsName) => Set(name, hasRepetitionsName ? prefix.TrimEnd('.') : prefix + name, isNew: true);

        public bool Set(string name, string fullName, bool isNew = false)
        {
            bool unknown = !names.ContainsKey(name);
            if (unknown || !isNew)
                names[name] = fullName;
            return unknown;
        }

        /// <summary>The full name of a layer, or of what one gives beside its output.</summary>
        public string Resolve(string name) => Find(name)
            ?? (name.LastIndexOf('.') is > 0 and int dot && Find(name.Substring(0, dot)) is { } layer ? layer + name.Substring(dot) : name);

        private string? Find(string name) => names.TryGetValue(name, out string? known) ? known : outer?.Find(name);
    }

    // Those of layers are checked when they are complete.
    private void CheckNames()
    {
        for (int i = 0; i < spec.Elements.Count; i++)
        {
            if (IsRepeat(i) && spec.Elements[i].Name is { } name && !NamePattern.IsName(name))
                problems.Add(new(ProblemKinds.InvalidName, i, "Name", [name]));
        }
    }

    private void Block(int start, int end, Scope scope)
    {
        Dictionary<int, string> names = NamesIn(start, end, scope);
        for (int i = start; i < end && problems.Count == 0; i++)
        {
            if (IsRepeat(i))
                i = RunRepeat(i, end, names[i], scope) - 1;
            else
                Add(i, names.TryGetValue(i, out string? name) ? name : null, scope);
        }
    }

    // The names of what stands in the block itself, not in repetitions within it. Repetitions are no layers, but known by their names as well.
    private Dictionary<int, string> NamesIn(int start, int end, Scope scope)
    {
        Dictionary<int, string> names = [];
        Dictionary<string, int> counts = [];
        bool isOnly = Enumerable.Range(start, end - start).Count(i => IsLayer(i) || IsRepeat(i)) == 1;
        for (int i = start; i < end; i++)
        {
            ElementSpec element = spec.Elements[i];
            bool isInput = Catalogue.All[element.Kind] is Input;
            if (!isInput && !IsLayer(i) && !IsRepeat(i))
                continue;
            string kind = Catalogue.All[element.Kind].NameOf(element);
            counts[kind] = counts.TryGetValue(kind, out int n) ? n + 1 : 1;
            string name = element.Name is { Length: > 0 } given ? given : element.Name is not null && scope.Prefix.Length == 0 ? ""
                : (isInput ? Names.Input : Format.Camel(kind) + Format.Integer(counts[kind]));
            bool isRepeats = names.Any(n => n.Value == name && IsRepeat(n.Key));
            names[i] = name;
            if (!scope.Add(name, IsLayer(i) && scope.Prefix.Length > 0 && (element.Name == "" || (element.Name is null && isOnly)))
                && (scope.Prefix.Length > 0 || IsRepeat(i) || isRepeats))
                problems.Add(new(ProblemKinds.DuplicateName, i, element.Name is null ? null : "Name", [name]));
            if (IsRepeat(i))
                i = blocks.EndOf(i).Next - 1;
        }
        return names;
    }

    private int RunRepeat(int repeat, int end, string name, Scope scope)
    {
        ElementContext c = new(new GraphBuilder(), new(spec, Catalogue.All), repeat, name, problems);
        if (c.Positive(Repeat.Times) is not { } times)
            return end;
        (int last, int next) = blocks.EndOf(repeat);
        for (int k = 0; k < times && problems.Count == 0; k++)
        {
            Scope inner = new($"{scope.Prefix}{name}.{Format.Integer(k)}.", scope);
            inner.Set(name, above);
            Block(repeat + 1, last, inner);
            if (elements.Count > MaxLayers)
                problems.Add(new(ProblemKinds.TooLarge, repeat, null, [name, $"more than {Format.Grouped(MaxLayers)}", "layers", Format.Grouped(MaxLayers)]));
        }
        scope.Set(name, above);
        return next;
    }

    private void Add(int origin, string? name, Scope scope)
    {
        ElementSpec element = spec.Elements[origin];
        string[] naming = [.. Names.Naming(Catalogue.All[element.Kind]).Select(o => o.Name)];
        EquatableArray<Argument> arguments = element.Arguments
            .Select(a => a.Name == Layer.SharedWith.Name && a.Value.Text is { Length: > 0 } shared ? new Argument(a.Name, scope.Resolve(shared))
                : Catalogue.All[element.Kind] is Output && a.Name == Output.Layers.Name ? new Argument(a.Name, string.Join(", ", Output.LayersOf(element).Select(scope.Resolve)))
                : naming.Contains(a.Name) && a.Value.Text is { Length: > 0 } named ? new Argument(a.Name, scope.Resolve(named.Trim()))
                : a).ToEquatableArray();
        elements.Add(element with
        {
            Name = scope.Prefix.Length == 0 || name is null ? element.Name : scope.Resolve(name),
            IsRepeated = scope.Prefix.Length > 0,
            From = element.From.Select(scope.Resolve).ToEquatableArray(),
            Arguments = arguments,
        });
        origins.Add(origin);
        if (name is not null)
            above = scope.Resolve(name);
    }

    private bool IsLayer(int i) => Catalogue.All[spec.Elements[i].Kind] is Layer;

    private bool IsRepeat(int i) => Catalogue.All[spec.Elements[i].Kind] is Repeat;
}
