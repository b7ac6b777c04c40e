using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Clearing.Client.Load.Profiles;
using Clearing.Messages.Sessions;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// Writes payments as HTTP requests, all but what differs made beforehand: one payment with an Idempotency-Key, or a
/// bulk of payments with UETRs. Not for several threads at once.
/// </summary>
internal sealed class HttpRequests
{
    /// <summary>Of which ids are derived: docs/reference/http-api.md, "Once".</summary>
    private const byte KeyIdentity = (byte)'K';

    private const int MostHead = 512;
    private const int LengthDigits = 8;
    private const int MostPayment = 256;
    private const string Nobody = "nobody-at-all";

    private readonly LoadTraffic _traffic;
    private readonly PaymentPlan _plan;
    private readonly PaymentIds _ids;
    private readonly int _payer;
    private readonly int _decimals;
    private readonly byte[] _head;
    private readonly byte[][] _payees;
    private readonly byte[] _nobody;
    private readonly byte[] _tail;

    /// <param name="traffic">What is sent.</param>
    /// <param name="plan">Which payments.</param>
    /// <param name="ids">How they are named.</param>
    /// <param name="payer">Index of the bank that pays.</param>
    /// <param name="directory">Names of the ledger.</param>
    /// <param name="ledger">Its name.</param>
    /// <param name="key">By which the bank proves who it is.</param>
    public HttpRequests(
        LoadTraffic traffic, PaymentPlan plan, PaymentIds ids, int payer, Directory directory, string ledger,
        string key)
    {
        _traffic = traffic;
        _plan = plan;
        _ids = ids;
        _payer = payer;
        _decimals = directory.Currencies[0].MinorDigits;
        string address = IsBulk ? "/payments/bulk" : "/payments";
        _head = Encoding.UTF8.GetBytes(
            $"POST /v1/ledgers/{ledger}{address} HTTP/1.1\r\nHost: ledger\r\n"
            + $"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            + (IsBulk ? "" : "Idempotency-Key: "));
        _payees = [.. directory.Participants.Select(p => PayeeOf(p.Id))];
        _nobody = PayeeOf(Nobody);
        _tail = Encoding.UTF8.GetBytes($"\",\"currency\":\"{directory.Currencies[0].Code}\"}}");
    }

    private bool IsBulk => _traffic.Frame > 1;

    /// <summary>By which id the ledger knows payment n.</summary>
    public UInt128 IdOf(long n)
    {
        if (IsBulk)
        {
            return _ids.UetrOf(n);
        }

        ReadOnlySpan<byte> key = _ids.UetrTextOf(n);
        Span<byte> identity = stackalloc byte[sizeof(int) + key.Length];
        BinaryPrimitives.WriteInt32BigEndian(identity, _payer);
        key.CopyTo(identity[sizeof(int)..]);
        return InstructionIds.Derived(KeyIdentity, identity);
    }

    /// <summary>Writes one request.</summary>
    /// <param name="to">Where to; made larger where it is too small.</param>
    /// <param name="first">The first payment; those before were sent in requests before.</param>
    /// <returns>Its length.</returns>
    public int Write(ref byte[] to, long first)
    {
        int most = MostHead + (_traffic.Frame * MostPayment);
        if (to.Length < most)
        {
            to = new byte[most];
        }

        int at = Put(to, 0, _head);
        PlannedPayment one = _plan.At(first, first);
        if (!IsBulk)
        {
            at = Put(to, at, _ids.UetrTextOf(one.Of));
            at = Put(to, at, "\r\n"u8);
        }

        at = Put(to, at, "Content-Length: "u8);
        int lengthAt = at;
        at = Put(to, at + LengthDigits, "\r\n\r\n"u8);
        int body = at;
        at = IsBulk ? WriteBulk(to, at, first) : WritePayment(to, Put(to, at, "{"u8), one);
        int length = at - body;
        for (int i = LengthDigits - 1; i >= 0; i--, length /= 10)
        {
            to[lengthAt + i] = (byte)('0' + (length % 10));
        }

        return at;
    }

    private int WriteBulk(byte[] to, int at, long first)
    {
        at = Put(to, at, "{\"payments\":["u8);
        for (long n = first; n < first + _traffic.Frame; n++)
        {
            PlannedPayment payment = _plan.At(n, first);
            at = Put(to, at, n == first ? "{\"uetr\":\""u8 : ",{\"uetr\":\""u8);
            at = Put(to, at, _ids.UetrTextOf(payment.Of));
            at = Put(to, at, "\","u8);
            at = WritePayment(to, at, payment);
        }

        return Put(to, at, "]}"u8);
    }

    private int WritePayment(byte[] to, int at, in PlannedPayment payment)
    {
        at = Put(to, at, payment.Kind == SlotKind.Bad ? _nobody : _payees[payment.Payee]);
        (long whole, long rest) = Math.DivRem(payment.AmountMinor, Power(_decimals));
        Utf8Formatter.TryFormat(whole, to.AsSpan(at), out int written);
        at += written;
        if (_decimals > 0)
        {
            to[at++] = (byte)'.';
            for (int i = _decimals - 1; i >= 0; i--, rest /= 10)
            {
                to[at + i] = (byte)('0' + (rest % 10));
            }

            at += _decimals;
        }

        return Put(to, at, _tail);
    }

    private static byte[] PayeeOf(string id) => Encoding.UTF8.GetBytes($"\"payee\":\"{id}\",\"amount\":\"");

    private static long Power(int digits) => digits == 0 ? 1 : 10 * Power(digits - 1);

    private static int Put(byte[] to, int at, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(to.AsSpan(at));
        return at + octets.Length;
    }
}
