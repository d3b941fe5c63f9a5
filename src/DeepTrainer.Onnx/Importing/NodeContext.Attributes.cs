namespace DeepTrainer.Onnx.Importing;

/// <content>The node's attributes.</content>
internal sealed partial class NodeContext
{
    private readonly HashSet<string> read = [];

    public bool HasAttribute(string name) => Attribute(name) is not null;

    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    public double Float(string name, double otherwise) => Attribute(name)?.F ?? otherwise;

    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>One of some texts, of which the first is the default.</summary>
    public string Choice(string name, params string[] allowed) => Text(name, allowed[0]) is var text && allowed.Contains(text) ? text : throw Unsupported($"the {name} '{text}'");

    /// <summary>Whole numbers; null without the attribute.</summary>
    public int[]? IntList(string name) => Attribute(name)?.Ints.Select(i => (int)Math.Clamp(i, int.MinValue, int.MaxValue)).ToArray();

    public float[]? FloatList(string name) => Attribute(name)?.Floats.ToArray();

    public string[]? TextList(string name) => Attribute(name)?.Strings.Select(s => s.ToStringUtf8()).ToArray();

    public TensorData? TensorOf(string name) => Attribute(name)?.T is { } tensor ? Context.Read(tensor) : null;

    public GraphProto GraphOf(string name) => Attribute(name)?.G ?? throw Fail($"it has no graph '{name}'");

    public AttributeProto? Attribute(string name)
    {
        read.Add(name);
        AttributeProto? attribute = node.Attribute.FirstOrDefault(a => a.Name == name);
        if (attribute is null || attribute.RefAttrName.Length == 0)
            return attribute;
        return graph.Attributes?.GetValueOrDefault(attribute.RefAttrName);
    }

    /// <summary>Attributes without a meaning for the result.</summary>
    public void Ignore(params string[] names) => read.UnionWith(names);

    /// <summary>What nobody has looked at can't be supported.</summary>
    public void CheckAttributes()
    {
        if (node.Attribute.FirstOrDefault(a => !read.Contains(a.Name)) is { } unread)
            throw Unsupported($"its attribute '{unread.Name}'");
    }

    /// <summary>Numbers that an attribute gives in old opsets and an input in new ones; null if neither does.</summary>
    public int[]? IntsOf(string attribute, int input) => HasAttribute(attribute) ? IntList(attribute) : Has(input) ? Ints(input) : null;
}
