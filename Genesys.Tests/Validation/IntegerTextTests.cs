using System.Text;
using Genesys.Receiver.Validation.Reading;

namespace Genesys.Tests.Validation;

public class IntegerTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-0.000e-5", 0)]
    [InlineData("1.0", 1)]
    [InlineData("1e3", 1_000)]
    [InlineData("1E+3", 1_000)]
    [InlineData("1200e-2", 12)]
    [InlineData("-1.50e1", -15)]
    [InlineData("0.00123e5", 123)]
    [InlineData("1.649237504949e12", 1_649_237_504_949)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("-9.223372036854775808e18", long.MinValue)]
    public void NumberWithoutFraction_IsAnInteger_HoweverItIsWritten(string text, long value)
    {
        Assert.True(IntegerText.IsInteger(Encoding.UTF8.GetBytes(text)));
        Assert.True(IntegerText.TryRead(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("1.05e1")]
    [InlineData("0.1")]
    [InlineData("1e-99999999999999999999")]
    public void NumberWithFraction_IsNone(string text) =>
        Assert.False(IntegerText.IsInteger(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    [InlineData("1e99999999999999999999")]
    [InlineData("123456789012345678901234567890.0")]
    public void IntegerBeyond64Bits_HasNoValue(string text)
    {
        Assert.True(IntegerText.IsInteger(Encoding.UTF8.GetBytes(text)));
        Assert.False(IntegerText.TryRead(Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(0, value);
    }
}
