using System.Reflection;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Declarations;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Attributes, catalogue and builder say the same.</summary>
public class CatalogueTests
{
    private static readonly Type[] Attributes =
        [.. typeof(ElementAttribute).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ElementAttribute)) && !t.IsAbstract)];

    public static TheoryData<string> Kinds => [.. Attributes.Select(KindOf)];

    [Fact]
    public void EveryAttributeHasAnEntryAndEveryEntryAnAttribute() =>
        Assert.Equal(Attributes.Select(KindOf).Order(StringComparer.Ordinal), Catalogue.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void EveryElementIsListed()
    {
        IEnumerable<Type> classes = typeof(Element).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Element)) && !t.IsAbstract);

        Assert.Empty(classes.Except(Catalogue.All.Values.Select(e => e.GetType())));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void OptionsHaveTheSameNamesAndDefaults(string kind)
    {
        ElementSpec declared = AttributeReader.Read(Make(kind));
        Assert.Equal(Catalogue.All[kind].Options.Concat(Catalogue.All[kind].CommonOptions).Select(o => o.Name).Order(), declared.Arguments.Select(a => a.Name).Order());
        string[] given = [.. RequiredArguments(kind).Select(p => p.Name!)];
        foreach (Option option in Catalogue.All[kind].Options.Concat(Catalogue.All[kind].CommonOptions))
        {
            bool isGiven = given.Contains(option.Name, StringComparer.OrdinalIgnoreCase);
            Assert.Equal(isGiven ? null : declared.Arguments.Single(a => a.Name == option.Name).Value, option.Default);
        }
    }

    // What takes a method of the user's is given it in several ways.
    public static TheoryData<string> KindsWithoutFunction => [.. Catalogue.All.Values.Where(e => !e.Options.Any(o => o.NamesFunction)).Select(e => e.Kind)];

    [Theory, MemberData(nameof(KindsWithoutFunction))]
    public void BuilderHasAMethodWithEveryOption(string kind)
    {
        // where the short form takes any number of arguments, the options are in a longer one
        MethodInfo method = typeof(NetworkBuilder).GetMethods()
            .Where(m => m.Name == kind && m.GetParameters().All(p => p.ParameterType != typeof(ElementAttribute))).MaxBy(m => m.GetParameters().Length)!;
        foreach (Option option in Catalogue.All[kind].Options)
        {
            ParameterInfo parameter = Assert.Single(method.GetParameters(), p => p.Name == Format.Camel(option.Name));
            if (option.Default is { } expected)
                Assert.Equal(expected, DefaultOf(parameter));
        }
        bool hasFrom = typeof(LayerElementAttribute).IsAssignableFrom(TypeOf(kind)) || typeof(LossElementAttribute).IsAssignableFrom(TypeOf(kind));
        Assert.Equal(hasFrom, method.GetParameters().Any(p => p.Name == "from"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void SummaryShowsOnlyWhatIsNotDefault(string kind)
    {
        string description = Catalogue.All[kind].Describe(AttributeReader.Read(Make(kind)));
        Assert.StartsWith(kind, description, StringComparison.Ordinal);
        Assert.DoesNotContain('=', description);
    }

    private static string KindOf(Type attribute) => attribute.Name[..^"Attribute".Length];

    private static Type TypeOf(string kind) => Attributes.Single(t => KindOf(t) == kind);

    // Another one names the class of a method besides.
    private static ConstructorInfo ConstructorOf(string kind) => TypeOf(kind).GetConstructors().Single(c => c.GetParameters().FirstOrDefault()?.ParameterType != typeof(Type));

    private static ParameterInfo[] RequiredArguments(string kind) =>
        [.. ConstructorOf(kind).GetParameters().Where(p => !p.HasDefaultValue)];

    private static ElementAttribute Make(string kind) => (ElementAttribute)ConstructorOf(kind).Invoke(
        [.. ConstructorOf(kind).GetParameters().Select(p =>
            p.HasDefaultValue ? p.DefaultValue
            : p.ParameterType == typeof(int) ? 7
            : p.ParameterType == typeof(double) ? 0.5
            : p.ParameterType == typeof(string) ? "Mine"
            : p.ParameterType == typeof(double[]) ? new[] { 2.0, 3 }
            : (object)new[] { 2, 3 })]);

    private static ArgumentValue DefaultOf(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        bool flag => flag,
        string text => text,
        int number when parameter.ParameterType.IsEnum => Enum.GetName(parameter.ParameterType, number)!,
        Enum member => member.ToString(),
        object number => Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture),
        null => "",
    };
}
