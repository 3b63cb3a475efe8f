using System.Diagnostics.CodeAnalysis;
using Genesys.Receiver.Destinations.Files;
using Genesys.Receiver.Destinations.Sqs;
using Genesys.Receiver.Destinations.Webhook;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.Receiver.Destinations;

/// <summary>The types of destinations.</summary>
public static class DestinationTypes
{
    /// <summary>
    /// Adds a type of one's own between <c>AddReceiver()</c> and <c>UseReceiver()</c>. Its constructor takes a
    /// <see cref="DestinationContext"/>, or none, and any service of the host.
    /// </summary>
    /// <typeparam name="TDestination">The class.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">What <c>Destinations:{name}:Type</c> says to have one.</param>
    public static IServiceCollection AddDestinationType<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDestination>(
        this IServiceCollection services, string name)
        where TDestination : class, IDestination =>
        services.AddType(name, Create<TDestination>, _ => []);

    /// <summary>Adds the receiver's own types.</summary>
    internal static IServiceCollection AddOwnTypes(this IServiceCollection services) => services
        .AddType(
            "Webhook",
            (provider, context) => new WebhookDestination(context, provider.GetRequiredService<TimeProvider>()),
            WebhookProblems.Of)
        .AddType(
            "Sqs",
            (_, context) => new SqsDestination(
                context.Options.QueueUrl!,
                () => SqsQueue.CreateClient(context.Options.QueueUrl!, context.Options.Timeout)),
            SqsProblems)
        .AddType(
            "File",
            (provider, context) => new FileDestination(context, provider.GetRequiredService<TimeProvider>()),
            FileProblems);

    // An argument that no constructor takes would be an error.
    private static TDestination Create<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDestination>(
        IServiceProvider provider, DestinationContext context)
        where TDestination : class, IDestination =>
        typeof(TDestination).GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.ParameterType == typeof(DestinationContext))
            ? ActivatorUtilities.CreateInstance<TDestination>(provider, context)
            : ActivatorUtilities.CreateInstance<TDestination>(provider);

    private static IServiceCollection AddType(
        this IServiceCollection services, string name, Func<IServiceProvider, DestinationContext, IDestination> create,
        Func<DestinationContext, IEnumerable<string>> problems)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton(new DestinationType(name, create, problems));
    }

    private static IEnumerable<string> SqsProblems(DestinationContext context)
    {
        if (!SqsQueue.IsAddress(context.Options.QueueUrl))
        {
            yield return DestinationRules.Say(
                context, nameof(DestinationOptions.QueueUrl),
                "must be a queue's address such as https://sqs.eu-central-1.amazonaws.com/123456789012/events");
        }
    }

    private static IEnumerable<string> FileProblems(DestinationContext context)
    {
        if (string.IsNullOrWhiteSpace(context.Options.Path)
            || context.Options.Path.Contains('\0', StringComparison.Ordinal)
            || Path.GetFileName(context.Options.Path).Length == 0
            || Directory.Exists(context.Options.Path))
        {
            yield return DestinationRules.Say(
                context, nameof(DestinationOptions.Path), "must be a file such as /var/lib/genesys/events.ndjson");
        }
    }
}
