namespace DeepTrainer.Compiler.Rendering;

/// <summary>What kind of class it is to which members are added that stand for a network's: one that networks can't be made of, too.</summary>
/// <param name="Keyword">"class" or "record".</param>
/// <param name="TypeParameters">"&lt;T, U&gt;", or nothing.</param>
/// <param name="IsStatic">Whether it can have static members only, and no interface.</param>
/// <param name="HasConstructor">Whether it can have the network's constructor.</param>
/// <param name="HasRequired">Whether members of it are required. The constructor claims to set them then; classes derived of it would have to say so, too.</param>
public sealed record StubForm(string Keyword, string TypeParameters, bool IsStatic, bool HasConstructor, bool HasRequired);

/// <summary>A member that the user has written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Signature">A method's name and types of parameters, "Predict(float[],ref State)": methods of one name stand beside each other. None for all else.</param>
public sealed record WrittenMember(string Name, string? Signature)
{
    /// <summary>Whether both can't be members of one class.</summary>
    internal bool Excludes(Member member) => Name == member.Name && (Signature is null || member.Form != MemberForm.Method || Signature == member.Signature);
}
