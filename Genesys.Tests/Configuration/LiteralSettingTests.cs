namespace Genesys.Tests.Configuration;

/// <summary>
/// A text that something is held against to the letter: white space that a copy brought along, or a line end, makes it
/// one that nothing matches. In a list of prefixes that refuses every event, in a list of topics nothing is fetched.
/// </summary>
public class LiteralSettingTests
{
    private static readonly (string Key, string Value)[] Jwt =
    [
        ("Intake:Auth:Mode", "Jwt"), ("Intake:Auth:Jwt:Authority", "https://issuer.test"),
        ("Intake:Auth:Jwt:Issuer", "https://issuer.test"), ("Intake:Auth:Jwt:Audiences:0", "receiver"),
    ];

    private static readonly (string Key, string Value)[] Tokens =
    [
        ("Admin:OpenIdConnect:Authority", "https://issuer.test"), ("Admin:OpenIdConnect:Audience", "receiver"),
    ];

    private static readonly (string Key, string Value)[] File =
        [("Destinations:crm:Type", "File"), ("Destinations:crm:Path", "x")];

    [Theory]
    [InlineData("Validation:SourcePrefixes:0", "aws.partner/example.com/")]
    [InlineData("Genesys:FetchTopics:0", "v2.detail.events.conversation.{id}.*")]
    [InlineData("Reconciliation:Topics:0", "v2.detail.events.conversation.{id}.*")]
    [InlineData("Destinations:crm:Topics:0", "v2.*")]
    [InlineData("Intake:Auth:AllowedAccounts:0", "123456789012")]
    [InlineData("Intake:Auth:AllowedSources:0", "genesys.cloud")]
    [InlineData("Intake:Auth:Jwt:Issuer", "https://issuer.test/a")]
    [InlineData("Intake:Auth:Jwt:Audiences:0", "receiver")]
    [InlineData("Intake:Auth:Jwt:Audiences:1", "another")]
    [InlineData("Admin:OpenIdConnect:Issuer", "https://issuer.test/a")]
    [InlineData("Admin:OpenIdConnect:Audience", "receiver")]
    [InlineData("Admin:OpenIdConnect:RoleClaim", "groups")]
    [InlineData("Admin:OpenIdConnect:OperatorRole", "admins")]
    [InlineData("Admin:OpenIdConnect:ReaderRole", "readers")]
    [InlineData("Admin:OpenIdConnect:PersonalDataRole", "auditors")]
    [InlineData("Admin:OpenIdConnect:NameClaim", "name")]
    public void TextThatNothingWouldMatch_IsRefusedByItsName_AndNotQuoted(string key, string value)
    {
        (string Key, string Value)[] others =
        [
            .. key.StartsWith("Intake:Auth:Jwt", StringComparison.Ordinal) ? Jwt : [],
            .. key.StartsWith("Admin:OpenIdConnect", StringComparison.Ordinal) ? Tokens : [],
            .. key.StartsWith("Destinations", StringComparison.Ordinal) ? File : [],
        ];

        Assert.Empty(RefusedSettings.Of([.. others, (key, value)]));
        foreach (var wrong in (string[])[value + " ", " " + value, value + "\u00a0", value + "\n", value + "\u0007"])
        {
            var failure = Assert.Single(
                RefusedSettings.Of([.. others, (key, wrong)]),
                failure => failure.Contains("begin or end with white space", StringComparison.Ordinal));
            Assert.StartsWith(key + " ", failure, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong, failure, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t")]
    public void AddressOfAQueueWithWhiteSpaceBehindIt_IsAnotherQueue(string behind)
    {
        const string Queue = "https://sqs.eu-central-1.amazonaws.com/123456789012/events.fifo";

        Assert.Empty(RefusedSettings.Of(("Destinations:q:Type", "Sqs"), ("Destinations:q:QueueUrl", Queue)));
        Assert.StartsWith(
            "Destinations:q:QueueUrl ",
            Assert.Single(RefusedSettings.Of(
                ("Destinations:q:Type", "Sqs"), ("Destinations:q:QueueUrl", Queue + behind))),
            StringComparison.Ordinal);
    }
}
