using System.Collections.Concurrent;
using Clearing.Server.Notices;

namespace Clearing.Server.Tests.Bench;

/// <summary>Keeps the places as long as the process lives.</summary>
internal sealed class NoticePlacesInMemory : INoticePlaces
{
    private readonly ConcurrentDictionary<(string Ledger, int Participant), NoticePlace> _places = new();
    private readonly ConcurrentDictionary<int, long> _sessions = new();
    private readonly ConcurrentDictionary<(string Ledger, int Participant), long> _holders = new();

    /// <inheritdoc/>
    public Task<long> BeginSessionAsync(int participant) =>
        Task.FromResult(_sessions.AddOrUpdate(participant, 1, static (_, last) => last + 1));

    /// <inheritdoc/>
    public Task<bool> HoldAsync(string ledger, int participant, long session) => Task.FromResult(
        _holders.AddOrUpdate((ledger, participant), session, (_, holder) => Math.Max(holder, session)) == session);

    /// <inheritdoc/>
    public Task<NoticePlace> ReadAsync(string ledger, int participant) =>
        Task.FromResult(_places.GetValueOrDefault((ledger, participant)));

    /// <inheritdoc/>
    public Task WriteAsync(string ledger, int participant, NoticePlace place)
    {
        _places[(ledger, participant)] = place;
        return Task.CompletedTask;
    }
}
