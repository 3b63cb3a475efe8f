using System.Reflection;

namespace Genesys.Receiver.Hosting;

/// <summary>The release that this is, such as <c>1.1.0</c>.</summary>
internal static class ProductVersion
{
    public static string Current { get; } = typeof(ProductVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
