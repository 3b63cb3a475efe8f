using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Genesys.Receiver;
using Genesys.Receiver.Configuration;
using Microsoft.AspNetCore.Builder;

namespace Genesys.Tests.Configuration;

/// <summary>
/// The rules of nested options are read by reflection: a natively compiled receiver that doesn't keep their properties
/// would take any value.
/// </summary>
public class BoundOptionsTests
{
    public static TheoryData<string> Sections => [.. All().Select(section => section.Path)];

    [Theory]
    [MemberData(nameof(Sections))]
    public void TypesOfProperties_AreKeptByTheirNames(string path)
    {
        var type = All().First(section => section.Path == path).Type;
        var kept = type.GetMethod(nameof(ShutdownOptions.Bind))!.GetCustomAttributes<DynamicDependencyAttribute>()
            .Where(dependency => dependency.MemberTypes.HasFlag(DynamicallyAccessedMemberTypes.PublicProperties))
            .Select(dependency => dependency.Type);

        Assert.Equal(
            OptionKeys.Of(path, type).Select(key => key.Property.DeclaringType).Where(one => one != type).Distinct()
                .Select(one => one!.Name).Order(StringComparer.Ordinal),
            kept.Select(one => one!.Name).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<OptionsSection> All()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddReceiver();
        return builder.Services.Select(service => service.ImplementationInstance).OfType<OptionsSection>();
    }
}
