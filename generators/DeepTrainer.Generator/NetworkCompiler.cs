using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Generator.Models;

namespace DeepTrainer.Generator;

/// <summary>Specification → files and problems: the seam between the generator and the compiler.</summary>
internal static class NetworkCompiler
{
    /// <summary>Specification → model, or its author's mistakes.</summary>
    public delegate (NetworkModel? Model, ImmutableArray<Problem> Problems) Builder(NetworkSpec spec);

    /// <summary>The files and problems. A fault of the compiler's own is a problem of this network, not of all.</summary>
    public static CompiledNetwork Compile(NetworkSpec spec, ImmutableArray<Target> targets, WeightsFile? weights, Builder build, CancellationToken cancellation)
    {
        try
        {
            return CompileUnguarded(spec, targets, weights, build, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new(spec, [], [Faults.Of(spec.Name, fault)], ReservedMembers.Fixed.ToEquatableArray(), Face.Unknown);
        }
    }

    /// <summary>The public members of a network that could not be read as a whole.</summary>
    public static Face FaceOf(NetworkSpec spec)
    {
        try
        {
            return Face.Of(spec);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // What the author wrote is told already, and may be anything.
            return Face.Unknown;
        }
    }

    private static CompiledNetwork CompileUnguarded(NetworkSpec spec, ImmutableArray<Target> targets, WeightsFile? weights, Builder build, CancellationToken cancellation)
    {
        (NetworkModel? model, ImmutableArray<Problem> problems) = build(spec);
        cancellation.ThrowIfCancellationRequested();
        if (model is null)
            return new(spec, [], problems.ToEquatableArray(), ReservedMembers.Fixed.ToEquatableArray(), FaceOf(spec));

        ImmutableArray<string> members =
        [
            .. ReservedMembers.Fixed,
            .. model.Streaming is null ? [] : ReservedMembers.Streaming,
            .. model.Adjustables.IsEmpty ? [] : ReservedMembers.Adjustables,
            .. model.Spec.Gradients ? ReservedMembers.Gradients : [],
            .. model.Spec.Weights.Length > 0 ? ReservedMembers.Weights : [],
            .. model.Parameters.Select(p => ReservedMembers.OfParameter(p.Name)),
            .. Renderer.PartMembers(model),
        ];
        ImmutableArray<Problem> collisions =
        [
            .. members.Where((m, i) => m == spec.Name || members.IndexOf(m) < i).Distinct()
                .Select(m => new Problem(ProblemKinds.MemberCollides, Problem.TheClass, null, [spec.Name, m])),
        ];
        if (spec.Weights.Length > 0 && spec.WeightsOf.Length == 0 && WeightsFile.ProblemOf(spec, weights, model.Parameters) is { } misfit)
            collisions = collisions.Add(misfit);
        (ImmutableArray<GeneratedFile>? files, Problem? tooLarge) = collisions.IsEmpty ? Renderer.TryRun(model, targets) : (null, null);
        return new(spec, (files ?? []).ToEquatableArray(), problems.Concat(collisions).Concat(tooLarge is null ? [] : [tooLarge]).ToEquatableArray(),
            members.ToEquatableArray(), Face.Of(model));
    }
}
