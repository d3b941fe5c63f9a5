using System.Reflection;

namespace DeepTrainer.Tests;

public class AttributeTests
{
    private static readonly Type[] Elements =
        [.. typeof(ElementAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ElementAttribute)) && !type.IsAbstract)];

    [Fact]
    public void EveryConstructorArgument_IsAGetOnlyPropertyOfItsName()
    {
        foreach (Type element in Elements)
        {
            foreach (ParameterInfo argument in element.GetConstructors().SelectMany(c => c.GetParameters()))
            {
                string name = char.ToUpperInvariant(argument.Name![0]) + argument.Name[1..];
                PropertyInfo? property = element.GetProperty(name);
                Assert.True(property is { CanWrite: false } && property.PropertyType == argument.ParameterType, $"{element.Name}.{name}");
            }
        }
    }

    [Fact]
    public void EveryOption_HasATypeThatAttributesAllow_AndFractionsAreDoubles()
    {
        foreach (PropertyInfo option in Elements.SelectMany(element => element.GetProperties()).Where(property => property.CanWrite))
        {
            Type type = option.PropertyType;
            Assert.True(
                type == typeof(double) || type == typeof(bool) || type == typeof(int) || type == typeof(string) || type == typeof(int[])
                    || type == typeof(double[]) || type.IsEnum,
                $"{option.DeclaringType!.Name}.{option.Name}");
        }
    }

    [Fact]
    public void EveryElement_MayStandOnAClassMoreThanOnce_AndIsNotInherited()
    {
        foreach (Type element in Elements)
        {
            AttributeUsageAttribute usage = element.GetCustomAttribute<AttributeUsageAttribute>(inherit: true)!;
            Assert.True(usage is { AllowMultiple: true, Inherited: false, ValidOn: AttributeTargets.Class }, element.Name);
            Assert.True(element.IsSealed, element.Name);
        }
    }

    [Fact]
    public void Declarations_KeepTheirOrder()
    {
        string[] order = [.. typeof(Declared).GetCustomAttributes<ElementAttribute>().Select(attribute => attribute.GetType().Name)];
        Assert.Equal(["InputAttribute", "DenseAttribute", "ReluAttribute", "DenseAttribute", "CrossEntropyAttribute", "AdamAttribute"], order);
    }

    [Network]
    [Input(64)]
    [Dense(32), Relu]
    [Dense(10, InitValue = 1e-3f)]
    [CrossEntropy]
    [Adam(LearningRate = 1e-3f)]
    private sealed class Declared;
}
