using Genesys.Receiver.Destinations.Operators;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>Destinations as the interface shows them.</summary>
internal static class DestinationViews
{
    public static Api.Destination Of(DestinationView view) => new()
    {
        Name = view.Name,
        Standing = view.Standing switch
        {
            DestinationStanding.Working => Api.DestinationStanding.Working,
            DestinationStanding.Failing => Api.DestinationStanding.Failing,
            DestinationStanding.Paused => Api.DestinationStanding.Paused,
            DestinationStanding.PausedByOperator => Api.DestinationStanding.PausedByOperator,
            DestinationStanding.NotConfigured => Api.DestinationStanding.NotConfigured,
            _ => throw new ArgumentOutOfRangeException(nameof(view), view.Standing, "Every standing is shown."),
        },
        Type = view.Type,
        Topics = view.Topics,
        Payload = view.Payload?.ToString(),
        Format = view.Format?.ToString(),
        Ordering = view.Ordering?.ToString(),
        Pause = view switch
        {
            { PausedBy: { } pause } =>
                new Api.DestinationPause { By = pause.By, Since = pause.Since, Reason = pause.Reason },
            { PausedSince: { } since } => new Api.DestinationPause { Since = since, Reason = view.Problem },
            _ => null,
        },
        Problem = view.Problem,
        Waiting = view.Waiting,
        OldestAt = view.OldestAt,
        DeadLetters = view.DeadLetters,
        DeliveredPerSecond = view.Type is null ? null : view.RatePerSecond,
        LastFailure = view.LastFailure is { } failure
            ? new Api.DestinationFailure
            {
                At = failure.At,
                StatusCode = failure.StatusCode == 0 ? null : failure.StatusCode,
                Reason = failure.Reason
            }
            : null,
    };
}
