using System.Text;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Tests.Faults;

/// <summary>What the entries of the log amount to. Every change is an entry first.</summary>
internal sealed class FaultyState
{
    private const byte OpenEntry = 1;
    private const byte GroupEntry = 2;
    private const byte CutEntry = 3;
    private const byte PartEntry = 4;
    private const byte HeadEntry = 5;
    private const byte DropEntry = 6;
    private const byte SweepEntry = 7;
    private const byte FactEntry = 8;

    private readonly FaultyLog _log;
    private readonly Dictionary<string, StreamRow> _rows = [];
    private readonly Dictionary<string, SortedDictionary<long, Group>> _groups = [];
    private readonly Dictionary<(string, StoredKey), byte[]> _heads = [];
    private readonly Dictionary<(string, StoredKey, int), byte[]> _parts = [];

    public FaultyState(SimulatedDevice device)
    {
        _log = new FaultyLog(device);
        _log.Recover(Apply);
    }

    public IEnumerable<string> Streams => _rows.Keys;

    public Dictionary<string, byte[]> Facts { get; } = [];

    public StreamRow? Row(string stream) => _rows.TryGetValue(stream, out StreamRow row) ? row : null;

    public void Open(string stream, long epoch) => Put(OpenEntry, to =>
    {
        to.Write(stream);
        to.Write(epoch);
    });

    public void Append(string stream, PendingGroup group) => Put(GroupEntry, to =>
    {
        to.Write(stream);
        Write(to, group.Place);
        to.Write(group.Texts.Length);
        to.Write(group.Texts.Span);
        to.Write(group.Body.Length);
        to.Write(group.Body.Span);
    });

    public void Cut(string stream, GroupPlace beginning) => Put(CutEntry, to =>
    {
        to.Write(stream);
        Write(to, beginning);
    });

    public void PutPart(string stream, StoredKey key, int part, ReadOnlySpan<byte> octets)
    {
        byte[] body = octets.ToArray();
        Put(PartEntry, to =>
        {
            to.Write(stream);
            Write(to, key);
            to.Write(part);
            to.Write(body.Length);
            to.Write(body);
        });
    }

    public void PutHead(string stream, StoredHead head) => Put(HeadEntry, to =>
    {
        to.Write(stream);
        Write(to, head.Key);
        to.Write(head.Octets.Length);
        to.Write(head.Octets.Span);
    });

    public void DropHead(string stream, StoredKey key) => Put(DropEntry, to =>
    {
        to.Write(stream);
        Write(to, key);
    });

    /// <summary>Takes all parts of a kind that have no head; false when there were none.</summary>
    public bool Sweep(string stream, StoredKind kind)
    {
        bool some = Orphans(stream, kind).Any();
        if (some)
        {
            Put(SweepEntry, to =>
            {
                to.Write(stream);
                to.Write((byte)kind);
            });
        }

        return some;
    }

    public void PutFact(string key, byte[] value) => Put(FactEntry, to =>
    {
        to.Write(key);
        to.Write(value.Length);
        to.Write(value);
    });

    public (long Sequence, byte[] Body)? Next(string stream, long after, long upTo)
    {
        if (!_groups.TryGetValue(stream, out SortedDictionary<long, Group>? groups))
        {
            return null;
        }

        foreach ((long sequence, Group group) in groups)
        {
            if (sequence > after && sequence <= upTo)
            {
                return (sequence, _log.Read(group.BodyAt, group.BodyOctets));
            }
        }

        return null;
    }

    public byte[]? Texts(string stream, long sequence) =>
        _groups.TryGetValue(stream, out SortedDictionary<long, Group>? groups)
        && groups.TryGetValue(sequence, out Group? group) ? group.Texts : null;

    public IReadOnlyList<StoredHead> Heads(string stream, StoredKind kind) =>
        [.. _heads.Where(h => h.Key.Item1 == stream && h.Key.Item2.Kind == kind)
            .Select(h => new StoredHead(h.Key.Item2, h.Value))];

    public byte[]? Part(string stream, StoredKey key, int part) => _parts.GetValueOrDefault((stream, key, part));

    private IEnumerable<(string, StoredKey, int)> Orphans(string stream, StoredKind kind) =>
        _parts.Keys.Where(p => p.Item1 == stream && p.Item2.Kind == kind && !_heads.ContainsKey((stream, p.Item2)));

    private void Put(byte kind, Action<BinaryWriter> write)
    {
        using MemoryStream octets = new();
        using BinaryWriter writer = new(octets, Encoding.UTF8);
        write(writer);
        long at = _log.Append(kind, octets.ToArray());
        Apply(kind, at, octets.ToArray());
    }

    private void Apply(byte kind, long at, ReadOnlyMemory<byte> octets)
    {
        using BinaryReader from = new(new MemoryStream(octets.ToArray()), Encoding.UTF8);
        string name = from.ReadString();
        switch (kind)
        {
            case OpenEntry:
                StreamRow old = Row(name) ?? new StreamRow(0, GroupPlace.Start, GroupPlace.Start);
                _rows[name] = old with { Epoch = from.ReadInt64() };
                break;
            case GroupEntry:
                GroupPlace place = Place(from);
                byte[] texts = from.ReadBytes(from.ReadInt32());
                int body = from.ReadInt32();
                _rows[name] = _rows[name] with { Tail = place };
                _groups.TryAdd(name, []);
                _groups[name][place.Sequence] = new Group(at + from.BaseStream.Position, body, texts);
                break;
            case CutEntry:
                GroupPlace beginning = Place(from);
                _rows[name] = _rows[name] with { Beginning = beginning };
                foreach (long gone in _groups[name].Keys.Where(s => s <= beginning.Sequence).ToArray())
                {
                    _groups[name].Remove(gone);
                }

                break;
            case PartEntry:
                _parts[(name, Key(from), from.ReadInt32())] = from.ReadBytes(from.ReadInt32());
                break;
            case HeadEntry:
                _heads[(name, Key(from))] = from.ReadBytes(from.ReadInt32());
                break;
            case DropEntry:
                _heads.Remove((name, Key(from)));
                break;
            case SweepEntry:
                foreach ((string, StoredKey, int) orphan in Orphans(name, (StoredKind)from.ReadByte()).ToArray())
                {
                    _parts.Remove(orphan);
                }

                break;
            default:
                Facts[name] = from.ReadBytes(from.ReadInt32());
                break;
        }
    }

    private static void Write(BinaryWriter to, GroupPlace place)
    {
        to.Write(place.Sequence);
        to.Write(place.Records);
        to.Write(place.Instant);
        to.Write(place.Hash.ToArray());
    }

    private static GroupPlace Place(BinaryReader from) => new(
        from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), new Hash256(from.ReadBytes(Hash256.Octets)));

    private static void Write(BinaryWriter to, StoredKey key)
    {
        to.Write((byte)key.Kind);
        to.Write(key.Number);
        to.Write(key.Epoch);
    }

    private static StoredKey Key(BinaryReader from) =>
        new((StoredKind)from.ReadByte(), from.ReadInt64(), from.ReadInt64());

    private sealed record Group(long BodyAt, int BodyOctets, byte[] Texts);
}
