using System.ComponentModel.DataAnnotations;

namespace Genesys.MockCloudWatch.Configuration;

/// <summary>Settings of the mock, section <c>Mock</c>.</summary>
public sealed class MockOptions
{
    public const string Section = "Mock";

    /// <summary>
    /// The access key that requests must be signed with; null: every well-formed authorization is taken.
    /// </summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret that signatures are checked against; goes with <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; set; }

    /// <summary>
    /// The session token that requests must carry; goes with <see cref="AccessKeyId"/>. Null: they must carry none.
    /// </summary>
    public string? SessionToken { get; set; }

    /// <summary>Account in the ARNs; the default is LocalStack's.</summary>
    [RegularExpression(@"\d{12}", ErrorMessage = "Mock:AccountId must be 12 digits.")]
    public string AccountId { get; set; } = "000000000000";

    /// <summary>
    /// Bytes of log events that are kept, as CloudWatch Logs counts them; beyond it the oldest events of the largest
    /// group go.
    /// </summary>
    [Range(1_048_576, long.MaxValue, ErrorMessage = "Mock:MaxBytes must be at least 1048576, the size of one batch.")]
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>
    /// File that keeps groups, streams and events across restarts; null: they are gone with the process.
    /// </summary>
    public string? DataFile { get; set; }

    /// <summary>
    /// How often <see cref="DataFile"/> is written while the mock runs; it is written at the end in any case.
    /// </summary>
    [Range(
        typeof(TimeSpan), "00:00:01", "1.00:00:00",
        ErrorMessage = "Mock:SaveInterval must be between 00:00:01 and 1.00:00:00.")]
    public TimeSpan SaveInterval { get; set; } = TimeSpan.FromSeconds(30);
}
