namespace Genesys.Tests.Architecture;

/// <summary>Data goes one way. The mutants show that each rule notices when it is broken.</summary>
public class ArrowTests
{
    private const string Receiver = "Genesys.Receiver";
    private const string Mutants = "Genesys.Tests.Architecture.Mutants";

    private static readonly TypeGraph ReceiverTypes = new(typeof(Genesys.Receiver.Journal.IJournal), Receiver);
    private static readonly TypeGraph MutantTypes = new(typeof(ArrowTests), Mutants);

    public static TheoryData<string, Type> Services => new()
    {
        { Receiver, typeof(Genesys.Receiver.Journal.IJournal) },
        { "Genesys.MockCloudWatch", typeof(Genesys.MockCloudWatch.Configuration.MockOptions) },
        { "Genesys.MockGenesys", typeof(Genesys.MockGenesys.Configuration.MockOptions) },
    };

    [Fact]
    public void ARoom_ReachesOnlyRoomsBelowIt() => Assert.Empty(Rooms.WrongArrows(ReceiverTypes));

    [Fact]
    public void ARoom_TouchesOnlyWhatIsItsOwn() => Assert.Empty(Rooms.Trespasses(ReceiverTypes, Receiver));

    [Theory]
    [MemberData(nameof(Services))]
    public void Rooms_FormNoCircle(string root, Type marker) =>
        Assert.Empty(TypeGraph.Circles(new TypeGraph(marker, root).RoomArrows.Select(arrow => (arrow.From, arrow.To))));

    [Theory]
    [MemberData(nameof(Services))]
    public void Types_FormNoCircle(string root, Type marker) => Assert.Empty(TypeGraph.Circles(new TypeGraph(marker, root).Own));

    [Fact]
    public void AnArrowBackwards_IsNoticed() =>
        Assert.Contains(Rooms.WrongArrows(MutantTypes), arrow => arrow.StartsWith("Journal > Intake", StringComparison.Ordinal));

    [Fact]
    public void ACircle_IsNoticed()
    {
        Assert.Contains("Intake, Journal", TypeGraph.Circles(MutantTypes.RoomArrows.Select(arrow => (arrow.From, arrow.To))));
        Assert.Contains($"{Mutants}.Intake.Caller, {Mutants}.Journal.Backwards", TypeGraph.Circles(MutantTypes.Own));
    }

    [Theory]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("Npgsql.NpgsqlConnection")]
    [InlineData("Amazon.CloudWatchLogs.AmazonCloudWatchLogsClient")]
    [InlineData("Microsoft.AspNetCore.Http.HttpContext")]
    [InlineData("Microsoft.AspNetCore.Http.HttpRequest")]
    public void ATrespass_IsNoticed(string type) =>
        Assert.Contains($"{Mutants}.Processing.Trespass uses {type}", Rooms.Trespasses(MutantTypes, Mutants));
}
