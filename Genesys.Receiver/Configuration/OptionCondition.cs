namespace Genesys.Receiver.Configuration;

/// <summary>What an option's being read depends on (<see cref="ReadWithAttribute"/>).</summary>
/// <param name="Path">The other setting's path from the root.</param>
/// <param name="Values">Its values with which the option is read; none: any.</param>
/// <param name="Except">True: the values with which it isn't.</param>
internal sealed record OptionCondition(string Path, IReadOnlyList<string> Values, bool Except);
