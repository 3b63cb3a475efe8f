using System.Security.Claims;
using Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>Who asks.</summary>
/// <param name="name">The name that the audit has; null for a key without one.</param>
/// <param name="role">What may be done; null: nothing.</param>
/// <param name="personalData">Whether a delivery may be read as it was sent.</param>
internal sealed class Operator(string? name, OperatorRole? role, bool personalData) : ClaimsPrincipal
{
    /// <summary>Whoever calls where nothing asks for a key: in Development alone.</summary>
    public static readonly Operator Development = new("development", OperatorRole.Operator, personalData: true);

    public string? Name { get; } = name;

    public OperatorRole? Role { get; } = role;

    public bool PersonalData { get; } = personalData;

    public bool MayRead => Role is not null;

    public bool MayAct => Role is OperatorRole.Operator;

    /// <summary>The operator of a request that was admitted: what routes take as a parameter.</summary>
    public static ValueTask<Operator> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    public static Operator Of(HttpContext context) =>
        context.User as Operator
            ?? throw new InvalidOperationException("The request wasn't admitted as an operator's.");
}
