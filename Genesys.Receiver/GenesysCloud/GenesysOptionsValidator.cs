using FluentValidation;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// What the attributes of <see cref="GenesysOptions"/> can't say. Missing credentials are no error here: they show in
/// health.
/// </summary>
internal sealed class GenesysOptionsValidator : OptionsRules<GenesysOptions>
{
    private const string MustBeAnAddress =
        " must be an address such as https://api.mypurecloud.com, with no user, query or fragment in it.";

    public GenesysOptionsValidator()
    {
        RuleFor(options => options.Region)
            .Must(region => GenesysRegions.DomainOf(region) is not null)
            .WithMessage(
                "Genesys:Region must be an AWS region that Genesys Cloud runs in: "
                + $"{string.Join(", ", GenesysRegions.Names)}.");
        RuleForEach(options => options.FetchTopics).CanMatch("Genesys:FetchTopics:{CollectionIndex}");
        RuleFor(options => options.ApiBase).Must(IsAddress).WithMessage("GENESYS_API_BASE" + MustBeAnAddress);
        RuleFor(options => options.LoginBase).Must(IsAddress).WithMessage("GENESYS_LOGIN_BASE" + MustBeAnAddress);
    }

    private static bool IsAddress(string? value) => value is null
        || (Uri.TryCreate(value, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 });
}
