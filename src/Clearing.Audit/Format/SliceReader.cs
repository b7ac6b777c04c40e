using System.Buffers.Binary;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Audit.Format;

/// <summary>
/// Reads the slices of a group one by one, as docs/reference/journal.md says ("The payload of a ledger's group"). It
/// keeps its memory from group to group.
/// </summary>
internal sealed class SliceReader
{
    private const int RecordOctets = 48;
    private const byte Timed = 1;
    private const byte Digest = 2;
    private const byte Flag = 4;
    private const byte Scripted = 8;

    private readonly List<byte> _digests = [];
    private LedgerCommand[] _commands = new LedgerCommand[4_096];
    private GroupHead _head;
    private int _at;
    private uint _slices;
    private int _records;

    /// <summary>Instant of the slice.</summary>
    public long Instant { get; private set; }

    /// <summary>How many records of the group come before the slice.</summary>
    public int Before { get; private set; }

    /// <summary>Its commands.</summary>
    public ReadOnlySpan<LedgerCommand> Commands => _commands.AsSpan(0, _records - Before);

    /// <summary>The digests of messages in the group so far, one behind the other, 32 octets each.</summary>
    public ReadOnlySpan<byte> Digests => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_digests);

    /// <summary>Begins a group.</summary>
    public void Begin(in GroupHead head)
    {
        _head = head;
        _at = GroupHead.Octets;
        _slices = 0;
        _records = Before = 0;
        _digests.Clear();
    }

    /// <summary>The next slice; false behind the last, once all is as the head says.</summary>
    /// <exception cref="DamageException">It is not.</exception>
    public bool TryRead(ReadOnlySpan<byte> body)
    {
        if (_at == body.Length)
        {
            DamageException.Need(
                _slices == _head.Slices, 44, $"it says {_head.Slices} slices, and there are {_slices}");
            DamageException.Need(
                _records == _head.Records, 40, $"it says {_head.Records} records, and there are {_records}");
            DamageException.Need(
                Instant == _head.LastInstant, 56, $"its last instant is {Instant}, not {_head.LastInstant}");
            return false;
        }

        DamageException.Need(body.Length - _at >= 16, _at, "the head of a slice is cut off");
        long instant = BinaryPrimitives.ReadInt64LittleEndian(body[_at..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(body[(_at + 8)..]);
        DamageException.Need(
            _slices == 0 ? instant == _head.FirstInstant : instant > Instant, _at,
            $"the instant {instant} of a slice does not follow");
        DamageException.Need(
            BinaryPrimitives.ReadUInt32LittleEndian(body[(_at + 12)..]) == 0, _at + 12,
            "a slice has flags that mean nothing");
        DamageException.Need(
            count <= (body.Length - _at - 16) / RecordOctets, _at + 8, "a slice has more records than octets");
        Instant = instant;
        Before = _records;
        _slices++;
        _at += 16;
        Grow((int)count);
        for (int i = 0; i < count; i++)
        {
            _commands[i] = ReadRecord(body);
            _records++;
        }

        return true;
    }

    private LedgerCommand ReadRecord(ReadOnlySpan<byte> body)
    {
        Need(body.Length - _at >= RecordOctets, 0, "a record is cut off");
        ReadOnlySpan<byte> record = body[_at..];
        byte flags = record[39];
        Need(record[36] <= (byte)CommandKind.NetsAnswered, 36, "no command has this number");
        Need(record[37] <= (byte)Priority.Normal, 37, "no priority has this number");
        Need(flags <= (Timed | Digest | Flag | Scripted), 39, "a record has flags that mean nothing");
        Need(!record[43..48].ContainsAnyExcept((byte)0), 43, "octets are used that mean nothing");
        bool isTimed = (flags & Timed) != 0;
        int digestAt = RecordOctets + (isTimed ? 16 : 0);
        int length = digestAt + ((flags & Digest) != 0 ? 32 : 0);
        Need(record.Length >= length, 0, "a record is cut off");
        var id = new InstructionId(BinaryPrimitives.ReadUInt128BigEndian(record));
        Need(
            (id == InstructionId.None) == ((flags & Scripted) != 0), 0,
            "a record has no id and is not of the script, or is of the script and has one");
        if (length > digestAt)
        {
            _digests.AddRange(record[digestAt..length]);
        }

        _at += length;
        return new LedgerCommand
        {
            Id = id,
            Member = record[40],
            Format = record[41],
            Currency = record[42],
            IsScripted = (flags & Scripted) != 0,
            Command = new SettlementCommand
            {
                Kind = (CommandKind)record[36],
                AmountMinor = BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
                From = BinaryPrimitives.ReadInt32LittleEndian(record[24..]),
                To = BinaryPrimitives.ReadInt32LittleEndian(record[28..]),
                Payment = BinaryPrimitives.ReadInt32LittleEndian(record[32..]),
                Priority = (Priority)record[37],
                PaymentKind = record[38],
                Flag = (flags & Flag) != 0,
                NotBefore = isTimed ? BinaryPrimitives.ReadInt64LittleEndian(record[48..]) : 0,
                NotAfter = isTimed ? BinaryPrimitives.ReadInt64LittleEndian(record[56..]) : 0,
            },
        };
    }

    private void Need(bool holds, int octet, string what)
    {
        if (!holds)
        {
            throw new DamageException(_at + octet, what) { Record = _records + 1 };
        }
    }

    private void Grow(int count)
    {
        if (_commands.Length < count)
        {
            _commands = new LedgerCommand[Math.Max(count, 2 * _commands.Length)];
        }
    }
}
