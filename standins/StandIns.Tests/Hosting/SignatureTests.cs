using System.Reflection;

namespace StandIns.Tests.Hosting;

public class SignatureTests
{
    private static readonly IReadOnlyDictionary<string, HashSet<string>> Real =
        RealSignatures.Read(Path.Combine(AppContext.BaseDirectory, "Hosting", "Data", "signatures.txt"));

    [Theory]
    [InlineData("Aspire.Hosting")]
    [InlineData("Aspire.Hosting.AWS")]
    [InlineData("Aspire.Hosting.Testing")]
    public void EveryPublicMember_IsOneOfThePackageThatItStandsInFor(string assembly)
    {
        var invented = Signatures.PublicTypes(Assembly.Load(assembly)).SelectMany(type =>
        {
            var name = Signatures.TypeName(type);
            return !Real.TryGetValue(name, out var members)
                ? [$"{name} is no type of the package", .. Signatures.Members(type).Select(member => $"{name}: {member}")]
                : Signatures.Members(type).Where(member => !members.Contains(member)).Select(member => $"{name}: {member}");
        });

        Assert.True(!invented.Any(), string.Join(Environment.NewLine, invented));
    }
}
