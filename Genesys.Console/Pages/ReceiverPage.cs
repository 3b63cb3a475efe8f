using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Components;

namespace Genesys.Console.Pages;

/// <summary>A page that shows what the receiver answers, or says why it can't.</summary>
public abstract class ReceiverPage : ComponentBase
{
    private bool _isGone;

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

    /// <summary>The page's own address, to be tried again.</summary>
    internal string Here => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

    /// <summary>Gives up with the person's request.</summary>
    internal CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Asks for what the page shows.</summary>
    internal abstract Task LoadAsync(ReceiverClient receiver);

    /// <summary>
    /// Does what a form asks for, whatever has changed since it was shown and whoever sent it: the receiver says why
    /// not.
    /// </summary>
    /// <returns>False when it isn't done: what was typed is shown again.</returns>
    internal virtual Task<bool> ActAsync(string form)
    {
        Answer(StatusCodes.Status400BadRequest);
        return Task.FromResult(false);
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var sent = SentForm.Of(Context);
        Context.Features.Set(sent);
        var isLoaded = await TryAsync(async receiver =>
        {
            Person = await Access.GetPersonAsync(Aborted);
            await LoadAsync(receiver);
        });
        if (sent is null || !isLoaded || _isGone)
        {
            return;
        }

        // Not before the layout is rendered, which it isn't yet when every answer was there at once: to go elsewhere
        // then ends the rendering, and Blazor, which finds no form of that name, answers 400 though all is done.
        await Task.Yield();
        sent.WasTried = true;
        if (await ActAsync(sent.Name))
        {
            Context.Features.Set<SentForm>(null);
        }
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
        _isGone = status == StatusCodes.Status404NotFound;
        response.OnStarting(() =>
        {
            response.StatusCode = response.StatusCode == StatusCodes.Status200OK ? status : response.StatusCode;
            return Task.CompletedTask;
        });
    }
}
