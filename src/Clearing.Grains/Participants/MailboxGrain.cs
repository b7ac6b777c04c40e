using Clearing.Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Clearing.Grains.Participants;

/// <summary>
/// The mailbox of a participant: how many sessions it had, and how far it has taken its notices. Key WORLD/PARTICIPANT.
/// </summary>
public interface IMailboxGrain : IGrainWithStringKey
{
    /// <summary>A session begins; its number, which no other session of the participant ever has.</summary>
    Task<long> BeginSessionAsync();

    /// <summary>
    /// A session has the notices of a ledger, or wants them: of several the last one that began has them. False when it
    /// is another one. Not kept; a session that has them says so again and again.
    /// </summary>
    Task<bool> HoldAsync(string ledger, long session);

    /// <summary>How far it has taken the notices of a ledger; the beginning when none was kept.</summary>
    Task<MailboxPlace> PlaceAsync(string ledger);

    /// <summary>
    /// It has taken notices. What is kept is written behind: a loss costs repeats with the numbers they had, never a
    /// notice.
    /// </summary>
    Task KeepAsync(string ledger, MailboxPlace place);
}

/// <summary>What a mailbox keeps.</summary>
public sealed class MailboxRecord
{
    /// <summary>Sessions that were begun.</summary>
    public long Sessions { get; set; }

    /// <summary>By name of the ledger.</summary>
    public Dictionary<string, MailboxPlace> Places { get; init; } = [];
}

/// <summary>One write is under way at a time; what changes meanwhile goes with the next.</summary>
[Reentrant]
public sealed partial class MailboxGrain(
    [PersistentState("mailbox", GrainStore.Provider)] IPersistentState<MailboxRecord> record,
    ILogger<MailboxGrain> log)
    : Grain, IMailboxGrain
{
    private readonly Dictionary<string, long> _holders = [];
    private long _changes;
    private long _written;
    private Task _writing = Task.CompletedTask;

    public async Task<long> BeginSessionAsync()
    {
        long number = ++record.State.Sessions;
        long change = ++_changes;
        while (_written < change)
        {
            await WriteAsync();
        }

        return number;
    }

    public Task<bool> HoldAsync(string ledger, long session)
    {
        _holders[ledger] = Math.Max(session, _holders.GetValueOrDefault(ledger));
        return Task.FromResult(_holders[ledger] == session);
    }

    public Task<MailboxPlace> PlaceAsync(string ledger) =>
        Task.FromResult(record.State.Places.GetValueOrDefault(ledger));

    public Task KeepAsync(string ledger, MailboxPlace place)
    {
        record.State.Places[ledger] = place;
        _changes++;
        _ = WriteBehindAsync();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        while (_written < _changes && reason.ReasonCode != DeactivationReasonCode.ApplicationError)
        {
            await WriteAsync();
        }
    }

    private async Task WriteBehindAsync()
    {
        try
        {
            while (_written < _changes)
            {
                await WriteAsync();
            }
        }
        catch (Exception fault)
        {
            // The next change, or the end of the activation, tries again.
            LogNotWritten(log, this.GetPrimaryKeyString(), fault.Message);
        }
    }

    // Joins the write that is under way, if there is one; else begins one.
    private Task WriteAsync() => _writing.IsCompleted ? _writing = WriteOnceAsync() : _writing;

    private async Task WriteOnceAsync()
    {
        long changes = _changes;
        try
        {
            await record.WriteStateAsync();
            _written = changes;
        }
        catch (InconsistentStateException)
        {
            // Another activation has written: this one must not go on from what it holds.
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Mailbox {Key}: what was acknowledged is not written, and may be sent again: {Why}")]
    private static partial void LogNotWritten(ILogger log, string key, string why);
}
