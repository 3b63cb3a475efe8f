using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Logs Insights isn't here: no query starts, so there is none to describe or to stop.</summary>
internal static class Queries
{
    private static readonly TextRule QueryId = new(1, 256);

    internal sealed class StartQuery : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            var names = (parameters.Texts("logGroupNames") ?? [])
                .Concat((parameters.Texts("logGroupIdentifiers") ?? []).Select(Names.FromIdentifier))
                .ToList();
            if (Names.OptionalGroup(parameters) is { } name)
            {
                names.Add(name);
            }

            names.ForEach(given => Names.Find(call, given));
            throw ApiException.InvalidParameter(
                "Logs Insights queries are not supported by this CloudWatch Logs mock. Use FilterLogEvents with a "
                + "filter pattern.");
        }
    }

    internal sealed class DescribeQueries : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            if (Names.OptionalGroup(parameters) is { } name)
            {
                Names.Find(call, name);
            }

            new Page(Name, parameters).WriteNothing(call, "queries");
        }
    }

    internal abstract class AbsentQuery : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            QueryId.Required(parameters, "queryId");
            throw ApiException.NotFound("The specified query does not exist.");
        }
    }

    internal sealed class GetQueryResults : AbsentQuery;

    internal sealed class StopQuery : AbsentQuery;
}
