using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// The access token: fetched once however many wait for it, renewed in the background at 90 % of its life, dropped when
/// the API refuses it. A configuration problem is tried again once a minute, by itself, and everybody else gets the
/// problem at once.
/// </summary>
internal sealed partial class TokenSource : IDisposable
{
    /// <summary>Share of a token's life after which the next one is fetched.</summary>
    private const double RefreshAt = 0.9;

    private static readonly TimeSpan ProblemPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The least time between two requests, so that a server that refuses every token isn't hammered for new ones.
    /// </summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    private readonly TokenEndpoint _endpoint;
    private readonly GenesysAvailability _availability;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ILogger<TokenSource> _logger;
    private readonly IDisposable? _changes;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _lock = new();
    private readonly ITimer _timer;

    private (string? Id, string? Secret) _credentials;
    private volatile int _rotations;
    private AccessToken? _token;
    private TimeSpan _expiresAt;
    private TokenAnswer.Misconfigured? _problem;
    private TokenAnswer.Unavailable? _held;
    private Task<TokenAnswer>? _request;
    private TimeSpan _nextRequestAt;

    // What was logged last of the login host, and of a bug. One request at a time reports.
    private string? _loginProblem;
    private string? _bug;

    public TokenSource(
        TokenEndpoint endpoint, GenesysAvailability availability, IOptionsMonitor<GenesysOptions> options,
        TimeProvider time, ILogger<TokenSource> logger)
    {
        _endpoint = endpoint;
        _availability = availability;
        _time = time;
        _origin = time.GetTimestamp();
        _logger = logger;
        _timer = time.CreateTimer(_ => FetchInBackground(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _credentials = Read(options.CurrentValue);
        _problem = HasCredentials ? null : TokenAnswer.Misconfigured.NoCredentials;
        _changes = options.OnChange(changed => Change(Read(changed)));
    }

    private bool HasCredentials =>
        !string.IsNullOrWhiteSpace(_credentials.Id) && !string.IsNullOrWhiteSpace(_credentials.Secret);

    // The time since this object was made: the wall clock may be set while a token lives.
    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>The token, at once in steady state; else the answer of the one request that is under way.</summary>
    public ValueTask<TokenAnswer> GetAsync(CancellationToken cancellationToken)
    {
        Task<TokenAnswer> request;
        lock (_lock)
        {
            if (_token is { } token && Now < _expiresAt)
            {
                return ValueTask.FromResult<TokenAnswer>(new TokenAnswer.Granted(token));
            }

            if (_problem is { } problem)
            {
                return ValueTask.FromResult<TokenAnswer>(problem);
            }

            // The endpoint said when to come back: until then everybody gets its answer, and nobody asks.
            if (_held is { } held && _nextRequestAt - Now is { Ticks: > 0 } left)
            {
                return ValueTask.FromResult<TokenAnswer>(held with { RetryAfter = left });
            }

            request = SharedRequest();
        }

        return new ValueTask<TokenAnswer>(request.WaitAsync(cancellationToken));
    }

    /// <summary>Forgets a token that the API refused, unless another one has taken its place.</summary>
    public void Drop(AccessToken refused)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_token, refused))
            {
                _token = null;
            }
        }
    }

    /// <summary>
    /// Starts to fetch the first token, so that wrong credentials show before the first delivery needs one.
    /// </summary>
    public void Start()
    {
        if (HasCredentials)
        {
            FetchInBackground();
        }
        else
        {
            var problem = TokenAnswer.Misconfigured.NoCredentials.Problem;
            _availability.CredentialsFailed(problem, stopsWork: true);
            Log.NoCredentials(_logger, problem);
        }
    }

    public void Dispose()
    {
        _changes?.Dispose();
        _disposed.Cancel();
        _timer.Dispose();
        _disposed.Dispose();
    }

    private static (string? Id, string? Secret) Read(GenesysOptions options) =>
        (options.ClientId, options.ClientSecret);

    /// <summary>A secret that is rotated is tried at once; the token at hand is used until there is another.</summary>
    private void Change((string? Id, string? Secret) credentials)
    {
        lock (_lock)
        {
            if (credentials == _credentials)
            {
                return;
            }

            _credentials = credentials;
            _rotations++;
        }

        if (HasCredentials)
        {
            FetchInBackground();
        }
    }

    private void FetchInBackground()
    {
        lock (_lock)
        {
            if (!_disposed.IsCancellationRequested)
            {
                _ = SharedRequest();
            }
        }
    }

    // The one request that is under way, or a new one. Called under the lock.
    private Task<TokenAnswer> SharedRequest()
    {
        if (_request is { IsCompleted: false })
        {
            return _request;
        }

        var answered = new TaskCompletionSource<TokenAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _request = answered.Task;
        _ = RequestAsync(answered, _disposed.Token);
        return answered.Task;
    }

    private async Task RequestAsync(TaskCompletionSource<TokenAnswer> answered, CancellationToken cancellationToken)
    {
        try
        {
            var (answer, asked) = await AskInTimeAsync(cancellationToken);
            while (answer is TokenAnswer.Misconfigured && WereReplacedAfter(asked))
            {
                (answer, asked) = await AskInTimeAsync(cancellationToken);
            }

            Settle(answer);
            answered.SetResult(answer);
            if (WereReplacedAfter(asked))
            {
                FetchInBackground();
            }
        }
        catch (Exception exception)
        {
            // The source is being disposed, or this is a bug: whoever waits gets the exception, and it counts as
            // observed when nobody does.
            answered.SetException(exception);
            _ = answered.Task.Exception;
        }
    }

    private bool WereReplacedAfter(int rotations) => rotations != _rotations && HasCredentials;

    /// <summary>Asks when it may be asked again; says too how often the credentials had been replaced then.</summary>
    private async Task<(TokenAnswer Answer, int Rotations)> AskInTimeAsync(CancellationToken cancellationToken)
    {
        var wait = _nextRequestAt - Now;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellationToken);
        }

        var rotations = _rotations;
        var answer = await AskAsync(cancellationToken);
        lock (_lock)
        {
            (_nextRequestAt, _held) = (Now + LeastInterval, null);
        }

        return (answer, rotations);
    }

    /// <summary>Asks the endpoint. A bug is an answer too: health shows it, and the endpoint is asked again.</summary>
    private async Task<TokenAnswer> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _endpoint.RequestAsync(cancellationToken);
            _bug = null;
            return answer;
        }
        catch (Exception exception) when (
            exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            var bug = Failures.Describe(exception);
            if (bug != _bug)
            {
                _bug = bug;
                Log.Broke(_logger, bug);
            }

            return new TokenAnswer.Unavailable(Reasons.InternalError);
        }
    }

    private void Settle(TokenAnswer answer)
    {
        string? news = null;
        bool hasToken, hasProblem;
        lock (_lock)
        {
            var now = Now;
            hasToken = _token is not null && now < _expiresAt;
            hasProblem = _problem is not null;
            switch (answer)
            {
                case TokenAnswer.Granted granted:
                    _problem = null;
                    _token = granted.Token;
                    _expiresAt = now + granted.Token.Life;
                    Schedule(granted.Token.Life * RefreshAt);
                    break;
                case TokenAnswer.Misconfigured problem:
                    news = problem.Problem == _problem?.Problem ? null : problem.Problem;
                    _problem = problem;
                    Schedule(ProblemPause);
                    break;
                case TokenAnswer.Unavailable unavailable:
                    if (unavailable.RetryAfter is { } asked && asked > LeastInterval)
                    {
                        _held = unavailable;
                        _nextRequestAt = now + asked;
                    }

                    // While the old one still works, ask again well before it doesn't; without one, deliveries ask too.
                    var pause = hasToken ? (_expiresAt - now) / 4 : ProblemPause;
                    pause = pause < ProblemPause ? pause : ProblemPause;
                    Schedule(pause > _nextRequestAt - now ? pause : _nextRequestAt - now);
                    break;
            }
        }

        Report(answer, hasToken, hasProblem);
        if (news is not null)
        {
            Log.Misconfigured(_logger, news);
        }
        else if (answer is TokenAnswer.Granted && hasProblem)
        {
            Log.Mended(_logger);
        }
    }

    private void Report(TokenAnswer answer, bool hasToken, bool hasProblem)
    {
        switch (answer)
        {
            case TokenAnswer.Granted:
                _availability.CredentialsWork();
                _loginProblem = null;
                break;
            case TokenAnswer.Misconfigured { Problem: var sentence }:
                _availability.CredentialsFailed(sentence, stopsWork: !hasToken);
                _loginProblem = null;
                break;
            case TokenAnswer.Unavailable unavailable when !hasToken && !hasProblem:
                var problem = unavailable.Sentence;
                _availability.LoginFailed(problem);
                if (problem != _loginProblem)
                {
                    _loginProblem = problem;
                    Log.Unavailable(_logger, problem);
                }

                break;
        }
    }

    private void Schedule(TimeSpan wait)
    {
        if (!_disposed.IsCancellationRequested)
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error, Message = "No access to Genesys Cloud: {Problem} It is tried again once a minute.")]
        public static partial void Misconfigured(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Error, Message = "No access to Genesys Cloud: {Problem}")]
        public static partial void NoCredentials(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "No token: {Problem}")]
        public static partial void Unavailable(ILogger logger, string problem);

        [LoggerMessage(
            Level = LogLevel.Error, Message = "Asking for a token failed unexpectedly; it is asked again. {Failure}")]
        public static partial void Broke(ILogger logger, string failure);

        [LoggerMessage(Level = LogLevel.Information, Message = "Genesys Cloud takes the client credentials again.")]
        public static partial void Mended(ILogger logger);
    }
}
