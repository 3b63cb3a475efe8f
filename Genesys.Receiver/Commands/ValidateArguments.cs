namespace Genesys.Receiver.Commands;

/// <summary>What the <c>validate</c> command is asked to do.</summary>
/// <param name="Files">Files to read; <c>-</c> is standard input.</param>
/// <param name="Lines">True when every file holds one JSON text in each line.</param>
/// <param name="Whole">True when standard input is one JSON text.</param>
/// <param name="Json">True when a line of JSON is written for each payload instead of the table.</param>
/// <param name="Quiet">True when accepted payloads aren't listed.</param>
internal sealed record ValidateArguments(IReadOnlyList<string> Files, bool Lines, bool Whole, bool Json, bool Quiet);
