using System.Text;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>Formats rows of <c>payments.csv</c>; every text that rows share is encoded once.</summary>
internal sealed class PaymentRows
{
    public const string Header =
        "system,id,day,from,to,amount,currency,priority,due_at,entered_at,settled_at,status,route,reason\n";

    private readonly PaymentTable _payments;
    private readonly OutcomeTable _outcomes;
    private readonly LocalTime _time;
    private readonly int _decimals;
    private readonly byte[] _system;
    private readonly byte[] _currency;
    private readonly byte[][] _participants;
    private readonly byte[][] _priorities;
    private readonly byte[][] _statuses;
    private readonly byte[][] _routes;
    private readonly byte[][] _reasons;
    private readonly byte[]?[] _prefixes;

    public PaymentRows(Scenario scenario, SystemOutcome outcome, LocalTime time, byte[][] participants)
    {
        _payments = scenario.Payments;
        _outcomes = outcome.Payments;
        _time = time;
        _decimals = scenario.Currency.Decimals;
        _system = CsvText.WithComma(outcome.Name);
        _currency = CsvText.WithComma(_payments.CurrencyCode);
        _participants = participants;
        _priorities = Words<Priority>(CsvWords.Of, ",");
        _statuses = Words<PaymentStatus>(CsvWords.Of, ",");
        _routes = Words<Route>(CsvWords.Of, ",");
        _reasons = Words<Reason>(CsvWords.Of, "\n");
        _prefixes = [.. _payments.Sources.Select(PlainPrefix)];
    }

    /// <summary>The participants' ids as fields, for every system.</summary>
    public static byte[][] Fields(IReadOnlyList<Participant> participants) =>
        [.. participants.Select(p => CsvText.WithComma(p.Id))];

    /// <summary>Appends the rows of the payments from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    public void Write(RowBuffer buffer, int start, int end)
    {
        var date = new DateCache();
        ReadOnlySpan<byte> sources = _payments.SourceOf;
        ReadOnlySpan<int> rows = _payments.RowOf;
        for (int i = start; i < end; i++)
        {
            buffer.Add(_system);
            WriteId(buffer, sources[i], rows[i]);
            WriteTerms(buffer, i);
            WriteTimes(buffer, i, ref date);
            buffer.Add(_statuses[(int)_outcomes.StatusOf(i)]);
            buffer.Add(_routes[(int)_outcomes.RouteOf(i)]);
            buffer.Add(_reasons[(int)_outcomes.ReasonOf(i)]);
        }
    }

    private static byte[][] Words<T>(Func<T, string> word, string end)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => Encoding.UTF8.GetBytes(word(value) + end))];

    // The prefix of a generated source where it needs no quotes; null where each id is made as a string.
    private static byte[]? PlainPrefix(PaymentSource source) =>
        source.Prefix is { } prefix && CsvText.Quote(prefix) == prefix ? Encoding.UTF8.GetBytes(prefix) : null;

    private void WriteId(RowBuffer buffer, byte source, int row)
    {
        if (_prefixes[source] is not { } prefix)
        {
            buffer.Add(CsvText.Quote(_payments.Sources[source].IdOf(row)));
            buffer.Add((byte)',');
            return;
        }

        buffer.Add(prefix);
        Span<byte> room = buffer.Room(Digits.MaxAmountLength);
        int length = Digits.Whole(room, row + 1L);
        room[length] = (byte)',';
        buffer.Advance(length + 1);
    }

    private void WriteTerms(RowBuffer buffer, int payment)
    {
        Span<byte> room = buffer.Room(Digits.MaxAmountLength);
        int length = Digits.Whole(room, _payments.DayOf(payment));
        room[length] = (byte)',';
        buffer.Advance(length + 1);
        buffer.Add(_participants[_payments.From[payment]]);
        buffer.Add(_participants[_payments.To[payment]]);
        room = buffer.Room(Digits.MaxAmountLength);
        length = Digits.Amount(room, _payments.AmountMinor[payment], _decimals);
        room[length] = (byte)',';
        buffer.Advance(length + 1);
        buffer.Add(_currency);
        buffer.Add(_priorities[(int)_payments.Priority[payment]]);
    }

    private void WriteTimes(RowBuffer buffer, int payment, ref DateCache date)
    {
        long due = _payments.DueAt[payment];
        Span<byte> room = buffer.Room(3 * (LocalTime.MaxLength + 1));
        int length = _time.Write(due, room, ref date);
        room[length++] = (byte)',';
        if (_outcomes.HasEntered(payment))
        {
            length += _time.Write(_outcomes.EnteredAt(payment, due), room[length..], ref date);
        }

        room[length++] = (byte)',';
        if (_outcomes.StatusOf(payment) == PaymentStatus.Settled)
        {
            length += _time.Write(_outcomes.SettledAt(payment), room[length..], ref date);
        }

        room[length++] = (byte)',';
        buffer.Advance(length);
    }
}
