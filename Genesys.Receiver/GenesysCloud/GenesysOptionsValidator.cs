using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// What the attributes of <see cref="GenesysOptions"/> can't say. Missing credentials are no error here: they show in
/// health.
/// </summary>
internal sealed class GenesysOptionsValidator : IValidateOptions<GenesysOptions>
{
    public ValidateOptionsResult Validate(string? name, GenesysOptions options)
    {
        var failures = new List<string>();
        if (GenesysRegions.DomainOf(options.Region) is null)
        {
            var regions = string.Join(", ", GenesysRegions.Names);
            failures.Add($"Genesys:Region must be an AWS region that Genesys Cloud runs in: {regions}.");
        }

        CheckBase(options.ApiBase, "GENESYS_API_BASE", failures);
        CheckBase(options.LoginBase, "GENESYS_LOGIN_BASE", failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckBase(string? value, string name, List<string> failures)
    {
        if (value is null)
        {
            return;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            failures.Add(
                $"{name} must be an address such as https://api.mypurecloud.com, "
                + "with no user, query or fragment in it.");
        }
    }
}
