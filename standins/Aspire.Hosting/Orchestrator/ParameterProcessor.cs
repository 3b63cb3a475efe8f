using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Gives what no process runs (parameters, connection strings, external services) its state.</summary>
internal sealed class ParameterProcessor(ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    public async Task ProcessAsync(IResource resource, CancellationToken cancellationToken)
    {
        var change = resource switch
        {
            ParameterResource parameter => Of(parameter),
            IResourceWithConnectionString connection => await OfAsync(connection, cancellationToken).ConfigureAwait(false),
            ExternalServiceResource service => Of(service),
            _ => null,
        };
        if (change is not null)
        {
            await notifications.PublishUpdateAsync(resource, change).ConfigureAwait(false);
        }
    }

    private static Func<CustomResourceSnapshot, CustomResourceSnapshot> Of(ExternalServiceResource service) => snapshot => snapshot with
    {
        State = KnownResourceStates.Running,
        Urls = service.Uri is { } uri ? [new UrlSnapshot(null, uri.ToString(), false)] : snapshot.Urls,
    };

    private Func<CustomResourceSnapshot, CustomResourceSnapshot> Of(ParameterResource parameter)
    {
        try
        {
            return Valued("Value", parameter.Value, parameter.Secret);
        }
        catch (MissingParameterValueException exception)
        {
            loggers.GetLogger(parameter).ParameterMissing(exception.Message);
            return snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.ValueMissing, KnownResourceStateStyles.Warn),
            };
        }
    }

    private static async Task<Func<CustomResourceSnapshot, CustomResourceSnapshot>> OfAsync(
        IResourceWithConnectionString connection, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Endpoints(connection.ConnectionStringExpression).Select(endpoint => endpoint.EndpointAnnotation.Allocation.WaitAsync(cancellationToken)))
            .ConfigureAwait(false);
        return Valued("resource.connectionString", await connection.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false), isSecret: true);
    }

    private static IEnumerable<EndpointReference> Endpoints(object value) => value switch
    {
        EndpointReference endpoint => [endpoint],
        IValueWithReferences references => references.References.SelectMany(Endpoints),
        _ => [],
    };

    private static Func<CustomResourceSnapshot, CustomResourceSnapshot> Valued(string property, string? value, bool isSecret) => snapshot => snapshot with
    {
        State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
        Properties = snapshot.Properties.Add(new ResourcePropertySnapshot(property, value) { IsSensitive = isSecret }),
    };
}
