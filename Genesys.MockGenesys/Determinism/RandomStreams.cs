using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Genesys.MockGenesys.Configuration;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Determinism;

/// <summary>
/// Independent random streams drawn from one seed: how often one part draws never changes what another part gets.
/// </summary>
internal sealed class RandomStreams(IOptions<MockOptions> options)
{
    /// <summary>A new stream; the same name gives the same numbers in every run with the same seed.</summary>
    public Random Create(string name) => FromText($"{options.Value.Seed}/{name}");

    /// <summary>A stream that depends on <paramref name="text"/> alone.</summary>
    public static Random FromText(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(hash));
    }
}
