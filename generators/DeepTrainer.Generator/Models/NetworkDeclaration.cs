using DeepTrainer.Compiler.Rendering;

namespace DeepTrainer.Generator.Models;

/// <summary>
/// What was read from an attributed class. Where things stand is kept beside the specification: moving the class changes
/// this record, but not <see cref="Spec"/>, which is all that code is made from.
/// </summary>
/// <param name="Spec">The network; none if it could not be read.</param>
/// <param name="Stub">What is known of the network for members that stand for it, if it has mistakes; none if the class takes no further part.</param>
/// <param name="Class">The class's identifier.</param>
/// <param name="Elements">One for each element of the specification.</param>
/// <param name="Members">The members that the user wrote.</param>
/// <param name="Problems">What was wrong while reading.</param>
internal sealed record NetworkDeclaration(
    NetworkSpec? Spec,
    Stub? Stub,
    LocationInfo Class,
    EquatableArray<ElementLocations> Elements,
    EquatableArray<LocatedMember> Members,
    EquatableArray<LocatedProblem> Problems)
{
    /// <summary>Where the pieces of functions of tensors stand, by the numbers that these have.</summary>
    public EquatableArray<LocationInfo> Places { get; init; }

    /// <summary>Whether the mistakes in its layers are told at another class of the project, whose layers they are.</summary>
    public bool IsToldThere { get; init; }

    /// <summary>Whether its weights are that class's too.</summary>
    public bool InheritsWeights { get; init; }

    /// <summary>Whether a problem that the compiler has found is to be told here.</summary>
    public bool Tells(Problem problem) => Spec is not { IsInference: true } ? true
        : !IsToldThere ? problem.Kind.Severity == ProblemSeverity.Error
        : problem.Kind == ProblemKinds.MemberCollides || problem.Kind == ProblemKinds.CompilerFault || (problem.Kind == ProblemKinds.WeightsDoNotFit && !InheritsWeights);

    /// <summary>Where to tell the problem: at the argument if it is about one that was written, else at the attribute or the class.</summary>
    public LocationInfo LocationOf(Problem problem)
    {
        if (problem.Place is { } place)
            return Places[place];
        if (problem.Element == Problem.TheClass)
            return Class;
        ElementLocations element = Elements[problem.Element];
        return element.Arguments.FirstOrDefault(a => a.Name == problem.Argument)?.Location ?? element.Attribute;
    }
}

/// <summary>Where an attribute and its written arguments stand.</summary>
internal sealed record ElementLocations(LocationInfo Attribute, EquatableArray<NamedLocation> Arguments);

/// <summary>A network with a mistake, and the class that has it: what is wrong is left out.</summary>
internal sealed record Stub(NetworkSpec Spec, StubForm Form);

/// <summary>A member of the user's and where it stands.</summary>
internal sealed record LocatedMember(WrittenMember Member, LocationInfo Location);

/// <summary>Where something of that name stands.</summary>
internal sealed record NamedLocation(string Name, LocationInfo Location);
