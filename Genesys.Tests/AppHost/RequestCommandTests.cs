using System.Net;
using Genesys.AppHost.Commands;

namespace Genesys.Tests.AppHost;

/// <summary>What a command says of an answer.</summary>
public class RequestCommandTests
{
    [Theory]
    [InlineData("""{"detail":"A sentence."}""", "A sentence.")]
    [InlineData("""{"detail":7}""", "The answer was 400.")]
    [InlineData("""{"detail":"a\ud800"}""", "The answer was 400.")]
    [InlineData("""{"\ud800":1}""", "The answer was 400.")]
    [InlineData("[]", "The answer was 400.")]
    [InlineData("<html>", "The answer was 400.")]
    public async Task Refusal_IsSaidInItsOwnSentence_OrInAnother(string body, string message)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent(body) };

        var result = await RequestCommand.ReadAsync(answer, "Command", Cancel);

        Assert.Equal((false, message), (result.Success, result.Message));
    }
}
