using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The command line of a resource while it is put together.</summary>
public sealed class CommandLineArgsCallbackContext
{
    private readonly IResource? resource;

    public CommandLineArgsCallbackContext(IList<object> args, CancellationToken cancellationToken = default)
    {
        Args = args ?? throw new ArgumentNullException(nameof(args));
        CancellationToken = cancellationToken;
    }

    public CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
        : this(args, cancellationToken) => this.resource = resource ?? throw new ArgumentNullException(nameof(resource));

    public IList<object> Args { get; }

    public CancellationToken CancellationToken { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; init; } =
        new(DistributedApplicationOperation.Run);

    public IResource Resource => resource ?? throw new InvalidOperationException("The context was made without a resource.");

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
