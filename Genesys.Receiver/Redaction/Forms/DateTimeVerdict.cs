namespace Genesys.Receiver.Redaction.Forms;

/// <summary>What a string is, read as a date-time.</summary>
internal enum DateTimeVerdict
{
    DateTime,
    NotADateTime,

    /// <summary>A date-time whose instant isn't in the years 1 to 9999 UTC.</summary>
    OutOfRange,
}
