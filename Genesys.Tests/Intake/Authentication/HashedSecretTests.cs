using System.Security.Cryptography;
using System.Text;
using Genesys.Receiver.Intake.Authentication;

namespace Genesys.Tests.Intake.Authentication;

public class HashedSecretTests
{
    [Theory]
    [InlineData("s3cret", "s3cret", true)]
    [InlineData("s3cret", "s3cret ", false)]
    [InlineData("s3cret", "S3cret", false)]
    [InlineData("pässwörd", "pässwörd", true)]
    public void ShownSecret_IsComparedInFull(string configured, string shown, bool same)
    {
        Span<byte> hash = stackalloc byte[32];
        HashedSecret.Hash(shown, hash);

        Assert.Equal(same, new HashedSecret(configured).Has(hash));
    }

    [Fact]
    public void HashedSecret_IsTakenAsTheHash()
    {
        var configured = HashedSecret.HashPrefix + Convert.ToHexStringLower(SHA256.HashData("s3cret"u8));
        Span<byte> hash = stackalloc byte[32];
        HashedSecret.Hash("s3cret", hash);

        Assert.True(HashedSecret.IsHash(configured));
        Assert.True(new HashedSecret(configured).Has(hash));
    }

    [Fact]
    public void SecretLongerThanTheStackBuffer_IsHashedInFull()
    {
        var shown = new string('x', 2000);
        Span<byte> hash = stackalloc byte[32];
        HashedSecret.Hash(shown, hash);

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), hash.ToArray());
    }

    [Theory]
    [InlineData("sha256:1234")]
    [InlineData("sha256:zz34567890123456789012345678901234567890123456789012345678901234")]
    public void PrefixWithoutAHash_IsNoHash(string configured) => Assert.False(HashedSecret.IsHash(configured));
}
