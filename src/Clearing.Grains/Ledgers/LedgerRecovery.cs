using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Clearing.Journal;
using Clearing.Settlement.Ledgers;
using Microsoft.Extensions.Logging;

namespace Clearing.Grains.Ledgers;

/// <summary>A ledger that is as its journal says.</summary>
/// <param name="Ledger">It.</param>
/// <param name="Journal">Its stream, opened for its writer.</param>
/// <param name="Sealed">What left its memory.</param>
/// <param name="CarriedOut">Records that were carried out again: those that no checkpoint has.</param>
internal sealed record OpenLedger(Ledger Ledger, IJournal Journal, ISealedIds Sealed, long CarriedOut);

/// <summary>
/// Opens a ledger: takes the stream, loads the newest checkpoint, carries out what is behind it again, and believes
/// nothing that cannot be checked.
/// </summary>
internal static partial class LedgerRecovery
{
    // Records that take some seconds to be carried out, so that somebody who waits wants to know.
    private const long LongReading = 1_000_000;

    /// <exception cref="JournalException">The store cannot be had, or says that something is wrong.</exception>
    /// <exception cref="LedgerHaltException">
    /// The journal is whole, but this program makes something else of it.
    /// </exception>
    public static async Task<OpenLedger> OpenAsync(LedgerSite site, ILogger log, CancellationToken cancellation)
    {
        IJournal journal = await site.Store.OpenAsync(site.Stream, cancellation);
        try
        {
            ISealedIds ids = await journal.SealedIdsAsync(cancellation);
            (Ledger ledger, GroupPlace place) = await LoadAsync(site, journal, ids, log, cancellation);
            long behind = journal.Tail.Records - place.Records;
            if (behind >= LongReading)
            {
                LogReading(log, site.Stream, behind, place.Sequence);
            }

            var replay = new LedgerReplay(site, ledger);
            await foreach (JournalGroup group in journal.ReadAsync(place, site.Stamp.World, cancellation))
            {
                replay.Run(group);
                await Archive.CatchUpAsync(ledger, ids);
            }

            if (ledger.MoneyFault() is { } fault)
            {
                throw new LedgerHaltException(
                    $"Stream {site.Stream}, behind group {journal.Tail.Sequence}: {fault} Do not serve from it; keep "
                    + "the store as evidence.");
            }

            LogOpen(log, site.Stream, journal.Epoch, journal.Tail.Sequence, journal.Tail.Records, place.Sequence);
            return new OpenLedger(ledger, journal, ids, behind);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    // Linked systems have no checkpoints: their journal is carried out from its beginning.
    private static async Task<(Ledger Ledger, GroupPlace Place)> LoadAsync(
        LedgerSite site, IJournal journal, ISealedIds ids, ILogger log, CancellationToken cancellation)
    {
        List<string> passedOver = [];
        Checkpoint? checkpoint = await journal.NewestCheckpointAsync(passedOver, cancellation);
        passedOver.ForEach(why => LogPassedOver(log, site.Stream, why));
        if (checkpoint is not null && checkpoint.Stamp.World == site.Stamp.World)
        {
            try
            {
                var ledger = Ledger.Load(site.Book, checkpoint.State.Span);
                if (ledger.RunsMade <= ids.Runs)
                {
                    return (ledger, checkpoint.Place);
                }

                LogPassedOver(log, site.Stream, "instructions that left memory before it are not sealed.");
            }
            catch (InvalidDataException e)
            {
                LogPassedOver(log, site.Stream, e.Message);
            }
        }

        return (new Ledger(site.Book), await journal.BeginningAsync(cancellation));
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Stream}: open in epoch {Epoch} behind group {Sequence}, record {Records}; read from group {From}")]
    private static partial void LogOpen(
        ILogger log, string stream, long epoch, long sequence, long records, long from);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Stream}: carries out {Records} records behind group {From} again, which takes a while")]
    private static partial void LogReading(ILogger log, string stream, long records, long from);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream}: a checkpoint was passed over: {Why}")]
    private static partial void LogPassedOver(ILogger log, string stream, string why);
}

/// <summary>Carries groups of a journal out again.</summary>
/// <param name="stream">Whose groups they are.</param>
/// <param name="engine">The version of the engine here.</param>
/// <param name="ledger">What carries them out.</param>
internal sealed class LedgerReplay(string stream, uint engine, Ledger ledger)
{
    private readonly List<LedgerCommand> _commands = [];
    private CommandResult[] _results = new CommandResult[256];
    private byte[] _octets = new byte[1 << 16];

    public LedgerReplay(LedgerSite site, Ledger ledger)
        : this(site.Stream, site.Stamp.EngineVersion, ledger)
    {
    }

    /// <summary>Told of each slice that was carried out; null = nobody.</summary>
    public Action? Told { get; init; }

    /// <summary>The commands of the slice that was carried out last.</summary>
    public ReadOnlySpan<LedgerCommand> Commands => CollectionsMarshal.AsSpan(_commands);

    /// <exception cref="LedgerHaltException">It does not come to what the journal says.</exception>
    public void Run(in JournalGroup group)
    {
        if (group.Head.Stamp.EngineVersion != engine)
        {
            throw Halt(group, $"it was written by engine version {group.Head.Stamp.EngineVersion}, and this is "
                + $"{engine}: start from a checkpoint that the older program wrote when it closed");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            ReadOnlySpan<byte> rest = group.Payload.Span;
            for (int at = 0; at < rest.Length;)
            {
                at += LedgerRecords.ReadSlice(rest[at..], _commands, out long time, at);
                Run(time, hash);
            }
        }
        catch (Exception e) when (e is not LedgerHaltException)
        {
            throw Halt(group, e.Message, e);
        }

        if (new Hash256(hash.GetHashAndReset()) != group.Head.Digest)
        {
            throw Halt(group, "its events are others than those of which its digest was made");
        }
    }

    private void Run(long time, IncrementalHash hash)
    {
        if (_results.Length < _commands.Count)
        {
            _results = new CommandResult[_commands.Count];
        }

        ledger.Replay(
            time, Commands,
            _results.AsSpan(0, _commands.Count));
        int octets = ledger.Events.Octets;
        if (_octets.Length < octets)
        {
            _octets = new byte[octets];
        }

        ledger.Events.WriteTo(_octets);
        hash.AppendData(_octets.AsSpan(0, octets));
        Told?.Invoke();
    }

    private LedgerHaltException Halt(in JournalGroup group, string why, Exception? inner = null) => new(
        $"Stream {stream}, group {group.Head.Sequence}: {why}. Nothing was guessed and nothing is served; use the "
        + "program and the world that wrote it, and keep the store as evidence.",
        inner);
}
