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
            writer.Lines($$"""
                if (team is null)
                    {{Return($"{ClassMethods.GraphsOf}{entry.Name}({names}, 0, 1, null)")}}
                {{arguments}} shared = new() { {{string.Join(", ", entry.Parameters.Select(p => $"{p.Name} = {p.Name}"))}} };
                if (!team.TryRun(&{{entry.Name}}Part, &shared))
                    {{Return($"{ClassMethods.GraphsOf}{entry.Name}({names}, 0, 1, null)")}}
                """);
            if (HasResult)
                writer.Line("return shared.result;");
        }
        writer.Line();
        using (writer.Block($"private static unsafe void {entry.Name}Part(rt::Team team, int part, void* arguments)"))
        {
            string given = string.Concat(entry.Parameters.Select(p => $"shared->{p.Name}, "));
            writer.Line($"{arguments}* shared = ({arguments}*)arguments;");
            writer.Line($"{(HasResult ? $"{entry.ReturnType} result = " : "")}{ClassMethods.GraphsOf}{entry.Name}({given}part, team.Threads, team);");
            if (HasResult)
            {
                writer.Line("if (part == 0)");
                using (writer.Indent())
                    writer.Line("shared->result = result;");
            }
        }
    }

    private string Return(string call) => HasResult ? $"return {call};" : $"{{ {call}; return; }}";
}
