using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Genesys.Console.Receiver;

/// <summary>
/// With which tokens the receiver let somebody read within the last hour: they see what the console knew while the
/// receiver is away.
/// </summary>
internal sealed class KnownReaders : IDisposable
{
    private const int Most = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly MemoryCache _readers = new(new MemoryCacheOptions { SizeLimit = Most });

    public void Add(string secret) => _readers.Set(
        HashOf(secret), true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });

    public void Remove(string secret) => _readers.Remove(HashOf(secret));

    public bool Contains(string secret) => _readers.TryGetValue(HashOf(secret), out _);

    public void Dispose() => _readers.Dispose();

    // A token is kept nowhere but in its session.
    private static string HashOf(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
