using System.Globalization;
using System.Runtime.CompilerServices;
using Clearing.Audit.Format;
using Microsoft.Data.Sqlite;

namespace Clearing.Audit.Stores;

/// <summary>
/// The journal of a data folder. Every statement is a short one, so that a service that writes meanwhile can write its
/// log back.
/// </summary>
internal sealed class SqliteStoredJournal : IStoredJournal
{
    private const string FileName = "journal.db";
    private const string WitnessName = "journal.witness";
    private const string LockName = "journal.lock";
    private const int SequenceBits = 40;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;

    private SqliteStoredJournal(string folder, SqliteConnection connection)
    {
        Location = folder;
        _connection = connection;
        IsServed = IsLocked(Path.Combine(folder, LockName));
    }

    public string Location { get; }

    public bool IsServed { get; }

    public static SqliteStoredJournal Open(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new StoreUnreadableException($"{folder} has no {FileName}.");
        }

        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            return new SqliteStoredJournal(folder, connection);
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw new StoreUnreadableException($"{path} cannot be opened: {refused.Message}", refused);
        }
    }

    public Task<IReadOnlyList<StoredStream>> StreamsAsync(CancellationToken cancellation) => Task.FromResult(Try(() =>
    {
        List<StoredStream> streams = [];
        using SqliteCommand all = Command(
            """
            SELECT id, name, epoch, first_sequence, first_records, first_instant, first_hash, sequence, records,
                instant, hash, (
                    SELECT count(*) FROM groups g WHERE g.id > (s.id << 40) + s.sequence AND g.id < (s.id + 1) << 40)
            FROM streams s
            """);
        using SqliteDataReader row = all.ExecuteReader();
        while (row.Read())
        {
            streams.Add(new StoredStream(
                row.GetInt64(0), row.GetString(1), row.GetInt64(2),
                new StoredPlace(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetFieldValue<byte[]>(6)),
                new StoredPlace(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetFieldValue<byte[]>(10)),
                row.GetInt64(11)));
        }

        streams.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return (IReadOnlyList<StoredStream>)streams;
    }));

    public Task<string?> StrayAsync(CancellationToken cancellation) => Task.FromResult(Try(() =>
    {
        using SqliteCommand strays = Command(
            """
            SELECT 'groups' FROM groups WHERE id >> 40 NOT IN (SELECT id FROM streams)
            UNION SELECT 'texts' FROM texts WHERE id >> 40 NOT IN (SELECT id FROM streams)
            UNION SELECT 'heads' FROM heads WHERE stream NOT IN (SELECT id FROM streams)
            ORDER BY 1
            """);
        using SqliteDataReader row = strays.ExecuteReader();
        List<string> tables = [];
        while (row.Read())
        {
            tables.Add(row.GetString(0));
        }

        return tables.Count == 0 ? null : $"there are rows of no stream in {string.Join(", ", tables)}";
    }));

    public Task<IReadOnlyList<StoredFact>> FactsAsync(CancellationToken cancellation) => Task.FromResult(Try(() =>
    {
        List<StoredFact> facts = [];
        using SqliteCommand all = Command("SELECT key, value, checksum FROM facts ORDER BY key");
        using SqliteDataReader row = all.ExecuteReader();
        while (row.Read())
        {
            facts.Add(new StoredFact(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2)));
        }

        return (IReadOnlyList<StoredFact>)facts;
    }));

    public Task<IReadOnlyDictionary<string, StoredWitness>> WitnessesAsync(CancellationToken cancellation)
    {
        Dictionary<string, StoredWitness> witnesses = [];
        string path = Path.Combine(Location, WitnessName);
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            string[] words = line.Split(' ', 4);
            if (words.Length == 4
                && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
                && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            {
                witnesses[words[3]] = new StoredWitness(epoch, sequence, words[2]);
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, StoredWitness>>(witnesses);
    }

    public async IAsyncEnumerable<StoredGroup> GroupsAsync(
        StoredStream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        using SqliteCommand next = Command(
            "SELECT id, body FROM groups WHERE id > $after AND id <= $tail ORDER BY id LIMIT 1");
        SqliteParameter after = next.Parameters.Add("$after", SqliteType.Integer);
        next.Parameters.AddWithValue("$tail", Key(stream, stream.Tail.Sequence));
        long sequence = stream.First.Sequence;
        while (sequence < stream.Tail.Sequence)
        {
            cancellation.ThrowIfCancellationRequested();
            after.Value = Key(stream, sequence);
            StoredGroup? group = Try(() =>
            {
                using SqliteDataReader row = next.ExecuteReader();
                return row.Read()
                    ? new StoredGroup(row.GetInt64(0) & ((1L << SequenceBits) - 1), row.GetFieldValue<byte[]>(1))
                    : (StoredGroup?)null;
            });
            if (group is not { } found)
            {
                yield break;
            }

            sequence = found.Sequence;
            yield return found;
        }
    }

    public Task<byte[]?> TextsAsync(StoredStream stream, long sequence, CancellationToken cancellation) =>
        Task.FromResult(Single("SELECT body FROM texts WHERE id = $1", Key(stream, sequence)));

    public Task<long> TextCountAsync(StoredStream stream, CancellationToken cancellation) => Task.FromResult(Try(() =>
    {
        using SqliteCommand count = Command("SELECT count(*) FROM texts WHERE id > $1 AND id <= $2");
        count.Parameters.AddWithValue("$1", Key(stream, 0));
        count.Parameters.AddWithValue("$2", Key(stream, stream.Tail.Sequence));
        return (long)count.ExecuteScalar()!;
    }));

    public Task<IReadOnlyList<StoredHead>> HeadsAsync(
        StoredStream stream, int kind, CancellationToken cancellation) => Task.FromResult(Try(() =>
    {
        List<StoredHead> heads = [];
        using SqliteCommand all = Command(
            "SELECT number, epoch, body FROM heads WHERE stream = $1 AND kind = $2 ORDER BY number, epoch");
        all.Parameters.AddWithValue("$1", stream.Id);
        all.Parameters.AddWithValue("$2", kind);
        using SqliteDataReader row = all.ExecuteReader();
        while (row.Read())
        {
            heads.Add(new StoredHead(kind, row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)));
        }

        return (IReadOnlyList<StoredHead>)heads;
    }));

    public Task<byte[]?> PartAsync(
        StoredStream stream, StoredHead head, int part, CancellationToken cancellation) => Task.FromResult(Single(
            "SELECT body FROM parts WHERE stream = $1 AND kind = $2 AND number = $3 AND epoch = $4 AND part = $5",
            stream.Id, head.Kind, head.Number, head.Epoch, part));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static long Key(StoredStream stream, long sequence) => (stream.Id << SequenceBits) + sequence;

    private static bool IsLocked(string path)
    {
        try
        {
            using FileStream free = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private byte[]? Single(string sql, params ReadOnlySpan<long> parameters)
    {
        using SqliteCommand command = Command(sql);
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue("$" + (i + 1).ToString(CultureInfo.InvariantCulture), parameters[i]);
        }

        return Try(() => command.ExecuteScalar() as byte[]);
    }

    private SqliteCommand Command(string sql) => new(sql, _connection);

    private T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is Corrupt or NotADatabase)
        {
            throw new DamageException(-1, $"the database itself is damaged: {damaged.Message}");
        }
        catch (SqliteException refused)
        {
            throw new StoreUnreadableException($"{Location}/{FileName} cannot be read: {refused.Message}", refused);
        }
    }
}
