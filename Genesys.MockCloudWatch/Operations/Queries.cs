using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Logs Insights isn't here: no query starts, so there is none to describe or to stop.</summary>
internal static class Queries
{
    private static readonly TextRule QueryId = new(1, 256);

    private static ApiException Absent() => ApiException.NotFound("The specified query does not exist.");

    internal sealed class StartQuery : IOperation
    {
        public string Name => nameof(StartQuery);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            List<string> names = [.. parameters.Texts("logGroupNames") ?? [], .. (parameters.Texts("logGroupIdentifiers") ?? []).Select(Names.FromIdentifier)];
            if (Names.OptionalGroup(parameters) is { } name)
            {
                names.Add(name);
            }

            throw names.Exists(given => call.Region.Find(given) is null)
                ? ApiException.NoGroup()
                : ApiException.InvalidParameter("Logs Insights queries are not supported by this CloudWatch Logs mock. Use FilterLogEvents with a filter pattern.");
        }
    }

    internal sealed class DescribeQueries : IOperation
    {
        public string Name => nameof(DescribeQueries);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            if (Names.OptionalGroup(parameters) is { } name && call.Region.Find(name) is null)
            {
                throw ApiException.NoGroup();
            }

            ResourcePage.Write(call, parameters, "queries", "", []);
        }
    }

    internal sealed class GetQueryResults : IOperation
    {
        public string Name => nameof(GetQueryResults);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            QueryId.Required(parameters, "queryId");
            throw Absent();
        }
    }

    internal sealed class StopQuery : IOperation
    {
        public string Name => nameof(StopQuery);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            QueryId.Required(parameters, "queryId");
            throw Absent();
        }
    }
}
