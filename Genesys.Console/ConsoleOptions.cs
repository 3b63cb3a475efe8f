namespace Genesys.Console;

/// <summary>Settings of the console.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Console";

    /// <summary>The receiver's base address.</summary>
    public Uri? Receiver { get; set; }

    /// <summary>
    /// The key that the console itself shows the receiver, for counts and changes: a reader's. In Development it stands
    /// for whoever signed in with <see cref="Token"/>, and may be an operator's.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>Development: what signs a person in. The console makes one at each start when it is not set.</summary>
    public string? Token { get; set; }

    /// <summary>Who signs people in, outside Development.</summary>
    public OpenIdConnectSettings OpenIdConnect { get; set; } = new();

    /// <summary>
    /// A folder of files that are named as settings, such as <c>Console__ApiKey</c>, and hold their values.
    /// </summary>
    public string? SecretsPath { get; set; }

    /// <summary>Where the keys of cookies and forms are kept.</summary>
    public DataProtectionSettings DataProtection { get; set; } = new();

    /// <summary>
    /// Address of a trace in the viewer of traces, with <c>{traceId}</c> in it:
    /// <c>http://localhost:18888/traces/detail/{traceId}</c>. Traces are no links without it.
    /// </summary>
    public string? TraceUrl { get; set; }

    /// <summary>
    /// Development: base address of MockGenesys, whose faults and sender then have a page here.
    /// </summary>
    public Uri? MockGenesys { get; set; }

    /// <summary>How long an answer of the receiver is waited for; 0.1 to 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Most pages that are told of changes at once; one more is told to come again later. 1 to 100,000.
    /// </summary>
    public int MaxWatchers { get; set; } = 2_000;

    internal sealed class OpenIdConnectSettings
    {
        /// <summary>The issuer.</summary>
        public Uri? Authority { get; set; }

        /// <summary>The console's client id at it.</summary>
        public string? ClientId { get; set; }

        /// <summary>The client's secret; a public client has none.</summary>
        public string? ClientSecret { get; set; }

        /// <summary>
        /// Scopes that are asked for, <c>openid</c> included; what the receiver's audience needs is one of them.
        /// </summary>
        public IList<string> Scopes { get; } = [];

        /// <summary>The claim that is shown as a person's name; <c>sub</c> where there is none.</summary>
        public string NameClaim { get; set; } = "preferred_username";
    }

    internal sealed class DataProtectionSettings
    {
        /// <summary>
        /// A folder that all replicas share. Without it, one replica, and people sign in again after a restart.
        /// </summary>
        public string? KeysPath { get; set; }
    }
}
