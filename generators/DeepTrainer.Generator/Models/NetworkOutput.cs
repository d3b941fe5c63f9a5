using DeepTrainer.Compiler.Rendering;

namespace DeepTrainer.Generator.Models;

/// <summary>What a declaration ends in: files, and problems with their places.</summary>
internal sealed record NetworkOutput(EquatableArray<GeneratedFile> Files, EquatableArray<LocatedProblem> Problems)
{
    /// <summary>Joins a declaration with what was compiled from it; a name that both user and generator declare stops the emission.</summary>
    public static NetworkOutput Of(NetworkDeclaration declaration, IEnumerable<CompiledNetwork> compiled)
    {
        ImmutableArray<CompiledNetwork> all = [.. compiled];
        if (declaration.Spec is not { } spec || all.FirstOrDefault(c => c.Spec == spec) is not { } own)
            return new(declaration.Stub is { } stub ? Stub(declaration, NetworkCompiler.FaceOf(stub.Spec), all) : [], declaration.Problems);
        ImmutableArray<LocatedProblem> collisions =
        [
            .. declaration.Members.Where(m => own.Members.Contains(m.Member.Name))
                .Select(m => new LocatedProblem(new(ProblemKinds.MemberCollides, Problem.TheClass, null, [spec.Name, m.Member.Name]), m.Location)),
        ];
        var located = own.Problems.Where(declaration.Tells).Select(p => new LocatedProblem(p, declaration.LocationOf(p)));
        return new(
            collisions.IsEmpty && own.Files.Count > 0 ? Named(own.Files, spec, all) : Stub(declaration, own.Face, all),
            declaration.Problems.Concat(located).Concat(collisions).ToEquatableArray());
    }

    // One error is enough: without the members that the user's code calls there would be many.
    private static EquatableArray<GeneratedFile> Stub(NetworkDeclaration declaration, Face face, ImmutableArray<CompiledNetwork> all) =>
        declaration.Stub is not { } stub ? [] : Named([StubFile.Of(stub.Spec, face, stub.Form, [.. declaration.Members.Select(m => m.Member)])], stub.Spec, all);

    // Roslyn tells files apart without looking at case; C# tells classes apart by it.
    private static EquatableArray<GeneratedFile> Named(EquatableArray<GeneratedFile> files, NetworkSpec spec, ImmutableArray<CompiledNetwork> all)
    {
        string[] alike = [.. all.Select(c => c.Spec.FullName).Where(n => n.Equals(spec.FullName, StringComparison.OrdinalIgnoreCase)).Distinct()
            .OrderBy(n => n, StringComparer.Ordinal)];
        int number = Array.IndexOf(alike, spec.FullName);
        return number <= 0 ? files
            : files.Select(f => f with { HintName = f.HintName.Insert(spec.FullName.Length, $"({Format.Integer(number + 1)})") }).ToEquatableArray();
    }
}
