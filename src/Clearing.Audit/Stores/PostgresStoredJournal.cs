using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Clearing.Audit.Format;
using Npgsql;

namespace Clearing.Audit.Stores;

/// <summary>The journal in a PostgreSQL database, in transactions that may only read.</summary>
internal sealed class PostgresStoredJournal : IStoredJournal
{
    private readonly NpgsqlDataSource _source;

    private PostgresStoredJournal(NpgsqlDataSource source, string location)
    {
        _source = source;
        Location = location;
    }

    public string Location { get; }

    /// <summary>Nothing in the database says so.</summary>
    public bool IsServed => false;

    public static PostgresStoredJournal Open(string connection)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "clearing verify" };
        }
        catch (ArgumentException wrong)
        {
            throw new StoreUnreadableException(
                $"The connection to PostgreSQL is not written as it must be: {wrong.Message}", wrong);
        }

        settings.Options = $"{settings.Options} -c default_transaction_read_only=on".Trim();
        return new PostgresStoredJournal(
            NpgsqlDataSource.Create(settings), $"{settings.Host}:{settings.Port}/{settings.Database}");
    }

    public Task<IReadOnlyList<StoredStream>> StreamsAsync(CancellationToken cancellation) => ListAsync(
        """
        SELECT id, name, epoch, first_sequence, first_records, first_instant, first_hash, sequence, records, instant,
            hash, (SELECT count(*) FROM clearing.groups g WHERE g.stream = s.id AND g.sequence > s.sequence)
        FROM clearing.streams s ORDER BY name
        """,
        [],
        row => new StoredStream(
            row.GetInt32(0), row.GetString(1), row.GetInt64(2),
            new StoredPlace(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetFieldValue<byte[]>(6)),
            new StoredPlace(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetFieldValue<byte[]>(10)),
            row.GetInt64(11)),
        cancellation);

    public async Task<string?> StrayAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> tables = await ListAsync(
            """
            SELECT 'groups' WHERE EXISTS (
                SELECT 1 FROM clearing.groups WHERE stream NOT IN (SELECT id FROM clearing.streams))
            UNION SELECT 'texts' WHERE EXISTS (
                SELECT 1 FROM clearing.texts WHERE stream NOT IN (SELECT id FROM clearing.streams))
            UNION SELECT 'heads' WHERE EXISTS (
                SELECT 1 FROM clearing.heads WHERE stream NOT IN (SELECT id FROM clearing.streams))
            ORDER BY 1
            """,
            [],
            row => row.GetString(0),
            cancellation).ConfigureAwait(false);
        return tables.Count == 0 ? null : $"there are rows of no stream in {string.Join(", ", tables)}";
    }

    public Task<IReadOnlyList<StoredFact>> FactsAsync(CancellationToken cancellation) => ListAsync(
        "SELECT key, value, checksum FROM clearing.facts ORDER BY key",
        [],
        row => new StoredFact(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2)),
        cancellation);

    public Task<IReadOnlyDictionary<string, StoredWitness>> WitnessesAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, StoredWitness>>(new Dictionary<string, StoredWitness>());

    public async IAsyncEnumerable<StoredGroup> GroupsAsync(
        StoredStream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int AtOnce = 16;
        long sequence = stream.First.Sequence;
        while (sequence < stream.Tail.Sequence)
        {
            IReadOnlyList<StoredGroup> groups = await ListAsync(
                $"""
                SELECT sequence, body FROM clearing.groups WHERE stream = $1 AND sequence > $2 AND sequence <= $3
                ORDER BY sequence LIMIT {AtOnce}
                """,
                [stream.Id, sequence, stream.Tail.Sequence],
                row => new StoredGroup(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
                cancellation).ConfigureAwait(false);
            if (groups.Count == 0)
            {
                yield break;
            }

            sequence = groups[^1].Sequence;
            foreach (StoredGroup group in groups)
            {
                yield return group;
            }
        }
    }

    public Task<byte[]?> TextsAsync(StoredStream stream, long sequence, CancellationToken cancellation) =>
        SingleAsync(
            "SELECT body FROM clearing.texts WHERE stream = $1 AND sequence = $2", [stream.Id, sequence],
            cancellation);

    public async Task<long> TextCountAsync(StoredStream stream, CancellationToken cancellation) =>
        (await ListAsync(
            "SELECT count(*) FROM clearing.texts WHERE stream = $1 AND sequence <= $2",
            [stream.Id, stream.Tail.Sequence],
            row => row.GetInt64(0), cancellation).ConfigureAwait(false))[0];

    public Task<IReadOnlyList<StoredHead>> HeadsAsync(StoredStream stream, int kind, CancellationToken cancellation) =>
        ListAsync(
            """
            SELECT number, epoch, body FROM clearing.heads WHERE stream = $1 AND kind = $2 ORDER BY number, epoch
            """,
            [stream.Id, kind],
            row => new StoredHead(kind, row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
            cancellation);

    public Task<byte[]?> PartAsync(
        StoredStream stream, StoredHead head, int part, CancellationToken cancellation) =>
        SingleAsync(
            """
            SELECT body FROM clearing.parts
            WHERE stream = $1 AND kind = $2 AND number = $3 AND epoch = $4 AND part = $5
            """,
            [stream.Id, head.Kind, head.Number, head.Epoch, part],
            cancellation);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<byte[]?> SingleAsync(string sql, long[] parameters, CancellationToken cancellation)
    {
        IReadOnlyList<byte[]> found = await ListAsync(
            sql, parameters, row => row.GetFieldValue<byte[]>(0), cancellation).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        string sql, long[] parameters, Func<NpgsqlDataReader, T> of, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlCommand command = _source.CreateCommand(sql);
            foreach (long parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = parameter });
            }

            await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            List<T> list = [];
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
            {
                list.Add(of(row));
            }

            return list;
        }
        catch (PostgresException damaged) when (
            damaged.SqlState is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted)
        {
            throw new DamageException(-1, $"the database itself is damaged: {damaged.MessageText}");
        }
        catch (Exception refused) when (refused is NpgsqlException or SocketException or TimeoutException)
        {
            throw new StoreUnreadableException($"{Location} cannot be read: {refused.Message}", refused);
        }
    }
}
