using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Components;

namespace Genesys.Console.Pages;

/// <summary>A page that shows what the receiver answers, or says why it can't.</summary>
public abstract class ReceiverPage : ComponentBase
{
    [Inject]
    internal ReceiverAccess Access { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    [CascadingParameter]
    internal HttpContext Context { get; set; } = null!;

    /// <summary>Why the page can't show or do something; null when it can.</summary>
    internal Trouble? Trouble { get; private set; }

    /// <summary>Whom the receiver takes the person for; null when it can't be asked.</summary>
    internal OperatorIdentity? Person { get; private set; }

    /// <summary>Whether the person may act. It only spares them forms: the receiver decides.</summary>
    internal bool MayAct => Person?.Role == OperatorRole.Operator;

    /// <summary>
    /// Whether a form was sent: then it has to be there, whatever has changed since it was shown, for the receiver to
    /// say why not.
    /// </summary>
    internal bool IsSent => HttpMethods.IsPost(Context.Request.Method);

    /// <summary>Whether all has been asked for that the page shows.</summary>
    internal bool IsLoaded { get; private set; }

    /// <summary>The page's own address, to be tried again.</summary>
    internal string Here => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

    /// <summary>Gives up with the person's request.</summary>
    internal CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Asks for what the page shows.</summary>
    internal abstract Task LoadAsync(ReceiverClient receiver);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await TryAsync(async receiver =>
        {
            Person = await Access.GetPersonAsync(Aborted);
            await LoadAsync(receiver);
        });
        IsLoaded = true;
    }

    /// <summary>Does something at the receiver, or keeps why it couldn't.</summary>
    /// <returns>True when it is done.</returns>
    internal async Task<bool> TryAsync(Func<ReceiverClient, Task> work)
    {
        try
        {
            await work(await Access.GetClientAsync());
            return true;
        }
        catch (Exception exception) when (!Aborted.IsCancellationRequested && Trouble.Of(exception) is { } trouble)
        {
            Trouble = trouble;
            Answer(trouble.Status);
            return false;
        }
    }

    /// <summary>Says that something doesn't exist, or no longer.</summary>
    internal void Answer(int status)
    {
        // As the answer starts: of a page that is 404 before, Blazor writes nothing, and the one for addresses that
        // nothing is at would be shown.
        var response = Context.Response;
        response.OnStarting(() =>
        {
            response.StatusCode = response.StatusCode == StatusCodes.Status200OK ? status : response.StatusCode;
            return Task.CompletedTask;
        });
    }
}
