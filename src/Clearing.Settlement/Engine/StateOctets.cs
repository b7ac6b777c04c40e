using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Engine;

/// <summary>
/// A state on its way into octets or out of them, by the same lines of code: every call takes what the field holds and
/// gives what it is to hold, which when saving is the same. So nothing can be written that is not read again.
/// </summary>
/// <remarks>
/// Numbers are little-endian, collections come after their count, and SHA-256 over everything stands at the end. What
/// cannot be such a state is refused: <see cref="InvalidDataException"/>.
/// </remarks>
internal ref struct StateOctets
{
    // To be raised with every change of what is saved.
    private const int Version = 1;
    private const int Seal = SHA256.HashSizeInBytes;
    private const int Block = 1 << 16;

    private readonly IBufferWriter<byte>? _to;
    private readonly IncrementalHash? _hash;
    private readonly int _accounts;
    private readonly int _classes;
    private Span<byte> _block;
    private int _used;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Saves.</summary>
    public StateOctets(IBufferWriter<byte> to, IncrementalHash hash)
    {
        _to = to;
        _hash = hash;
    }

    /// <summary>Loads what <see cref="Complete"/> sealed.</summary>
    /// <param name="from">All of the octets.</param>
    /// <param name="accounts">How many there are to be named.</param>
    /// <param name="classes">How many a payment may be of.</param>
    public StateOctets(ReadOnlySpan<byte> from, int accounts, int classes)
    {
        _rest = from;
        _accounts = accounts;
        _classes = classes;
    }

    public readonly bool IsLoading => _to is null;

    /// <summary>Refuses the octets unless this holds.</summary>
    public static void Need(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"Not a state of this system: {what}.");
        }
    }

    public long Number(long value)
    {
        Span<byte> octets = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(octets, value);
        Octets(octets);
        return BinaryPrimitives.ReadInt64LittleEndian(octets);
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Number(int value, int least, int most)
    {
        Span<byte> octets = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(octets, value);
        Octets(octets);
        value = BinaryPrimitives.ReadInt32LittleEndian(octets);
        Need(!IsLoading || (value >= least && value <= most), "a number is beyond its range");
        return value;
    }

    public int Account(int value) => Number(value, 0, _accounts - 1);

    public bool Flag(bool value)
    {
        Span<byte> octet = [value ? (byte)1 : (byte)0];
        Octets(octet);
        Need(octet[0] <= 1, "a flag is neither yes nor no");
        return octet[0] == 1;
    }

    /// <summary>A length that the octets left can hold.</summary>
    /// <param name="count">How many.</param>
    /// <param name="octetsEach">The least that each of them takes.</param>
    public int Count(int count, int octetsEach)
    {
        count = Number(count, 0, int.MaxValue);
        Need(!IsLoading || count <= _rest.Length / octetsEach, "more is told than is there");
        return count;
    }

    /// <summary>As many numbers as the definition says; one octet where all are zero.</summary>
    public void Numbers(Span<long> values)
    {
        if (!Flag(values.ContainsAnyExcept(0)))
        {
            values.Clear();
            return;
        }

        foreach (ref long value in values)
        {
            value = Number(value);
        }
    }

    /// <summary>As many flags as the definition says; one octet where none is set.</summary>
    public void Flags(Span<bool> values)
    {
        if (!Flag(values.Contains(true)))
        {
            values.Clear();
            return;
        }

        foreach (ref bool value in values)
        {
            value = Flag(value);
        }
    }

    public WaitingPayment Payment(in WaitingPayment payment)
    {
        Span<byte> octets = stackalloc byte[WaitingPayment.Octets];
        payment.CopyTo(octets);
        Octets(octets);
        if (!IsLoading)
        {
            return payment;
        }

        var loaded = new WaitingPayment(octets);
        Need((uint)loaded.From < (uint)_accounts && (uint)loaded.To < (uint)_accounts, "an account is not there");
        Need(loaded.Class < _classes, "a class is not there");
        Need(loaded.Payment >= 0 && loaded.AmountMinor >= 0, "a payment is none");
        Need(loaded.Priority <= Priority.Normal, "a priority is not there");
        return loaded;
    }

    /// <summary>All payments of a list, which is empty when loading.</summary>
    public void Payments(List<WaitingPayment> payments)
    {
        int count = Count(payments.Count, WaitingPayment.Octets);
        CollectionsMarshal.SetCount(payments, count);
        foreach (ref WaitingPayment payment in CollectionsMarshal.AsSpan(payments))
        {
            payment = Payment(payment);
        }
    }

    /// <summary>
    /// The beginning: version and definition. Of what is loaded nothing is believed before all is found undamaged.
    /// </summary>
    /// <param name="definition">What tells the definition from others.</param>
    public void Open(ReadOnlySpan<byte> definition)
    {
        ReadOnlySpan<byte> all = _rest;
        Need(Number(Version, int.MinValue, int.MaxValue) == Version, "it is of another version");
        if (IsLoading)
        {
            Need(_rest.Length >= Seal, "it ends too early");
            Need(SHA256.HashData(all[..^Seal]).AsSpan().SequenceEqual(all[^Seal..]), "octets are damaged");
            _rest = _rest[..^Seal];
        }

        Span<byte> own = stackalloc byte[definition.Length];
        definition.CopyTo(own);
        Octets(own);
        Need(own.SequenceEqual(definition), "it is of another definition");
    }

    /// <summary>The end: seals what is saved; of what is loaded nothing may be left.</summary>
    public void Complete()
    {
        if (IsLoading)
        {
            Need(_rest.IsEmpty, "octets are left over");
            return;
        }

        Flush();
        _hash!.GetHashAndReset(_to!.GetSpan(Seal));
        _to.Advance(Seal);
    }

    private void Octets(scoped Span<byte> octets)
    {
        if (IsLoading)
        {
            Need(_rest.Length >= octets.Length, "it ends too early");
            _rest[..octets.Length].CopyTo(octets);
            _rest = _rest[octets.Length..];
            return;
        }

        if (_block.Length - _used < octets.Length)
        {
            Flush();
            _block = _to!.GetSpan(Block);
        }

        octets.CopyTo(_block[_used..]);
        _used += octets.Length;
    }

    private void Flush()
    {
        _hash!.AppendData(_block[.._used]);
        _to!.Advance(_used);
        _used = 0;
    }
}
