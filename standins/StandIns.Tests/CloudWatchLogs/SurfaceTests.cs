using System.Reflection;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;

namespace StandIns.Tests.CloudWatchLogs;

/// <summary>Holds the stand-in against <c>surface.txt</c>, the signatures of AWSSDK.CloudWatchLogs 4 for the operations that it offers.</summary>
public class SurfaceTests
{
    private static readonly string[] Real = ReadList();

    [Fact]
    public void EveryPublicMember_IsOneOfTheRealPackage()
    {
        var invented = Offered().Except(Real, StringComparer.Ordinal);

        Assert.Empty(invented);
    }

    [Fact]
    public void EveryMemberOfTheRealPackageForTheseOperations_IsOffered()
    {
        var missing = Real.Except(Offered(), StringComparer.Ordinal);

        Assert.Empty(missing);
    }

    [Fact]
    public void Exceptions_DeriveFromTheServicesOwn()
    {
        var exceptions = typeof(IAmazonCloudWatchLogs).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(Exception))).ToArray();

        Assert.All(exceptions, type => Assert.True(type.IsAssignableTo(typeof(AmazonCloudWatchLogsException))));
        Assert.True(typeof(AmazonCloudWatchLogsException).IsSubclassOf(typeof(AmazonServiceException)));
    }

    [Fact]
    public void Client_IsAServiceClientOfTheSdksCore()
    {
        Assert.True(typeof(AmazonCloudWatchLogsClient).IsSubclassOf(typeof(AmazonServiceClient)));
        Assert.True(typeof(AmazonCloudWatchLogsConfig).IsSubclassOf(typeof(ClientConfig)));
    }

    private static string[] Offered() =>
        [.. typeof(IAmazonCloudWatchLogs).Assembly.GetExportedTypes().SelectMany(Members).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var property in type.GetProperties(Declared))
        {
            yield return $"{type.FullName}.{property.Name} : {Name(property.PropertyType)}";
        }

        foreach (var field in type.GetFields(Declared))
        {
            yield return $"{type.FullName}.{field.Name} : {Name(field.FieldType)}";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => !method.IsSpecialName))
        {
            var parameters = method.GetParameters().Select(parameter => Name(parameter.ParameterType) + (parameter.HasDefaultValue ? " = default" : ""));
            yield return $"{type.FullName}.{method.Name}({string.Join(", ", parameters)}) : {Name(method.ReturnType)}";
        }
    }

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? value.Name + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static string[] ReadList()
    {
        using var list = new StreamReader(typeof(SurfaceTests).Assembly.GetManifestResourceStream("CloudWatchLogs.surface.txt")!);
        return list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
