using System.Runtime.CompilerServices;
using Clearing.Journal.Storage;
using Npgsql;

namespace Clearing.Journal.Postgres;

/// <summary>
/// The tables of one stream. Appends have a connection of their own, everything else borrows one of the pool.
/// </summary>
internal sealed class PostgresTables(PostgresStore store, string stream) : IStreamTables
{
    private const int BodiesAtOnce = 32;
    private const int SweepParts = 64;

    private const string Columns = """
        id, epoch, first_sequence, first_records, first_instant, first_hash, sequence, records, instant, hash
        """;

    private PostgresAppender? _appender;

    // 0 until the stream's row was seen; it never changes after that.
    private int _id;

    /// <summary>Takes the next epoch, and makes the stream when it is new.</summary>
    public async Task<StreamRow> OpenAsync(CancellationToken cancellation)
    {
        StreamRow row = await store.RunAsync(async session =>
        {
            await using (NpgsqlCommand make = new(
                """
                INSERT INTO clearing.streams (name, epoch, first_sequence, first_records, first_instant, first_hash,
                    sequence, records, instant, hash)
                VALUES ($1, 0, 0, 0, $2, $3, 0, 0, $2, $3) ON CONFLICT DO NOTHING
                """,
                session))
            {
                make.Parameters.Add(Of(stream));
                make.Parameters.Add(Of(GroupPlace.Start.Instant));
                make.Parameters.Add(Of(GroupPlace.Start.Hash.ToArray()));
                await make.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            await using NpgsqlCommand take = new(
                $"UPDATE clearing.streams SET epoch = epoch + 1 WHERE name = $1 RETURNING {Columns}", session);
            take.Parameters.Add(Of(stream));
            return (await RowAsync(take, cancellation).ConfigureAwait(false))!.Value;
        }, cancellation).ConfigureAwait(false);
        await ConnectAsync(cancellation).ConfigureAwait(false);
        return row;
    }

    /// <summary>Makes ready to append to a stream that is there.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await RowAsync(cancellation).ConfigureAwait(false);
        _appender = await PostgresAppender.OpenAsync(store, _id, cancellation).ConfigureAwait(false);
    }

    public ValueTask<StreamRow?> RowAsync(CancellationToken cancellation) => store.RunAsync(async session =>
    {
        await using NpgsqlCommand ask = new($"SELECT {Columns} FROM clearing.streams WHERE name = $1", session);
        ask.Parameters.Add(Of(stream));
        return await RowAsync(ask, cancellation).ConfigureAwait(false);
    }, cancellation);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BodiesAsync(
        long after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Some at a time: whoever ends the reading early would else have to wait for all that the server had sent.
        byte[][] bodies = new byte[BodiesAtOnce][];
        int[] octets = new int[BodiesAtOnce];
        int count;
        do
        {
            (count, after) = await SomeBodiesAsync(after, upTo, bodies, octets, cancellation).ConfigureAwait(false);
            for (int i = 0; i < count; i++)
            {
                yield return bodies[i].AsMemory(0, octets[i]);
            }
        }
        while (count == BodiesAtOnce);
    }

    public ValueTask<byte[]?> TextsAsync(long sequence, CancellationToken cancellation) => SingleAsync(
        "SELECT body FROM clearing.texts WHERE stream = $1 AND sequence = $2", cancellation, Of(sequence));

    public bool Append(long epoch, in PendingGroup group) => _appender!.Append(epoch, group);

    public ValueTask<bool> CutAsync(long epoch, GroupPlace beginning, CancellationToken cancellation) =>
        WriteAsync(epoch, async session =>
        {
            foreach (string table in (string[])["groups", "texts"])
            {
                await ExecuteAsync(
                    session, $"DELETE FROM clearing.{table} WHERE stream = $1 AND sequence <= $2", cancellation,
                    Of(beginning.Sequence)).ConfigureAwait(false);
            }

            // Last, since the row is locked from here to the end, and appends wait for it.
            return await ExecuteAsync(
                session,
                """
                UPDATE clearing.streams SET first_sequence = $3, first_records = $4, first_instant = $5, first_hash = $6
                WHERE id = $1 AND epoch = $2
                """,
                cancellation,
                Of(epoch),
                Of(beginning.Sequence),
                Of(beginning.Records),
                Of(beginning.Instant),
                Of(beginning.Hash.ToArray())).ConfigureAwait(false) == 1;
        }, cancellation);

    public ValueTask<IReadOnlyList<StoredHead>> HeadsAsync(StoredKind kind, CancellationToken cancellation) =>
        store.RunAsync<IReadOnlyList<StoredHead>>(async session =>
        {
            List<StoredHead> heads = [];
            await using NpgsqlCommand all = await CommandAsync(
                session,
                "SELECT number, epoch, body FROM clearing.heads WHERE stream = $1 AND kind = $2",
                cancellation,
                Of((int)kind)).ConfigureAwait(false);
            await using NpgsqlDataReader rows = await all.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
            {
                heads.Add(new StoredHead(
                    new StoredKey(kind, rows.GetInt64(0), rows.GetInt64(1)), rows.GetFieldValue<byte[]>(2)));
            }

            return heads;
        }, cancellation);

    public ValueTask<byte[]?> PartAsync(StoredKey key, int part, CancellationToken cancellation) => SingleAsync(
        """
        SELECT body FROM clearing.parts
        WHERE stream = $1 AND kind = $2 AND number = $3 AND epoch = $4 AND part = $5
        """,
        cancellation,
        [.. Of(key), Of(part)]);

    public ValueTask<bool> PutPartsAsync(
        StoredKey key, int first, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellation) =>
        WriteAsync(key.Epoch, async session =>
        {
            for (int i = 0; i < parts.Count; i++)
            {
                await ExecuteAsync(
                    session, "INSERT INTO clearing.parts VALUES ($1, $2, $3, $4, $5, $6)", cancellation,
                    [.. Of(key), Of(first + i), Of(parts[i])]).ConfigureAwait(false);
            }

            return true;
        }, cancellation);

    public ValueTask<bool> PutHeadAsync(StoredHead head, CancellationToken cancellation) => WriteAsync(
        head.Key.Epoch,
        async session => await ExecuteAsync(
            session,
            """
            INSERT INTO clearing.heads SELECT $1, $2, $3, $4, $5 FROM clearing.streams
            WHERE id = $1 AND epoch = $4 FOR SHARE
            """,
            cancellation,
            [.. Of(head.Key), Of(head.Octets)]).ConfigureAwait(false) == 1,
        cancellation);

    public ValueTask<bool> DropHeadAsync(long epoch, StoredKey key, CancellationToken cancellation) => WriteAsync(
        epoch,
        async session => await ExecuteAsync(
            session,
            "DELETE FROM clearing.heads WHERE stream = $1 AND kind = $2 AND number = $3 AND epoch = $4",
            cancellation,
            Of(key)).ConfigureAwait(false) >= 0,
        cancellation);

    public ValueTask<bool> SweepAsync(long epoch, StoredKind kind, CancellationToken cancellation) => WriteAsync(
        epoch,
        async session => await ExecuteAsync(
            session,
            """
            DELETE FROM clearing.parts WHERE ctid IN (
                SELECT p.ctid FROM clearing.parts p WHERE p.stream = $1 AND p.kind = $2 AND NOT EXISTS (
                    SELECT FROM clearing.heads h WHERE h.stream = p.stream AND h.kind = p.kind
                        AND h.number = p.number AND h.epoch = p.epoch)
                LIMIT $3)
            """,
            cancellation,
            Of((int)kind),
            Of(SweepParts)).ConfigureAwait(false) > 0,
        cancellation);

    public ValueTask DisposeAsync() => _appender?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ValueTask<(int Count, long Last)> SomeBodiesAsync(
        long after, long upTo, byte[][] bodies, int[] octets, CancellationToken cancellation) =>
        store.RunAsync(async session =>
        {
            await using NpgsqlCommand ask = await CommandAsync(
                session,
                $"""
                SELECT sequence, body FROM clearing.groups WHERE stream = $1 AND sequence > $2 AND sequence <= $3
                ORDER BY sequence LIMIT {BodiesAtOnce}
                """,
                cancellation,
                Of(after),
                Of(upTo)).ConfigureAwait(false);
            await using NpgsqlDataReader rows = await ask
                .ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellation).ConfigureAwait(false);
            int count = 0;
            for (; await rows.ReadAsync(cancellation).ConfigureAwait(false); count++)
            {
                after = rows.GetInt64(0);
                await using Stream body = rows.GetStream(1);
                octets[count] = (int)body.Length;
                if (bodies[count] is null || bodies[count].Length < octets[count])
                {
                    bodies[count] = new byte[octets[count]];
                }

                await body.ReadExactlyAsync(bodies[count].AsMemory(0, octets[count]), cancellation)
                    .ConfigureAwait(false);
            }

            return (count, after);
        }, cancellation);

    // A transaction that is made only under the epoch. A writer that loses it in just this moment leaves parts that
    // bear its epoch, which no head names and the next writer sweeps away.
    private ValueTask<bool> WriteAsync(
        long epoch, Func<NpgsqlConnection, Task<bool>> work, CancellationToken cancellation) =>
        store.RunAsync(async session =>
        {
            await using NpgsqlTransaction transaction =
                await session.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using NpgsqlCommand ask = await CommandAsync(
                session, "SELECT 1 FROM clearing.streams WHERE id = $1 AND epoch = $2", cancellation, Of(epoch))
                .ConfigureAwait(false);
            if (await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is null
                || !await work(session).ConfigureAwait(false))
            {
                return false;
            }

            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return true;
        }, cancellation);

    private ValueTask<byte[]?> SingleAsync(
        string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        store.RunAsync(async session =>
        {
            await using NpgsqlCommand ask =
                await CommandAsync(session, sql, cancellation, parameters).ConfigureAwait(false);
            return (byte[]?)await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        }, cancellation);

    private async Task<int> ExecuteAsync(
        NpgsqlConnection session, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using NpgsqlCommand command =
            await CommandAsync(session, sql, cancellation, parameters).ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    // The stream is the first parameter of every statement.
    private async Task<NpgsqlCommand> CommandAsync(
        NpgsqlConnection session, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        if (_id == 0)
        {
            await using NpgsqlCommand ask = new($"SELECT {Columns} FROM clearing.streams WHERE name = $1", session);
            ask.Parameters.Add(Of(stream));
            await RowAsync(ask, cancellation).ConfigureAwait(false);
        }

        NpgsqlCommand command = new(sql, session);
        command.Parameters.Add(Of(_id));
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private async Task<StreamRow?> RowAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        if (!await row.ReadAsync(cancellation).ConfigureAwait(false))
        {
            return null;
        }

        _id = row.GetInt32(0);
        return new StreamRow(row.GetInt64(1), Place(row, 2), Place(row, 6));
    }

    private static GroupPlace Place(NpgsqlDataReader row, int column) => new(
        row.GetInt64(column),
        row.GetInt64(column + 1),
        row.GetInt64(column + 2),
        new Hash256(row.GetFieldValue<byte[]>(column + 3)));

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter[] Of(StoredKey key) => [Of((int)key.Kind), Of(key.Number), Of(key.Epoch)];
}
