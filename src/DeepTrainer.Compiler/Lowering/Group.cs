namespace DeepTrainer.Compiler.Lowering;

/// <summary>Nodes that become one kernel (or, for a recurrence, the kernels of its steps).</summary>
internal sealed class Group(int id, Node? anchor, Shape outputShape)
{
    public int Id => id;

    /// <summary>The contraction, reduction, sum of rows or recurrence; none for an element-wise group.</summary>
    public Node? Anchor => anchor;

    /// <summary>The shape of what it makes, which all of <see cref="Members"/> share but for extents of 1.</summary>
    public Shape OutputShape => outputShape;

    /// <summary>The value whose memory is filled with one number beforehand, and the number.</summary>
    public (Node Target, double Value)? Fill { get; init; }

    /// <summary>Maps computed while reducing.</summary>
    public List<Node> Inner { get; } = [];

    /// <summary>The anchor and the maps after it.</summary>
    public List<Node> Members { get; } = [];

    public HashSet<Group> DependsOn { get; } = [];

    /// <summary>About how many operations it has.</summary>
    public int Operations { get; set; }

    /// <summary>Whether maps over its elements may join it.</summary>
    public bool IsOpen => Fill is null && anchor?.Primitive is not (Scan or ScatterAdd);

    /// <summary>Whether this group needs the other to have run.</summary>
    public bool Needs(Group other)
    {
        HashSet<Group> seen = [];
        Stack<Group> open = new([this]);
        while (open.Count > 0)
        {
            Group next = open.Pop();
            if (next == other)
                return true;
            foreach (Group needed in next.DependsOn.Where(seen.Add))
                open.Push(needed);
        }
        return false;
    }
}
