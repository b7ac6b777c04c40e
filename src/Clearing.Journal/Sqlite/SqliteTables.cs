using System.Runtime.CompilerServices;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Sqlite;

/// <summary>The tables of one stream. Reads borrow a session each, writes go through the store's one writer.</summary>
internal sealed class SqliteTables(SqliteStore store, string stream) : IStreamTables
{
    private const int SweepParts = 16;
    private const long MostSequence = (1L << SqliteSchema.SequenceBits) - 1;

    // 0 until the stream's row was seen; it never changes after that.
    private long _id;

    /// <summary>Takes the next epoch, and makes the stream when it is new.</summary>
    public StreamRow Open() => store.Write(urgent: true, session =>
    {
        if (Find(session) == 0)
        {
            session["INSERT INTO streams VALUES (NULL, ?1, 0, 0, 0, ?2, ?3, 0, 0, ?2, ?3)"]
                .Bind(1, stream).Bind(2, GroupPlace.Start.Instant).Bind(3, GroupPlace.Start.Hash).Run();
        }

        store.Witness?.Check(stream, Row(session)!.Value);
        session["UPDATE streams SET epoch = epoch + 1 WHERE id = ?1"].Bind(1, _id).Run();
        return Row(session)!.Value;
    });

    public ValueTask<StreamRow?> RowAsync(CancellationToken cancellation) => new(store.Read(Row));

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BodiesAsync(
        long after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // SQLite answers at once or not at all; one statement a group, since a longer one would hold a snapshot and the
        // log could not be written back meanwhile.
        await ValueTask.CompletedTask.ConfigureAwait(false);
        byte[] body = [];
        SqliteSession session = store.Borrow();
        try
        {
            for (long sequence = after; Find(session) != 0 && sequence < upTo;)
            {
                cancellation.ThrowIfCancellationRequested();
                SqliteStatement next = session["SELECT id, body FROM groups WHERE id > ?1 AND id <= ?2 LIMIT 1"];
                if (!next.Bind(1, Key(sequence)).Bind(2, Key(Math.Min(upTo, MostSequence))).Step())
                {
                    break;
                }

                sequence = next.Int64(0) & MostSequence;
                ReadOnlySpan<byte> octets = next.Blob(1);
                if (body.Length < octets.Length)
                {
                    body = new byte[octets.Length];
                }

                octets.CopyTo(body);
                ReadOnlyMemory<byte> read = body.AsMemory(0, octets.Length);
                next.Reset();
                yield return read;
            }
        }
        finally
        {
            store.Return(session);
        }
    }

    public ValueTask<byte[]?> TextsAsync(long sequence, CancellationToken cancellation) => new(store.Read(session =>
        Find(session) == 0 ? null : Single(session["SELECT body FROM texts WHERE id = ?1"].Bind(1, Key(sequence)))));

    public bool Append(long epoch, in PendingGroup group)
    {
        PendingGroup copy = group;
        return store.Write(urgent: true, session => Append(session, epoch, copy));
    }

    public ValueTask<bool> CutAsync(long epoch, GroupPlace beginning, CancellationToken cancellation) =>
        new(store.Write(urgent: false, session =>
        {
            SqliteStatement move = session["""
                UPDATE streams SET first_sequence = ?3, first_records = ?4, first_instant = ?5, first_hash = ?6
                WHERE id = ?1 AND epoch = ?2
                """];
            if (Place(move.Bind(1, Find(session)).Bind(2, epoch), beginning).Run() == 0)
            {
                return false;
            }

            foreach (string table in (ReadOnlySpan<string>)["groups", "texts"])
            {
                session[$"DELETE FROM {table} WHERE id > ?1 AND id <= ?2"]
                    .Bind(1, Key(0)).Bind(2, Key(beginning.Sequence)).Run();
            }

            return true;
        }));

    public ValueTask<IReadOnlyList<StoredHead>> HeadsAsync(StoredKind kind, CancellationToken cancellation) =>
        new(store.Read<IReadOnlyList<StoredHead>>(session =>
        {
            List<StoredHead> heads = [];
            SqliteStatement each = session["SELECT number, epoch, body FROM heads WHERE stream = ?1 AND kind = ?2"]
                .Bind(1, Find(session)).Bind(2, (long)kind);
            while (each.Step())
            {
                heads.Add(new StoredHead(
                    new StoredKey(kind, each.Int64(0), each.Int64(1)), each.Blob(2).ToArray()));
            }

            return heads;
        }));

    public ValueTask<byte[]?> PartAsync(StoredKey key, int part, CancellationToken cancellation) =>
        new(store.Read(session => Single(Key(
            session["""
                SELECT body FROM parts
                WHERE stream = ?1 AND kind = ?2 AND number = ?3 AND epoch = ?4 AND part = ?5
                """],
            session,
            key).Bind(5, part))));

    public ValueTask<bool> PutPartsAsync(
        StoredKey key, int first, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellation) =>
        new(WriteAs(key.Epoch, session =>
        {
            SqliteStatement put = session["INSERT INTO parts VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)"];
            for (int i = 0; i < parts.Count; i++)
            {
                Key(put, session, key).Bind(5, first + i).Bind(6, parts[i].Span).Run();
            }
        }));

    public ValueTask<bool> PutHeadAsync(StoredHead head, CancellationToken cancellation) =>
        new(WriteAs(head.Key.Epoch, session => Key(
            session["INSERT INTO heads VALUES (?1, ?2, ?3, ?4, ?5)"], session, head.Key)
            .Bind(5, head.Octets.Span).Run()));

    public ValueTask<bool> DropHeadAsync(long epoch, StoredKey key, CancellationToken cancellation) =>
        new(WriteAs(epoch, session => Key(
            session["DELETE FROM heads WHERE stream = ?1 AND kind = ?2 AND number = ?3 AND epoch = ?4"],
            session,
            key).Run()));

    public ValueTask<bool> SweepAsync(long epoch, StoredKind kind, CancellationToken cancellation)
    {
        int swept = 0;
        bool current = WriteAs(epoch, session => swept = session["""
            DELETE FROM parts WHERE id IN (
                SELECT p.id FROM parts p WHERE p.stream = ?1 AND p.kind = ?2 AND NOT EXISTS (
                    SELECT 1 FROM heads h WHERE h.stream = p.stream AND h.kind = p.kind AND h.number = p.number
                        AND h.epoch = p.epoch)
                LIMIT ?3)
            """].Bind(1, Find(session)).Bind(2, (long)kind).Bind(3, SweepParts).Run());
        return new(current && swept > 0);
    }

    public ValueTask DisposeAsync()
    {
        // What a clean end leaves behind is the best witness there can be.
        if (store.Witness is { } witness && store.Read(Row) is { } row)
        {
            witness.Note(stream, row);
        }

        return ValueTask.CompletedTask;
    }

    private bool Append(SqliteSession session, long epoch, in PendingGroup group)
    {
        SqliteStatement move = session["""
            UPDATE streams SET sequence = ?3, records = ?4, instant = ?5, hash = ?6
            WHERE id = ?1 AND epoch = ?2 AND sequence = ?3 - 1
            """];
        if (Place(move.Bind(1, Find(session)).Bind(2, epoch), group.Place).Run() == 0)
        {
            return false;
        }

        long key = Key(group.Place.Sequence);
        session["INSERT INTO groups VALUES (?1, ?2)"].Bind(1, key).Bind(2, group.Body.Span).Run();
        if (!group.Texts.IsEmpty)
        {
            session["INSERT INTO texts VALUES (?1, ?2)"].Bind(1, key).Bind(2, group.Texts.Span).Run();
        }

        return true;
    }

    private bool WriteAs(long epoch, Action<SqliteSession> work) => store.Write(urgent: false, session =>
    {
        SqliteStatement ask = session["SELECT 1 FROM streams WHERE id = ?1 AND epoch = ?2"];
        bool current = ask.Bind(1, Find(session)).Bind(2, epoch).Step();
        ask.Reset();
        if (current)
        {
            work(session);
        }

        return current;
    });

    private StreamRow? Row(SqliteSession session)
    {
        SqliteStatement row = session["""
            SELECT id, epoch, first_sequence, first_records, first_instant, first_hash, sequence, records, instant, hash
            FROM streams WHERE name = ?1
            """];
        if (!row.Bind(1, stream).Step())
        {
            return null;
        }

        _id = row.Int64(0);
        StreamRow read = new(
            row.Int64(1),
            new GroupPlace(row.Int64(2), row.Int64(3), row.Int64(4), row.Hash(5)),
            new GroupPlace(row.Int64(6), row.Int64(7), row.Int64(8), row.Hash(9)));
        row.Reset();
        return read;
    }

    private long Find(SqliteSession session)
    {
        if (_id == 0)
        {
            Row(session);
        }

        return _id;
    }

    private long Key(long sequence) => (_id << SqliteSchema.SequenceBits) + sequence;

    private SqliteStatement Key(SqliteStatement statement, SqliteSession session, StoredKey key) =>
        statement.Bind(1, Find(session)).Bind(2, (long)key.Kind).Bind(3, key.Number).Bind(4, key.Epoch);

    private static SqliteStatement Place(SqliteStatement statement, GroupPlace place) => statement
        .Bind(3, place.Sequence).Bind(4, place.Records).Bind(5, place.Instant).Bind(6, place.Hash);

    private static byte[]? Single(SqliteStatement statement)
    {
        byte[]? body = statement.Step() ? statement.Blob(0).ToArray() : null;
        statement.Reset();
        return body;
    }
}
