using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>There is no S3 here, so no bucket exists, and no task ever does.</summary>
internal static class ExportTasks
{
    private static readonly TextRule TaskId = new(1, 512);

    internal sealed class CreateExportTask : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            var groupName = Names.Group(parameters);
            TaskId.Required(parameters, "destination");
            Limits.RequiredMoment(parameters, "from");
            Limits.RequiredMoment(parameters, "to");
            Names.Find(call, groupName);
            throw ApiException.InvalidParameter(
                "The given bucket does not exist. Please make sure the bucket is valid.");
        }
    }

    internal sealed class DescribeExportTasks : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            TaskId.Optional(parameters, "taskId");
            new Page(Name, parameters).WriteNothing(call, "exportTasks");
        }
    }

    internal sealed class CancelExportTask : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            TaskId.Required(parameters, "taskId");
            throw ApiException.NotFound("The specified export task does not exist.");
        }
    }
}
