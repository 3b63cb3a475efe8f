using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>There is no S3 here, so no bucket exists, and no task ever does.</summary>
internal static class ExportTasks
{
    private static readonly TextRule TaskId = new(1, 512);

    internal sealed class CreateExportTask : IOperation
    {
        public string Name => nameof(CreateExportTask);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.Group(parameters);
            TaskId.Required(parameters, "destination");
            _ = Limits.Moment(parameters, "from") ?? throw Names.Missing("from");
            _ = Limits.Moment(parameters, "to") ?? throw Names.Missing("to");
            throw call.Region.Find(groupName) is null
                ? ApiException.NoGroup()
                : ApiException.InvalidParameter("The given bucket does not exist. Please make sure the bucket is valid.");
        }
    }

    internal sealed class DescribeExportTasks : IOperation
    {
        public string Name => nameof(DescribeExportTasks);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            TaskId.Optional(parameters, "taskId");
            ResourcePage.Write(call, parameters, "exportTasks", "", []);
        }
    }

    internal sealed class CancelExportTask : IOperation
    {
        public string Name => nameof(CancelExportTask);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            TaskId.Required(parameters, "taskId");
            throw ApiException.NotFound("The specified export task does not exist.");
        }
    }
}
