using Genesys.Receiver.Client;

namespace Genesys.Console.Parts;

/// <summary>The colour that a state is shown in; its word always stands beside it.</summary>
internal static class Tones
{
    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Finished => "good",
        DeliveryState.DeadLetter => "bad",
        DeliveryState.Open => "wait",
        _ => "",
    };

    public static string Of(HandOverState state) => state switch
    {
        HandOverState.Delivered => "good",
        HandOverState.DeadLetter => "bad",
        HandOverState.Waiting => "wait",
        _ => "",
    };

    public static string Of(DestinationStanding standing) => standing switch
    {
        DestinationStanding.Working => "good",
        DestinationStanding.PausedByOperator or DestinationStanding.Failing => "wait",
        _ => "bad",
    };

    public static string Of(JobState state) => state switch
    {
        JobState.Completed => "good",
        JobState.Failed => "bad",
        JobState.Freezing or JobState.Running => "wait",
        _ => "",
    };

    public static string Of(AnomalyState state) => state switch
    {
        AnomalyState.Shipped => "good",
        AnomalyState.SetAside => "bad",
        AnomalyState.Waiting => "wait",
        _ => "",
    };

    public static string OfHealth(string status) => status switch
    {
        "Healthy" => "good",
        "Degraded" => "wait",
        _ => "bad",
    };
}
