using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Genesys.Console.SignIn;

/// <summary>What signs a person in on a developer's machine.</summary>
internal sealed class DevelopmentToken(IOptions<ConsoleOptions> options)
{
    public string Value { get; } = options.Value.Token ?? RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Whether that is what somebody gave, in a time that says nothing about it.</summary>
    public bool Is(string? given) => given is not null
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));
}
