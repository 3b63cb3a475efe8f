using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FluentValidation;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake.Authentication;

namespace Genesys.Receiver.Admin;

/// <summary>A key that could be guessed, or told nobody apart, opens what every customer said.</summary>
internal sealed partial class AdminOptionsValidator : OptionsRules<AdminOptions>
{
    private const int MinLength = 16;

    // What a token is held against: a role that no token has is nobody's.
    private static readonly (string Name, Func<OpenIdConnectOptions, string?> Get)[] Names =
    [
        (nameof(OpenIdConnectOptions.Issuer), options => options.Issuer),
        (nameof(OpenIdConnectOptions.Audience), options => options.Audience),
        (nameof(OpenIdConnectOptions.RoleClaim), options => options.RoleClaim),
        (nameof(OpenIdConnectOptions.OperatorRole), options => options.OperatorRole),
        (nameof(OpenIdConnectOptions.ReaderRole), options => options.ReaderRole),
        (nameof(OpenIdConnectOptions.PersonalDataRole), options => options.PersonalDataRole),
        (nameof(OpenIdConnectOptions.NameClaim), options => options.NameClaim),
    ];

    public AdminOptionsValidator(IHostEnvironment environment)
    {
        RuleForEach(options => options.ApiKeys)
            .Reports(
                key => HashedSecret.FindProblem("Admin:ApiKeys:{CollectionIndex}", key, MinLength, inHeader: true));
        RuleForEach(options => options.Operators).Reports(pair => Name().IsMatch(pair.Key)
            ? HashedSecret.FindProblem(
                $"Admin:Operators:{pair.Key}:ApiKey", pair.Value.ApiKey, MinLength, inHeader: true)
            : "Admin:Operators has a name that isn't 1 to 64 of A-Z a-z 0-9 . _ @ -.");
        RuleFor(options => options).Reports(FindKeyThatStandsTwice);
        RuleFor(options => options.OpenIdConnect.Authority).Reports(address =>
            IssuerAddress.FindAuthorityProblem($"{OpenIdConnectOptions.Section}:Authority", address, environment));
        RuleFor(options => options.OpenIdConnect).Reports(FindWhatIsMissing);
        foreach (var (name, get) in Names)
        {
            RuleFor(options => get(options.OpenIdConnect)).CanMatch($"{OpenIdConnectOptions.Section}:{name}");
        }

        RuleFor(options => options.ShowPersonalData).Null().WithMessage(
            "Admin:ShowPersonalData isn't taken any more. Remove it, and set Admin:Operators:{name}:PersonalData for "
            + "the operators who may "
            + "read a delivery as it was sent (?clear=true); each time is a row of the audit.");
    }

    private static string? FindKeyThatStandsTwice(AdminOptions options)
    {
        var keys = options.ApiKeys.Select((key, index) => (Setting: $"Admin:ApiKeys:{index}", Value: key))
            .Concat(options.Operators.Where(pair => Name().IsMatch(pair.Key))
                .Select(pair => (Setting: $"Admin:Operators:{pair.Key}:ApiKey", Value: pair.Value.ApiKey)));
        return keys.Where(key => key.Value.Length > 0).GroupBy(key => Hash(key.Value), StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1) is { } same
            ? $"{string.Join(" and ", same.Select(key => key.Setting))} are the same key: give each operator its own."
            : null;
    }

    private static string? FindWhatIsMissing(OpenIdConnectOptions options) => options switch
    {
        { Authority: null, Audience: null, Issuer: null } => null,
        { Authority: null } =>
            $"{OpenIdConnectOptions.Section}:Authority isn't set: without the issuer's address no token can be "
            + "checked.",
        { Audience: null } =>
            $"{OpenIdConnectOptions.Section}:Audience isn't set: a token that the issuer gave for another service "
            + "would be taken.",
        _ => null,
    };

    // A key and its hash are the same key.
    private static string Hash(string key) => HashedSecret.IsHash(key)
        ? key[HashedSecret.HashPrefix.Length..].ToUpperInvariant()
        : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    [GeneratedRegex(@"^[A-Za-z0-9._@-]{1,64}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Name();
}
