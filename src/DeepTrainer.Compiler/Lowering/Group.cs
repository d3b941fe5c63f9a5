namespace DeepTrainer.Compiler.Lowering;

/// <summary>Nodes that become one kernel (or, for a recurrence, the kernels of its steps).</summary>
internal sealed class Group(int id, Node? anchor, Shape outputShape)
{
    /// <summary>So many groups are looked at to see whether two may be fused: networks of hundreds of layers should take no longer for each layer.</summary>
    private const int LongestSearch = 1000;

    private readonly HashSet<Group> dependsOn = [], dependents = [];
    private int depth;

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

    public IReadOnlyCollection<Group> DependsOn => dependsOn;

    /// <summary>About how many operations it has.</summary>
    public int Operations { get; set; }

    /// <summary>Whether maps over its elements may join it.</summary>
    public bool IsOpen => Fill is null && anchor?.Primitive is not (Scan or ScatterAdd or FirstOccurrences);

    /// <summary>
    /// Whether this group needs the other to have run. What isn't known after a long search counts as needed: then the two are not fused, which
    /// is right as well.
    /// </summary>
    public bool Needs(Group other)
    {
        if (other == this)
            return true;
        if (depth <= other.depth)
            return false;
        HashSet<Group> seen = [];
        Stack<Group> open = new([this]);
        while (open.Count > 0)
        {
            // Whoever needs the other comes behind it.
            foreach (Group needed in open.Pop().dependsOn)
            {
                if (needed.depth < other.depth || !seen.Add(needed))
                    continue;
                if (needed == other || seen.Count > LongestSearch)
                    return true;
                open.Push(needed);
            }
        }
        return false;
    }

    /// <summary>Notes that other groups must have run before.</summary>
    public void DependOn(IEnumerable<Group> others)
    {
        foreach (Group other in others)
        {
            if (other == this || !dependsOn.Add(other))
                continue;
            other.dependents.Add(this);
            if (other.depth >= depth)
                Deepen(other.depth + 1);
        }
    }

    /// <summary>Takes another group's place among the groups that need it and that it needs.</summary>
    public void Replace(Group other)
    {
        foreach (Group dependent in other.dependents)
        {
            dependent.dependsOn.Remove(other);
            if (dependent != this)
                dependent.DependOn([this]);
        }
        foreach (Group needed in other.dependsOn)
            needed.dependents.Remove(other);
        DependOn(other.dependsOn);
    }

    private void Deepen(int least)
    {
        Stack<(Group Group, int Depth)> open = new([(this, least)]);
        while (open.Count > 0)
        {
            (Group group, int wanted) = open.Pop();
            if (group.depth >= wanted)
                continue;
            if (group == this && wanted > least)
                throw new InvalidOperationException($"The group of {(Members.Count > 0 ? Members[0] : anchor)} needs itself.");
            group.depth = wanted;
            foreach (Group dependent in group.dependents)
                open.Push((dependent, wanted + 1));
        }
    }
}
