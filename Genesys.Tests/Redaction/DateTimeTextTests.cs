using System.Text;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Tests.Redaction;

public class DateTimeTextTests
{
    [Theory]
    [InlineData("2024-05-01T12:34:56Z", "2024-05-01T12:34:56.0000000+00:00")]
    [InlineData("2024-05-01t12:34:56z", "2024-05-01T12:34:56.0000000+00:00")]
    [InlineData("2024-05-01 12:34", "2024-05-01T12:34:00.0000000+00:00")]
    [InlineData("2024-05-01_12:34:56+0530", "2024-05-01T12:34:56.0000000+05:30")]
    [InlineData("2024-05-01T12:34:56−05:30", "2024-05-01T12:34:56.0000000-05:30")]
    [InlineData("2024-05-01T12:34:56.1Z", "2024-05-01T12:34:56.1000000+00:00")]
    [InlineData("2024-05-01T12:34:56,999999999999Z", "2024-05-01T12:34:56.9999990+00:00")]
    [InlineData("2024-05-01T12:34:56+23:59", "2024-04-30T12:35:56.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.9999990+00:00")]
    [InlineData("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.0000000+00:00")]
    public void DateTime_IsRead(string text, string time)
    {
        Assert.Equal(DateTimeVerdict.DateTime, DateTimeText.Read(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(time, read.ToString("O"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-05-01")]
    [InlineData("1714566896")]
    [InlineData("2024-05-01T12")]
    [InlineData("2024-05-01T24:00:00Z")]
    [InlineData("2024-05-01T12:34:60Z")]
    [InlineData("2024-05-01T12:60:00Z")]
    [InlineData("2024-05-01T12:34:56.Z")]
    [InlineData("2024-05-01T12:34:56+24:00")]
    [InlineData("2024-05-01T12:34:56+05")]
    [InlineData("2024-05-01T12:34:56+05:3")]
    [InlineData("2024-05-01T12:34:56+05:30:15")]
    [InlineData("2024-05-01T12:34:56ZZ")]
    [InlineData("2024-05-01T12:34:56 Z")]
    [InlineData(" 2024-05-01T12:34:56Z")]
    [InlineData("2024-05-01T12:34:56Z\0")]
    [InlineData("2024-13-01T12:34:56Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("1900-02-29T00:00:00Z")]
    [InlineData("2024-05-01-12:34:56Z")]
    [InlineData("+002024-05-01T12:34:56Z")]
    [InlineData("٢٠٢٤-05-01T12:34:56Z")]
    public void AnythingElse_IsNot(string text) =>
        Assert.Equal(DateTimeVerdict.NotADateTime, DateTimeText.Read(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("0000-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    public void InstantOutsideOfTheYears1To9999_IsOutOfRange(string text) =>
        Assert.Equal(DateTimeVerdict.OutOfRange, DateTimeText.Read(Encoding.UTF8.GetBytes(text), out _));
}
