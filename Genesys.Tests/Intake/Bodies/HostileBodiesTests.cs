using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Genesys.Receiver.Validation;
using Genesys.Tests.Validation;

namespace Genesys.Tests.Intake.Bodies;

/// <summary>
/// Bodies that no sender means, at the real receiver: each is accepted or rejected, and nothing of it comes back.
/// </summary>
public sealed class HostileBodiesTests : IDisposable
{
    private const int Bodies = 600;

    private readonly ReceiverApp _receiver = ReceiverApp.Start();

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task ChangedBodies_AreAnsweredWith200Or400_AndNotQuoted()
    {
        var mutator = new PayloadMutator(7);
        var seeds = OraclePayload.All.Where(payload => payload.Body.Length < 2_000).ToArray();
        var events = seeds.Where(seed => Validators.Judge(seed.Body) is BodyVerdict.One { Verdict: Verdict.Accepted })
            .Select(seed => PayloadMutator.Parse(seed.Body)).ToArray();
        byte[][] bodies = [.. Enumerable.Range(0, Bodies).Select(body => (body % 3) switch
        {
            0 => mutator.Bytes(mutator.Pick(seeds).Body),
            1 => Encoding.UTF8.GetBytes(mutator.Structure(mutator.Pick(events))),
            _ => mutator.Noise(),
        })];
        var statuses = new HttpStatusCode[Bodies];

        await Parallel.ForAsync(
            0, Bodies, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel },
            async (index, cancelled) =>
        {
            using var answer = await _receiver.SendAsync(bodies[index], "application/json", cancelled);
            statuses[index] = answer.StatusCode;
            AssertQuotesNothing(await answer.Content.ReadAsStringAsync(cancelled));
        });

        Assert.All(
            statuses, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{status}"));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], statuses.Distinct().Order());
    }

    /// <summary>An accepted event's id is its receipt, and the one thing of it that is answered.</summary>
    private static void AssertQuotesNothing(string answer)
    {
        var body = JsonNode.Parse(answer)!.AsObject();
        foreach (var receipt in body["items"]?.AsArray().Select(item => item!.AsObject()) ?? [body])
        {
            receipt.Remove("eventId");
        }

        Assert.DoesNotContain(PayloadMutator.Marker, body.ToJsonString(), StringComparison.Ordinal);
    }
}
