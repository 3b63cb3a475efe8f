namespace Genesys.Receiver.Answers;

/// <summary>A kind of problem (RFC 9457): the same title for every occurrence.</summary>
/// <param name="Name">Last segment of the problem's <c>type</c>, under <c>/problems/</c>.</param>
/// <param name="Title">One line; the tutorial's <c>error</c> member.</param>
/// <param name="Detail">What happened and what to do, in a sentence that quotes nothing.</param>
internal sealed record Problem(string Name, string Title, string Detail)
{
    /// <summary>Path under which each problem is explained.</summary>
    public const string BasePath = "/problems/";

    /// <summary>The problem's <c>type</c>: a reference relative to the service.</summary>
    public string Type => BasePath + Name;
}
