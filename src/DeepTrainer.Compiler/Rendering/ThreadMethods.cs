using DeepTrainer.Compiler.Loops.Kernels;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>How threads share a call: its arguments in a struct, which each of them unpacks and goes through the graph's kernels with.</summary>
internal sealed class ThreadMethods(Entry entry, CodeWriter writer)
{
    private bool HasResult => entry.ReturnType != "void";

    public void Write()
    {
        string arguments = $"{entry.Name}Arguments", names = string.Join(", ", entry.Parameters.Select(p => p.Name));
        writer.Line();
        using (writer.Block($"private unsafe struct {arguments}"))
        {
            foreach ((string type, string name) in entry.Parameters)
                writer.Line($"public {type} {name};");
            if (HasResult)
                writer.Line($"public {entry.ReturnType} result;");
        }
        writer.Line();
        using (writer.Block($"private static unsafe {entry.ReturnType} Share{entry.Name}(rt::Team? team, {entry.ParameterList})"))
        {
            writer.Line($"{arguments} shared = new() {{ {string.Join(", ", entry.Parameters.Select(p => $"{p.Name} = {p.Name}"))} }};");
            writer.Line($"rt::Team.Run(team, null, &{entry.Name}Part, &shared, {(entry.Parameters.Any(p => p.Name == Addresses.Rows) ? Addresses.Rows : "1")});");
            if (HasResult)
                writer.Line("return shared.result;");
        }
        writer.Line();
        using (writer.Block($"private static unsafe void {entry.Name}Part(object? network, rt::Team? team, int part, int parts, void* arguments)"))
        {
            string given = string.Concat(entry.Parameters.Select(p => $"shared->{p.Name}, "));
            writer.Line($"{arguments}* shared = ({arguments}*)arguments;");
            writer.Line($"{(HasResult ? $"{entry.ReturnType} result = " : "")}{ClassMethods.GraphsOf}{entry.Name}({given}part, parts, team);");
            if (HasResult)
            {
                writer.Line("if (part == 0)");
                using (writer.Indent())
                    writer.Line("shared->result = result;");
            }
        }
    }
}
