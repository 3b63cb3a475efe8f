using System.ComponentModel.DataAnnotations;

namespace Genesys.MockGenesys.Configuration;

/// <summary>
/// What the mock's OAuth server and Platform API do by themselves. Faults on top of it are set while it runs.
/// </summary>
internal sealed class MockOptions
{
    public const string Section = "Mock";

    /// <summary>
    /// Everything random is drawn from this: two runs with one seed, one clock and the same requests are the same run.
    /// </summary>
    public int Seed { get; set; } = 1;

    /// <summary>
    /// Life of a token. A bare number counts seconds. Genesys Cloud allows 5 minutes to 48 hours; the mock allows less.
    /// </summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Requests that one client may make in a minute; Genesys Cloud's own default is 300.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 300;

    /// <summary>
    /// The only client that gets a token; empty: any client does, and the first secret that it shows is its secret.
    /// </summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret of <see cref="ClientId"/>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Status of the answer to wrong credentials: both have been seen.</summary>
    [AllowedValues(400, 401)]
    public int WrongCredentialsStatus { get; set; } = 400;

    /// <summary>Share of API requests that are answered after <see cref="SlowFrom"/> to <see cref="SlowTo"/>.</summary>
    [Range(0.0, 1.0)]
    public double SlowShare { get; set; } = 0.05;

    public TimeSpan SlowFrom { get; set; } = TimeSpan.FromMilliseconds(300);

    public TimeSpan SlowTo { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Share of API requests that are answered 429 although the client is within its limit.</summary>
    [Range(0.0, 1.0)]
    public double TooManyRequestsShare { get; set; } = 0.03;

    /// <summary>The console's address, which the mock's own page leads to.</summary>
    public Uri? Console { get; set; }

    /// <summary>Share of API requests that are answered 503.</summary>
    [Range(0.0, 1.0)]
    public double UnavailableShare { get; set; } = 0.05;
}
