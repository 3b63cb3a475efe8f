using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.ContactCentre;

/// <summary>The people and places of an invented contact centre. Each has the same id in every run.</summary>
internal static class ContactCentreDirectory
{
    /// <summary>Id of the Genesys Cloud organization.</summary>
    public static readonly string OrganizationId = SeededIds.Of("organization");

    public static readonly Named Division = Of("division", "Home");

    public static readonly Named[] Queues = All(
        "queue", "Claims", "Billing", "Technical Support", "Sales", "Returns", "Cards", "Spanish Support", "Retention");

    public static readonly Named[] Flows = All(
        "flow", "Main Menu", "After Hours", "Card Services", "Order Status", "Web Chat Welcome", "Case Intake");

    public static readonly Named[] FlowOutcomes = All(
        "flow outcome", "Caller identified", "Order found", "Balance told");

    public static readonly Named[] WrapUpCodes = All(
        "wrap-up code", "Resolved", "Follow-up needed", "Escalated", "Wrong number", "Complaint");

    public static readonly Named[] Campaigns = All("campaign", "Renewal reminders", "Appointment confirmations");

    public static readonly Named[] Skills = All("skill", "English", "Spanish", "Mortgages", "Hardware");

    public static readonly Named[] Agents = All(
        "agent", "Ada Lindqvist", "Bruno Okafor", "Chiara Novak", "Dewi Pratama", "Elif Demir", "Farid Haddad",
        "Greta Sorensen", "Hiro Tanabe",
        "Ines Carvalho", "Jonas Weber", "Kavya Nair", "Liam Byrne", "Mei Chen", "Nadia Kowalska", "Omar Farouk",
        "Priya Raman");

    public static readonly string[] Customers =
    [
        "Amara Diallo", "Benedikt Huber", "Carmen Ruiz", "Dmitri Volkov", "Emma Johansson", "Felix Nguyen",
        "Gabriela Costa", "Hassan Ali",
        "Isla Murray", "Jakub Dvorak", "Keiko Mori", "Lucas Martin", "Maria Papadaki", "Noah Fischer", "Olivia Brown",
        "Pedro Alvarez",
    ];

    private static Named[] All(string kind, params string[] names) => [.. names.Select(name => Of(kind, name))];

    private static Named Of(string kind, string name) => new(SeededIds.Of($"{kind} {name}"), name);
}

/// <summary>Something of the contact centre with an id and a name.</summary>
internal sealed record Named(string Id, string Name);
