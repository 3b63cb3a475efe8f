using Genesys.Receiver.Intake.Bodies;

namespace Genesys.Tests.Intake.Bodies;

public class MediaTypeTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    [InlineData("application/cloudevents+json")]
    [InlineData("application/eventbridge+json")]
    [InlineData("application/x-amz-json+json; version=1; charset=utf-8")]
    public void JsonInUtf8_IsTaken(string contentType) => Assert.True(MediaType.IsJson(contentType));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/jsonp")]
    [InlineData("application/+json")]
    [InlineData("application/json, text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    public void AnythingElse_IsNot(string? contentType) => Assert.False(MediaType.IsJson(contentType));
}
