using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using AuditFilter = Genesys.Receiver.Client.AuditFilter;

namespace Genesys.Tests.Admin;

public sealed class AuditTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private AdminApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await AdminApp.StartAsync();
        foreach (var (subject, by, action, hours) in new[]
        {
            ("1", "alice", AuditActions.Erase, 0), ("2", "bob", AuditActions.Erase, 1),
            ("3", "alice", AuditActions.Discard, 2), ("4", "alice", AuditActions.Erase, 3),
        })
        {
            await _app.Get<IJournalAudit>().WriteAsync(
                new() { At = Noon.AddHours(hours), By = by, Action = action, Subject = subject }, Cancel);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(null, null, null, null, "4 3 2 1")]
    [InlineData("alice", null, null, null, "4 3 1")]
    [InlineData(null, AuditActions.Erase, null, null, "4 2 1")]
    [InlineData(null, null, 1, null, "4 3 2")]
    [InlineData(null, null, null, 2, "2 1")]
    [InlineData("alice", AuditActions.Erase, 1, 4, "4")]
    public async Task Audit_IsSearchedByOperatorActionAndTime(
        string? by, string? action, int? from, int? to, string subjects)
    {
        var found = await _app.Receiver().GetAuditAsync(
            new AuditFilter { By = by, Action = action, From = Moment(from), To = Moment(to) },
            cancellationToken: Cancel);

        Assert.Equal(subjects, string.Join(' ', found.Items.Select(entry => entry.Subject)));
    }

    private static DateTimeOffset? Moment(int? hours) => hours is { } some ? Noon.AddHours(some) : null;
}
