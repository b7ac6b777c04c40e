using Clearing.Journal;
using Microsoft.Extensions.Logging;

namespace Clearing.Grains.Ledgers;

/// <summary>
/// Copies of the state from time to time, so that a restart need not read the journal from its beginning: copied in a
/// turn, written beside the turns. One that cannot be written is no harm: the journal has everything.
/// </summary>
internal sealed partial class Checkpoints(LedgerSite site, OpenLedger open, ILogger log) : IAsyncDisposable
{
    private readonly StateCopy _copy = new();
    private Task _writing = Task.CompletedTask;

    // Behind the newest one. What a restart had to carry out again counts, or the next one would have to as well.
    private long _records = open.CarriedOut;

    /// <summary>True when it is time for one.</summary>
    public bool AreDue => _records >= site.Options.CheckpointRecords && open.Ledger.CanSave && _writing.IsCompleted;

    /// <summary>True when it is time even if others have to wait.</summary>
    public bool AreOverdue => _records >= 2 * site.Options.CheckpointRecords;

    /// <summary>True when there is anything that the last one has not.</summary>
    public bool AreWanted => _records > 0 && open.Ledger.CanSave;

    /// <summary>So many records were written.</summary>
    public void Count(int records) => _records += records;

    /// <summary>Copies the state, which is that behind a durable place, and begins to write it.</summary>
    public void Begin(GroupPlace place)
    {
        _records = 0;
        _copy.Clear();
        open.Ledger.Save(_copy);
        _writing = WriteAsync(place);
    }

    /// <summary>Waits for what is being written, and writes a last one if there is anything new.</summary>
    public async Task FinishAsync(GroupPlace place)
    {
        await _writing;
        if (AreWanted)
        {
            Begin(place);
            await _writing;
        }
    }

    public async ValueTask DisposeAsync() => await _writing;

    private async Task WriteAsync(GroupPlace place)
    {
        try
        {
            await open.Journal.SaveCheckpointAsync(place, site.Stamp, _copy.Octets()).ConfigureAwait(false);
            LogWritten(log, site.Stream, place.Sequence, place.Records);
        }
        catch (JournalException e)
        {
            LogNotWritten(log, site.Stream, place.Sequence, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Stream}: checkpoint behind group {Sequence}, record {Records}")]
    private static partial void LogWritten(ILogger log, string stream, long sequence, long records);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Stream}: no checkpoint behind group {Sequence}: {Why}")]
    private static partial void LogNotWritten(ILogger log, string stream, long sequence, string why);
}
