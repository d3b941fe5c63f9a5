using System.Text;

namespace DeepTrainer.Compiler.Graphs;

/// <summary>
/// What a network computes: nodes in an order of evaluation, those that are wanted by name (<see cref="Outputs"/>), and
/// those that become the new content of a parameter, of optimizer state or of what a stream carries on (<see cref="Updates"/>, all
/// written at the end of a step).
/// </summary>
public sealed class Graph(ImmutableArray<(string Role, Node Value)> outputs, ImmutableArray<(Node Target, Node Value)> updates)
{
    /// <summary>The role of the network's prediction.</summary>
    public const string Prediction = "prediction";

    /// <summary>The role of the loss.</summary>
    public const string Loss = "loss";

    /// <summary>The role of the samples' gradients, and what they are called.</summary>
    public const string InputGradient = "inputGradient";

    /// <summary>What the given gradients of the outputs are called.</summary>
    public const string OutputGradient = "outputGradient";

    /// <summary>The role of a part of the loss that has an average of its own.</summary>
    public static string PartOfLoss(int part) => $"loss.{Format.Integer(part)}";

    /// <summary>Whether the role is the loss or a part of it.</summary>
    public static bool IsLoss(string role) => role == Loss || role.StartsWith("loss.", StringComparison.Ordinal);

    /// <summary>The outputs of a loss: itself, and its parts if there are several.</summary>
    public static IEnumerable<(string Role, Node Value)> LossOutputs(Node loss, ImmutableArray<Node> parts) =>
        parts.Length < 2 ? [(Loss, loss)] : [(Loss, loss), .. parts.Select((p, i) => (PartOfLoss(i), p))];

    public ImmutableArray<(string Role, Node Value)> Outputs => outputs;

    public ImmutableArray<(Node Target, Node Value)> Updates => updates;

    /// <summary>Every node that a root needs, each after its inputs.</summary>
    public ImmutableArray<Node> Nodes { get; } = Reachable(outputs.Select(o => o.Value).Concat(updates.SelectMany(u => new[] { u.Target, u.Value })));

    public Node Output(string role) => outputs.First(o => o.Role == role).Value;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Node node in Nodes)
            text.Append(node).Append('\n');
        foreach ((string role, Node value) in outputs)
            text.Append($"{role}: {value.Name}#{value.Id}\n");
        foreach ((Node target, Node value) in updates)
            text.Append($"{target.Name} <- {value.Name}#{value.Id}\n");
        return text.ToString();
    }

    private static ImmutableArray<Node> Reachable(IEnumerable<Node> roots)
    {
        HashSet<Node> found = [];
        Stack<Node> open = new(roots);
        while (open.Count > 0)
        {
            Node node = open.Pop();
            if (!found.Add(node))
                continue;
            foreach (Node input in node.Inputs)
            {
                if (!found.Contains(input))
                    open.Push(input);
            }
        }
        Node[] ordered = [.. found];
        Array.Sort(Array.ConvertAll(ordered, n => n.Id), ordered);
        return [.. ordered];
    }
}
