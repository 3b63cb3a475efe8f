using Genesys.Console.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Console;

/// <summary>
/// How long a form may be. Anyone may send one, and all of it is read into memory before its antiforgery token is
/// looked at: 60 forms of 28 MB took 3.6 GB.
/// </summary>
internal static class FormLimit
{
    /// <summary>
    /// In bytes, of whoever isn't signed in: what signs in and out, an issuer's answer and the choice of a theme have a
    /// few kB.
    /// </summary>
    public const int Anonymous = 64 * 1024;

    /// <summary>
    /// In bytes, of whoever is signed in: a payload of 1.25 MiB, as the receiver takes it unless it is set, whose every
    /// byte a form may write as three, and a file of 2 MiB.
    /// </summary>
    public const int SignedIn = 8 * 1024 * 1024;

    public static void AddFormLimit(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Anonymous);

    /// <summary>Behind authentication, and before the form is read.</summary>
    public static void UseFormLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.User.Identity?.IsAuthenticated == true
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = SignedIn;
        }

        return next(context);
    });

    /// <summary>Answers a form that antiforgery refused, or couldn't read, with a page that says why.</summary>
    public static void UseRefusedForms(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } refused)
        {
            return next(context);
        }

        // The form's own limits, such as 4 MiB for a value, are told of as invalid data.
        var isTooLong = refused.Error?.InnerException is
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or InvalidDataException;
        return RefusedForm.Answer(isTooLong ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest)
            .ExecuteAsync(context);
    });
}
