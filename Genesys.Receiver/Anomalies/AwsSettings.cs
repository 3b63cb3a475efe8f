using Genesys.Receiver.Configuration.Platform;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// The AWS SDK's variables that the client is made with. It would be made again and again, and fail each time. That
/// none is set is no error: it shows in health, as do credentials that aren't there.
/// </summary>
internal sealed class AwsSettings(IConfiguration configuration) : ISettingsCheck
{
    private static readonly string[] Endpoints = [
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL"];
    private static readonly string[] Regions = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    public IEnumerable<string> Problems() =>
    [
        .. from name in Endpoints
           where configuration[name] is { Length: > 0 } text && !IsAddress(text)
           select $"{name} must be an address such as https://logs.eu-central-1.amazonaws.com, with no user, query or "
               + "fragment in it.",
        .. from name in Regions
           where configuration[name] is { Length: > 0 } text && !IsRegion(text)
           select $"{name} must be the name of a region, such as eu-central-1.",
    ];

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is ("http" or "https")
        && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };

    /// <summary>Partitions get new regions: the form alone is held against what a host's name can be made of.</summary>
    private static bool IsRegion(string text) =>
        text.Length <= 63 && char.IsAsciiLetter(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
