namespace Genesys.Receiver.Commands;

/// <summary>Where a command reads from and writes to.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Where results go.</param>
/// <param name="Error">Where everything else goes.</param>
/// <param name="IsTyped">True when standard input is a terminal, whose user waits for a sign.</param>
internal sealed record CommandStreams(Stream Input, TextWriter Output, TextWriter Error, bool IsTyped = false)
{
    /// <summary>The process' own.</summary>
    public static CommandStreams OfProcess =>
        new(Console.OpenStandardInput(), Console.Out, Console.Error, IsTyped: !Console.IsInputRedirected);
}
