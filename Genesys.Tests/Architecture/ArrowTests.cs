using System.Collections.Concurrent;

namespace Genesys.Tests.Architecture;

/// <summary>Data goes one way. The mutants show that each rule notices when it is broken.</summary>
public class ArrowTests
{
    private const string Receiver = "Genesys.Receiver";
    private const string Mutants = "Genesys.Tests.Architecture.Mutants";

    private static readonly ConcurrentDictionary<string, TypeGraph> Graphs = new(StringComparer.Ordinal);
    private static readonly TypeGraph ReceiverTypes = GraphOf(Receiver, typeof(Genesys.Receiver.Journal.IJournal));
    private static readonly TypeGraph MutantTypes = new(typeof(ArrowTests), Mutants);

    public static TheoryData<string, Type> Services => new()
    {
        { Receiver, typeof(Genesys.Receiver.Journal.IJournal) },
        { "Genesys.MockCloudWatch", typeof(Genesys.MockCloudWatch.Configuration.MockOptions) },
        { "Genesys.MockGenesys", typeof(Genesys.MockGenesys.Configuration.MockOptions) },
    };

    /// <summary>An assembly, and those of ours that it may use.</summary>
    public static TheoryData<Type, string[]> Assemblies => new()
    {
        { typeof(Genesys.Receiver.Journal.IJournal), ["Genesys.Receiver.Client", "Genesys.ServiceDefaults"] },
        { typeof(Genesys.Console.ConsoleOptions), ["Genesys.Receiver.Client", "Genesys.ServiceDefaults"] },
        {
            typeof(Genesys.MockGenesys.Configuration.MockOptions),
            ["Genesys.Receiver.Client", "Genesys.ServiceDefaults"]
        },
        { typeof(Genesys.MockCloudWatch.Configuration.MockOptions), ["Genesys.ServiceDefaults"] },
        { typeof(Genesys.ServiceDefaults.HealthProbe), [] },
        { typeof(Genesys.Receiver.Client.ReceiverJson), [] },
    };

    [Fact]
    public void AFolder_ReachesOnlyFoldersBelowIt() => Assert.Empty(Layers.WrongArrows(ReceiverTypes));

    [Fact]
    public void AFolder_TouchesOnlyWhatIsItsOwn() => Assert.Empty(Layers.Trespasses(ReceiverTypes, Receiver));

    [Theory]
    [MemberData(nameof(Services))]
    public void Folders_FormNoCircle(string root, Type marker) =>
        Assert.Empty(TypeGraph.Circles(GraphOf(root, marker).FolderArrows.Select(arrow => (arrow.From, arrow.To))));

    [Theory]
    [MemberData(nameof(Services))]
    [InlineData("Genesys.Console", typeof(Genesys.Console.ConsoleOptions))]
    public void Types_FormNoCircle(string root, Type marker) =>
        Assert.Empty(TypeGraph.Circles(GraphOf(root, marker).Own));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void AnAssembly_UsesOnlyThoseBelowIt(Type marker, string[] below) => Assert.Equal(below, OwnUsedBy(marker));

    [Fact]
    public void AnAssemblyThatIsUsed_IsNoticed() => Assert.Contains(Receiver, OwnUsedBy(typeof(ArrowTests)));

    [Fact]
    public void AnArrowBackwards_IsNoticed() =>
        Assert.Contains(
            Layers.WrongArrows(MutantTypes), arrow => arrow.StartsWith("Journal > Intake", StringComparison.Ordinal));

    [Fact]
    public void ACircle_IsNoticed()
    {
        Assert.Contains(
            "Intake, Journal", TypeGraph.Circles(MutantTypes.FolderArrows.Select(arrow => (arrow.From, arrow.To))));
        Assert.Contains($"{Mutants}.Intake.Caller, {Mutants}.Journal.Backwards", TypeGraph.Circles(MutantTypes.Own));
    }

    [Theory]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("Npgsql.NpgsqlConnection")]
    [InlineData("Amazon.CloudWatchLogs.AmazonCloudWatchLogsClient")]
    [InlineData("Microsoft.AspNetCore.Http.HttpContext")]
    [InlineData("Microsoft.AspNetCore.Http.HttpRequest")]
    [InlineData("System.CommandLine.Command")]
    [InlineData("Genesys.Receiver.Validation.Json.JsonFault")]
    public void ATrespass_IsNoticed(string type) =>
        Assert.Contains($"{Mutants}.Processing.Trespass uses {type}", Layers.Trespasses(MutantTypes, Mutants));

    private static IEnumerable<string> OwnUsedBy(Type marker) => marker.Assembly.GetReferencedAssemblies()
        .Select(assembly => assembly.Name!)
        .Where(name => name.StartsWith("Genesys.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static TypeGraph GraphOf(string root, Type marker) =>
        Graphs.GetOrAdd(root, _ => new TypeGraph(marker, root));
}
