using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Language.Library;

/// <summary>A built-in layer as a function: its kind, its name, what it takes, and its options by name.</summary>
internal static class LayerCalls
{
    /// <summary>Layer(kind, name, inputs, option names, option values).</summary>
    public static Node Layer(TensorCall c)
    {
        string kind = c.Text(0);
        (string Name, object? Value)[] given = [.. ((System.Collections.IEnumerable)c[3]!).Cast<string>()
            .Zip(((System.Collections.IEnumerable)c[4]!).Cast<object?>(), (name, value) => (name, value))];
        Argument[] options = [.. given.Where(o => o.Value is not Node).Select(o => Option(o.Name, o.Value)).Where(o => o is not null).Select(o => o!)];
        Dictionary<string, (Node, string)> named = given.Where(o => o.Value is Node).ToDictionary(o => o.Name, o => (c.Scope.Batched((Node)o.Value!), Format.Camel(o.Name)));
        var element = (Layer)Catalogue.All[kind];
        // what works on single elements leaves a value that all samples share as it is
        ImmutableArray<Node> inputs = element.IsElementwise ? c.Tensors(2) : [.. c.Tensors(2).Select(c.Scope.Batched)];
        if (!element.Takes(inputs.Length))
            throw new TensorException($"{kind}: one of its tensors is null");
        if (!element.IsElementwise && inputs.Any(i => i.Shape.Rank - c.Scope.Hidden(i) == 0))
            throw new TensorException($"{kind} of []: layers take tensors with an axis or more; x.Unsqueeze(0) has one");
        if (c.Scope.Owner is not LayerContext && element.Apply(c.Graph, new(kind, null, [], options.ToEquatableArray()), inputs[0]) is { } applied)
            return applied;
        if (c.Scope.SeesBatch || c.Scope.Owner is not LayerContext layer)
            throw new TensorException($"{kind}: layers can't stand in a loss or an update rule; declare it above and name it in From");
        string name = c.Has(1) ? c.Text(1) : c.Scope.PartName(kind);
        return layer.Part(name, kind, inputs, named, options) ?? throw new TensorException("") { IsReported = true };
    }

    private static Argument? Option(string name, object? value) => value switch
    {
        null => null,
        bool flag => new(name, flag),
        string text => new(name, text),
        System.Collections.IEnumerable numbers => new(name, string.Join(", ", numbers.Cast<object?>().Select(n => Format.Number(HostNumber.Of(n) ?? 0)))),
        _ => new(name, HostNumber.Of(value) ?? throw new TensorException($"option {name} can't be {value}")),
    };
}
