namespace Aspire.Hosting;

/// <summary>What an execution context is made from.</summary>
public class DistributedApplicationExecutionContextOptions
{
    public DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation) => Operation = operation;

    public DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation, string publisherName) =>
        (Operation, PublisherName) = (operation, publisherName);

    public IServiceProvider? ServiceProvider { get; set; }

    public DistributedApplicationOperation Operation { get; }

    public string? PublisherName { get; }
}
