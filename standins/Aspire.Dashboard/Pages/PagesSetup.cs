using Aspire.Dashboard.Pages.Live;

namespace Aspire.Dashboard.Pages;

internal static class PagesSetup
{
    public static void AddDashboardPages(this IServiceCollection services) => services.AddScoped<ViewState>();
}
