using Clearing.Settlement.Model;

namespace Clearing.Settlement.Results;

/// <summary>
/// What became of every payment in one system, as columns beside the payment table: 10 bytes a payment, and 8 more
/// only where a payment entered later than it was due.
/// </summary>
public sealed class OutcomeTable
{
    private const byte EnteredBit = 0x80;

    private long[] _settledAt;
    private byte[] _statusAndRoute;
    private Reason[] _reason;
    private long[]? _enteredAt;

    public OutcomeTable(int count)
    {
        _settledAt = new long[count];
        _statusAndRoute = new byte[count];
        _reason = new Reason[count];
        Count = count;
    }

    public int Count { get; private set; }

    public PaymentStatus StatusOf(int payment) => (PaymentStatus)(_statusAndRoute[payment] & 0x07);

    public Route RouteOf(int payment) => (Route)((_statusAndRoute[payment] >> 3) & 0x0F);

    public Reason ReasonOf(int payment) => _reason[payment];

    /// <summary>Instant of finality; meaningful only where the status is settled.</summary>
    public long SettledAt(int payment) => _settledAt[payment];

    /// <summary>
    /// Instant at which the payment settled or otherwise came to its end in the system (rejected, cancelled, closed
    /// out); 0 where that is not known, as for a payment that never reached it.
    /// </summary>
    public long EndedAt(int payment) => _settledAt[payment];

    /// <summary>True when the payment reached the system at all.</summary>
    public bool HasEntered(int payment) => (_statusAndRoute[payment] & EnteredBit) != 0;

    /// <summary>Instant at which the system received the payment; meaningful where <see cref="HasEntered"/>.</summary>
    public long EnteredAt(int payment, long dueAt) =>
        _enteredAt is null || _enteredAt[payment] == 0 ? dueAt : _enteredAt[payment];

    /// <summary>Notes that a payment reached the system.</summary>
    public void Enter(int payment, long enteredAt, long dueAt)
    {
        _statusAndRoute[payment] |= EnteredBit;
        if (enteredAt != dueAt)
        {
            _enteredAt ??= new long[_settledAt.Length];
            _enteredAt[payment] = enteredAt;
        }
    }

    /// <summary>Makes room for one more payment at the end.</summary>
    public void Add()
    {
        if (Count == _settledAt.Length)
        {
            int room = Math.Max(4, 2 * Count);
            Array.Resize(ref _settledAt, room);
            Array.Resize(ref _statusAndRoute, room);
            Array.Resize(ref _reason, room);
            if (_enteredAt is not null)
            {
                Array.Resize(ref _enteredAt, room);
            }
        }

        Count++;
    }

    public void Settle(int payment, long settledAt, Route route)
    {
        _settledAt[payment] = settledAt;
        Set(payment, PaymentStatus.Settled, route);
    }

    public void Close(int payment, PaymentStatus status, Reason reason, long endedAt = 0)
    {
        _settledAt[payment] = endedAt;
        Set(payment, status, Route.None);
        _reason[payment] = reason;
    }

    private void Set(int payment, PaymentStatus status, Route route) =>
        _statusAndRoute[payment] =
            (byte)((_statusAndRoute[payment] & EnteredBit) | ((int)route << 3) | (int)status);
}
