using Npgsql;

namespace Clearing.Journal.Postgres;

/// <summary>
/// Appends to one stream: a connection of its own, one prepared statement, one round trip. The statement changes the
/// stream's row on its condition, and the lock on that row is what makes two writers take turns.
/// </summary>
internal sealed class PostgresAppender : IAsyncDisposable
{
    private const string Moved = """
        WITH moved AS (
            UPDATE clearing.streams SET sequence = $3, records = $4, instant = $5, hash = $6
            WHERE id = $1 AND epoch = $2 AND sequence = $3 - 1 RETURNING id)
        """;

    private readonly string _location;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _plain;
    private readonly NpgsqlCommand _withTexts;

    private PostgresAppender(string location, NpgsqlConnection connection, int id)
    {
        _location = location;
        _connection = connection;
        const string Group = " INSERT INTO clearing.groups SELECT id, $3, $7 FROM moved";
        _plain = Command(id, Moved + Group, texts: false);
        _withTexts = Command(
            id, Moved + ", kept AS (INSERT INTO clearing.texts SELECT id, $3, $8 FROM moved)" + Group, texts: true);
    }

    public static async Task<PostgresAppender> OpenAsync(PostgresStore store, int id, CancellationToken cancellation)
    {
        try
        {
            NpgsqlConnection connection = await store.ConnectAsync(cancellation).ConfigureAwait(false);
            PostgresAppender appender = new(store.Location, connection, id);
            await appender._plain.PrepareAsync(cancellation).ConfigureAwait(false);
            return appender;
        }
        catch (Exception fault) when (PostgresFaults.IsOne(fault))
        {
            throw PostgresFaults.Of(store.Location, fault, appending: false);
        }
    }

    /// <summary>On the caller's thread from end to end: no pool has to have a thread free for it.</summary>
    public bool Append(long epoch, in PendingGroup group)
    {
        NpgsqlCommand command = group.Texts.IsEmpty ? _plain : _withTexts;
        NpgsqlParameterCollection parameters = command.Parameters;
        ((NpgsqlParameter<long>)parameters[1]).TypedValue = epoch;
        ((NpgsqlParameter<long>)parameters[2]).TypedValue = group.Place.Sequence;
        ((NpgsqlParameter<long>)parameters[3]).TypedValue = group.Place.Records;
        ((NpgsqlParameter<long>)parameters[4]).TypedValue = group.Place.Instant;
        ((NpgsqlParameter<byte[]>)parameters[5]).TypedValue = group.Place.Hash.ToArray();
        ((NpgsqlParameter<ReadOnlyMemory<byte>>)parameters[6]).TypedValue = group.Body;
        if (!group.Texts.IsEmpty)
        {
            ((NpgsqlParameter<ReadOnlyMemory<byte>>)parameters[7]).TypedValue = group.Texts;
        }

        try
        {
            return command.ExecuteNonQuery() > 0;
        }
        catch (Exception fault) when (PostgresFaults.IsOne(fault))
        {
            throw PostgresFaults.Of(_location, fault, appending: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _plain.DisposeAsync().ConfigureAwait(false);
        await _withTexts.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private NpgsqlCommand Command(int id, string sql, bool texts)
    {
        NpgsqlCommand command = new(sql, _connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = id });
        for (int i = 0; i < 4; i++)
        {
            command.Parameters.Add(new NpgsqlParameter<long>());
        }

        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = [] });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>>());
        if (texts)
        {
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>>());
        }

        return command;
    }
}
