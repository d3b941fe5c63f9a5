using DeepTrainer.Compiler.Rendering;

namespace DeepTrainer.Generator.Models;

/// <summary>What a declaration ends in: files, and problems with their places.</summary>
internal sealed record NetworkOutput(EquatableArray<GeneratedFile> Files, EquatableArray<LocatedProblem> Problems)
{
    /// <summary>Joins a declaration with what was compiled from it; a name that both user and generator declare stops the emission.</summary>
    public static NetworkOutput Of(NetworkDeclaration declaration, IEnumerable<CompiledNetwork> compiled)
    {
        if (declaration.Spec is not { } spec || compiled.FirstOrDefault(c => c.Spec == spec) is not { } own)
            return new([], declaration.Problems);
        ImmutableArray<LocatedProblem> collisions =
        [
            .. declaration.Members.Where(m => own.Members.Contains(m.Name))
                .Select(m => new LocatedProblem(new(ProblemKinds.MemberCollides, Problem.TheClass, null, [spec.Name, m.Name]), m.Location)),
        ];
        var located = own.Problems.Select(p => new LocatedProblem(p, declaration.LocationOf(p)));
        return new(collisions.IsEmpty ? own.Files : [], declaration.Problems.Concat(located).Concat(collisions).ToEquatableArray());
    }
}
