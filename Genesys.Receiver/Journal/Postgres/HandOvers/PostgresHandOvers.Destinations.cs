using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <content>Destinations as such: how each stands, and its pause.</content>
internal sealed partial class PostgresHandOvers
{
    public async ValueTask<IReadOnlyList<DestinationState>> DestinationStatesAsync(
        CancellationToken cancellationToken) =>
        await _database.QueryAsync(HandOverStatements.States, ReadState, cancellationToken);

    public async ValueTask PauseAsync(
        string destination, string by, string? reason, CancellationToken cancellationToken) =>
        await _database.ExecuteAsync(
            "UPDATE journal.destinations SET paused_at = $2, paused_by = $3, paused_reason = nullif($4, '') WHERE id = $1",
            cancellationToken, await _ids.OfAsync(destination, cancellationToken), _clock.Now, by, reason ?? "");

    public async ValueTask ResumeAsync(string destination, CancellationToken cancellationToken)
    {
        await _database.ExecuteAsync(
            "UPDATE journal.destinations SET paused_at = NULL, paused_by = NULL, paused_reason = NULL WHERE id = $1",
            cancellationToken, await _ids.OfAsync(destination, cancellationToken));
        Arrived([destination]);
    }

    private async ValueTask NoteFailureAsync(
        string destination, AttemptEntry attempt, CancellationToken cancellationToken) => await _database.ExecuteAsync(
        HandOverStatements.NoteFailure, cancellationToken, await _ids.OfAsync(destination, cancellationToken),
        _clock.OfPast(attempt.EndedAt),
        attempt.StatusCode, attempt.Reason);

    private static DestinationState ReadState(NpgsqlDataReader row) => new()
    {
        Name = row.GetString(0),
        Waiting = row.GetInt64(1),
        DeadLetters = row.GetInt64(2),
        OldestAt = row.MomentOrNull(3),
        Paused = row.IsDBNull(4) ? null : new DestinationPause(row.GetString(5), row.Moment(4), row.TextOrNull(6)),
        LastFailure = row.IsDBNull(7)
            ? null : new DestinationFailure(row.Moment(7), row.GetInt32(8), row.GetString(9)),
    };
}
