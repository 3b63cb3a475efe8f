namespace Genesys.MockGenesys.Events;

internal static class EventsExtensions
{
    public static void AddEvents(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<EventSource>();
}
