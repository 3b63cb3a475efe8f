namespace Aspire.Hosting;

/// <summary>What the AppHost was started for: to run the application, or to publish it.</summary>
public class DistributedApplicationExecutionContext
{
    private readonly DistributedApplicationExecutionContextOptions options;

    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
        : this(new DistributedApplicationExecutionContextOptions(operation))
    {
    }

    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
        : this(new DistributedApplicationExecutionContextOptions(operation, publisherName))
    {
    }

    public DistributedApplicationExecutionContext(DistributedApplicationExecutionContextOptions options)
    {
        this.options = options ?? throw new ArgumentNullException(nameof(options));
        PublisherName = options.PublisherName ?? "manifest";
    }

    public string PublisherName { get; set; }

    public DistributedApplicationOperation Operation => options.Operation;

    public IServiceProvider ServiceProvider => Services;

    public IServiceProvider Services => options.ServiceProvider
        ?? throw new InvalidOperationException("The services are there only once the application has been built.");

    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;
}
