using System.Security.Cryptography;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Microsoft.Data.Sqlite;

namespace Clearing.Audit.Tests;

/// <summary>
/// Makes the journal of a ledger group by group and writes it as docs/reference/journal.md says, with code of its own:
/// no room that writes journals is asked. What it writes may be changed before and after.
/// </summary>
internal sealed class JournalMaker : IDisposable
{
    private const string Tables = """
        CREATE TABLE streams (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL,
            first_sequence INTEGER NOT NULL, first_records INTEGER NOT NULL, first_instant INTEGER NOT NULL,
            first_hash BLOB NOT NULL,
            sequence INTEGER NOT NULL, records INTEGER NOT NULL, instant INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE TABLE groups (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE texts (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE heads (
            stream INTEGER NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL, epoch INTEGER NOT NULL,
            body BLOB NOT NULL, PRIMARY KEY (stream, kind, number, epoch)) STRICT, WITHOUT ROWID;
        CREATE TABLE parts (
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL, epoch INTEGER NOT NULL,
            part INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (stream, kind, number, epoch, part)) STRICT;
        CREATE TABLE facts (key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        PRAGMA application_id = 0x434c4a31;
        PRAGMA user_version = 1;
        """;

    private long _time = Bench.OpenAt;

    public JournalMaker(AuditedLedger? audited = null)
    {
        Audited = audited ?? Bench.Ledger();
        Ledger = new Ledger(Audited.Book);
        Folder = Directory.CreateTempSubdirectory("clearing-audit-").FullName;
    }

    public AuditedLedger Audited { get; }

    public Ledger Ledger { get; }

    public string Folder { get; }

    public List<GroupDraft> Groups { get; } = [];

    /// <summary>Epoch of the stream's last opener.</summary>
    public long Epoch { get; set; } = 1;

    /// <summary>
    /// Carries out each of these as a slice of its own, and makes them a group. What is refused is written all the
    /// same: as a program would that does not know a repetition.
    /// </summary>
    public GroupDraft Add(params LedgerCommand[][] slices) => Make([], slices);

    /// <summary>A group of one slice in which nobody asks for anything.</summary>
    public GroupDraft AddTime() => Make([], [[]]);

    /// <summary>A group of one slice whose records have these digests of their messages.</summary>
    public GroupDraft Add(byte[] digests, LedgerCommand[] slice) => Make(digests, [slice]);

    /// <summary>Three groups of payments, and what the systems did by themselves.</summary>
    public JournalMaker AddSome()
    {
        AddTime();
        Add([Bench.Pay(1), Bench.Pay(2, 1, 2, 20)], [Bench.Pay(3, 2, 3, 30)]);
        Add([Bench.Pay(4, 3, 0, 40)], [Bench.Order(5, SettlementCommand.AddBalance(0, 2, 500))]);
        return this;
    }

    /// <summary>Writes everything: each group with its checksum, the hash of the one before it, and the row.</summary>
    public JournalMaker Write()
    {
        Run(Tables);
        byte[] hash = new byte[32];
        long records = 0;
        for (int i = 0; i < Groups.Count; i++)
        {
            byte[] body = Groups[i].Write(i + 1, records, hash);
            Run("INSERT INTO groups VALUES ($1, $2)", Key(i + 1), body);
            if (Groups[i].Texts.Length > 0)
            {
                Run("INSERT INTO texts VALUES ($1, $2)", Key(i + 1), Groups[i].Texts);
            }

            records += Groups[i].Records;
            hash = SHA256.HashData(body);
        }

        Run("INSERT INTO streams VALUES (1, $1, $2, 0, 0, $3, $4, $5, $6, $7, $8)",
            Audited.Stream, Epoch, long.MinValue, new byte[32], Groups.Count, records,
            Groups.Count == 0 ? long.MinValue : Groups[^1].Last, hash);
        return this;
    }

    public static long Key(long sequence, long stream = 1) => (stream << 40) + sequence;

    public byte[] Body(long sequence)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand ask = new("SELECT body FROM groups WHERE id = $1", connection);
        ask.Parameters.AddWithValue("$1", Key(sequence));
        return (byte[])ask.ExecuteScalar()!;
    }

    public void Put(long sequence, byte[] body) =>
        Run("UPDATE groups SET body = $2 WHERE id = $1", Key(sequence), body);

    /// <summary>Changes the file.</summary>
    public int Run(string sql, params object[] parameters)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = new(sql, connection);
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", parameters[i]);
        }

        return command.ExecuteNonQuery();
    }

    /// <summary>Audits what there is.</summary>
    public async Task<AuditReport> AuditAsync(bool isTold = true)
    {
        using AuditResult result = await JournalAudit.RunAsync(
            new AuditPlace(Folder, null), isTold ? [Audited] : null,
            cancellation: TestContext.Current.CancellationToken);
        return result.Report;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private GroupDraft Make(byte[] digests, LedgerCommand[][] slices)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<byte> payload = [];
        int records = 0;
        long first = 0;
        foreach (LedgerCommand[] slice in slices)
        {
            _time = slice is [{ IsScripted: true } scripted, ..] ? scripted.Command.Time : _time + 10;
            first = first == 0 ? _time : first;
            CommandResult[] results = new CommandResult[slice.Length];
            Ledger.Execute(_time, slice, results);
            byte[] events = new byte[Ledger.Events.Octets];
            Ledger.Events.WriteTo(events);
            digest.AppendData(events);
            byte[] octets = new byte[16 + (slice.Length * LedgerRecords.MostRecordOctets)];
            int length = LedgerRecords.WriteSlice(octets, _time, slice, Accepted(results), digests, out int count);
            payload.AddRange(octets.AsSpan(0, length));
            records += count;
        }

        GroupDraft draft = new()
        {
            World = Audited.World,
            Records = records,
            Slices = slices.Length,
            First = first,
            Last = _time,
            Digest = digest.GetHashAndReset(),
            Payload = [.. payload],
        };
        Groups.Add(draft);
        return draft;
    }

    private static CommandResult[] Accepted(CommandResult[] results) =>
        [.. results.Select(result => result with { Verdict = Verdict.Accepted })];

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(Folder, "journal.db"),
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        using SqliteCommand fast = new("PRAGMA synchronous = OFF", connection);
        fast.ExecuteNonQuery();
        return connection;
    }
}
