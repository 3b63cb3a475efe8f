using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>
/// What the receiver identifies itself by. It is renewed in its files, every few weeks where a machine does that: each
/// new connection shows what they hold by then.
/// </summary>
internal sealed class ClientCertificate
{
    private readonly string _file;
    private readonly string _keyFile;
    private readonly Lock _lock = new();
    private (string Certificate, string Key) _text;
    private X509Certificate2 _current;

    /// <exception cref="CryptographicException">There is no certificate, or no key; also <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/> and <see cref="ArgumentException"/>.</exception>
    public ClientCertificate(string file, string keyFile)
    {
        (_file, _keyFile) = (file, keyFile);
        _text = Read();
        _current = X509Certificate2.CreateFromPem(_text.Certificate, _text.Key);
    }

    /// <summary>The former one as long as the files hold none, such as while they are written.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_lock)
            {
                try
                {
                    // By what they hold: where a secret is mounted, the time of neither name changes.
                    if (Read() is var text && text != _text)
                    {
                        _current = X509Certificate2.CreateFromPem(text.Certificate, text.Key);
                        _text = text;
                    }
                }
                catch (Exception failure) when (failure is CryptographicException or IOException
                    or UnauthorizedAccessException or ArgumentException)
                {
                    // The consumer says what it makes of the former one.
                }

                return _current;
            }
        }
    }

    private (string Certificate, string Key) Read() => (File.ReadAllText(_file), File.ReadAllText(_keyFile));
}
