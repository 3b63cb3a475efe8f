using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Dcp;

/// <summary>The certificate that <c>dotnet dev-certs https</c> makes and Kestrel takes by itself.</summary>
internal static class DevelopmentCertificate
{
    // https://github.com/dotnet/aspnetcore/blob/main/src/Shared/CertificateGeneration/CertificateManager.cs
    private const string Extension = "1.3.6.1.4.1.311.84.1.1";

    private static readonly Lazy<bool> Found = new(Find);

    public static bool Exists => Found.Value;

    private static bool Find()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }

        return store.Certificates.Find(X509FindType.FindByExtension, Extension, validOnly: false)
            .Find(X509FindType.FindByTimeValid, TimeProvider.System.GetLocalNow().DateTime, validOnly: false)
            .Any(certificate => certificate.HasPrivateKey);
    }
}
