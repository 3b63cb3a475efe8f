using System.Collections;
using System.Globalization;
using Aspire.Hosting.Dashboard.Protocol;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Diagnostics = Microsoft.Extensions.Diagnostics.HealthChecks;
using Proto = Aspire.Hosting.Dashboard.Protocol;

namespace Aspire.Hosting.Dashboard;

/// <summary>A snapshot as the dashboard's protocol has it.</summary>
internal static class ResourceMessage
{
    public static Proto.Resource From(ResourceEvent resourceEvent)
    {
        var snapshot = resourceEvent.Snapshot;
        var message = new Proto.Resource
        {
            Name = resourceEvent.ResourceId,
            DisplayName = resourceEvent.Resource.Name,
            ResourceType = snapshot.ResourceType,
            Uid = resourceEvent.ResourceId,
            IsHidden = snapshot.IsHidden,
            SupportsDetailedTelemetry = true,
        };
        if (snapshot.State is { } state)
        {
            message.State = state.Text;
            message.StateStyle = state.Style ?? "";
        }

        message.CreatedAt = Instant(snapshot.CreationTimeStamp);
        message.StartedAt = Instant(snapshot.StartTimeStamp);
        message.StoppedAt = Instant(snapshot.StopTimeStamp);
        if (snapshot.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = (Proto.IconVariant)(snapshot.IconVariant ?? ApplicationModel.IconVariant.Filled);
        }

        message.Environment.AddRange(snapshot.EnvironmentVariables.Select(Variable));
        message.Urls.AddRange(snapshot.Urls.Select(Url));
        message.Volumes.AddRange(snapshot.Volumes.Select(volume => new Volume
        {
            Source = volume.Source ?? "", Target = volume.Target, MountType = volume.MountType, IsReadOnly = volume.IsReadOnly,
        }));
        message.Relationships.AddRange(snapshot.Relationships.Select(relationship => new ResourceRelationship
        {
            ResourceName = relationship.ResourceName, Type = relationship.Type,
        }));
        message.HealthReports.AddRange(snapshot.HealthReports.Select(Report));
        message.Commands.AddRange(snapshot.Commands.Select(Command));
        message.Properties.AddRange(snapshot.Properties.Select(Property));
        if (snapshot.ExitCode is { } exitCode)
        {
            message.Properties.Add(new ResourceProperty { Name = "resource.exitCode", Value = Value.ForNumber(exitCode) });
        }

        return message;
    }

    private static Timestamp? Instant(DateTime? time) => time is { } known ? Timestamp.FromDateTime(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;

    private static EnvironmentVariable Variable(EnvironmentVariableSnapshot variable)
    {
        var message = new EnvironmentVariable { Name = variable.Name, IsFromSpec = variable.IsFromSpec };
        if (variable.Value is { } value)
        {
            message.Value = value;
        }

        return message;
    }

    private static Url Url(UrlSnapshot url)
    {
        var message = new Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            DisplayProperties = new UrlDisplayProperties { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
        };
        if (url.Name is { } name)
        {
            message.EndpointName = name;
        }

        return message;
    }

    private static HealthReport Report(HealthReportSnapshot report)
    {
        var message = new HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "" };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                Diagnostics.HealthStatus.Healthy => HealthStatus.Healthy,
                Diagnostics.HealthStatus.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }

        if (Instant(report.LastRunAt) is { } lastRun)
        {
            message.LastRunAt = lastRun;
        }

        return message;
    }

    private static ResourceCommand Command(ResourceCommandSnapshot command)
    {
        var message = new ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.IsHighlighted,
            State = (Proto.ResourceCommandState)command.State,
        };
        if (command.DisplayDescription is { } description)
        {
            message.DisplayDescription = description;
        }

        if (command.ConfirmationMessage is { } confirmation)
        {
            message.ConfirmationMessage = confirmation;
        }

        if (command.IconName is { } icon)
        {
            message.IconName = icon;
        }

        if (command.IconVariant is { } variant)
        {
            message.IconVariant = (Proto.IconVariant)variant;
        }

        return message;
    }

    private static ResourceProperty Property(ResourcePropertySnapshot property) => new()
    {
        Name = property.Name,
        Value = ValueOf(property.Value),
        IsSensitive = property.IsSensitive,
    };

    private static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        bool flag => Value.ForBool(flag),
        int number => Value.ForNumber(number),
        IEnumerable many => Value.ForList([.. many.Cast<object?>().Select(ValueOf)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
