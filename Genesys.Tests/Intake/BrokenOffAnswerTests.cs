using Genesys.Receiver.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

public class BrokenOffAnswerTests
{
    [Fact]
    public async Task AnswerThatFailsAfterItsBeginning_EndsItsConnection_SoThatItDoesntLookWhole()
    {
        using var receiver = ReceiverApp.Start();
        var response = new StartedResponse();
        var lifetime = new Lifetime();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(response);
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        RequestDelegate route = _ =>
        {
            response.Start();
            throw new InvalidOperationException("It breaks.");
        };

        await ActivatorUtilities.CreateInstance<EdgeMiddleware>(receiver.Services, route).InvokeAsync(context);

        Assert.True(lifetime.IsAborted);
        Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
    }

    private sealed class StartedResponse : HttpResponseFeature
    {
        private bool _hasStarted;

        public override bool HasStarted => _hasStarted;

        public void Start() => _hasStarted = true;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
