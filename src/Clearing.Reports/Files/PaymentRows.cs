using System.Globalization;
using System.Text;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>Formats rows of <c>payments.csv</c>; every text that rows share is encoded once.</summary>
internal sealed class PaymentRows
{
    private const string Columns =
        "system,id,day,from,to,amount,currency,priority,due_at,entered_at,settled_at,status,route,reason";

    private readonly RunSummary _run;
    private readonly int _index;
    private readonly PaymentTable _payments;
    private readonly OutcomeTable _outcomes;
    private readonly LocalTime _time;
    private readonly int[] _decimals;
    private readonly byte[] _system;
    private readonly byte[][] _currencies;
    private readonly byte[][] _participants;
    private readonly byte[][] _priorities;
    private readonly byte[][] _statuses;
    private readonly byte[][] _routes;
    private readonly byte[][] _reasons;
    private readonly byte[]?[] _prefixes;

    // By source what ends its rows: its origin where there is such a column.
    private readonly byte[][] _ends;

    /// <param name="run">The run.</param>
    /// <param name="system">Index of the system.</param>
    /// <param name="time">Of the scenario's zone.</param>
    /// <param name="participants">Their ids as fields.</param>
    public PaymentRows(RunSummary run, int system, LocalTime time, byte[][] participants)
    {
        _run = run;
        _index = system;
        _payments = run.Scenario.Payments;
        _outcomes = run.Outcomes[system].Payments;
        _time = time;
        Currency[] currencies = [run.Scenario.Currency, .. _payments.OtherCurrencies];
        _decimals = [.. currencies.Select(c => c.Decimals)];
        _system = CsvText.WithComma(run.Outcomes[system].Name);
        _currencies = [.. currencies.Select(c => CsvText.WithComma(c.Code))];
        _participants = participants;
        _priorities = Words<Priority>(CsvWords.Of, ",");
        _statuses = Words<PaymentStatus>(CsvWords.Of, ",");
        _routes = Words<Route>(CsvWords.Of, ",");
        bool hasOrigin = HasOrigin(run);
        _reasons = Words<Reason>(CsvWords.Of, "");
        _prefixes = [.. _payments.Sources.Select(PlainPrefix)];
        _ends = [.. _payments.Sources.Select(s => Encoding.UTF8.GetBytes(hasOrigin ? $",{s.Origin}\n" : "\n"))];
    }

    /// <summary>
    /// True when something was made or came from elsewhere than the scenario, and a last column says why or where from.
    /// </summary>
    public static bool HasOrigin(RunSummary run) => run.Outcomes.Any(o => o.Made.Length > 0)
        || run.Scenario.Payments.Sources.Any(source => source.Origin.Length > 0);

    public static string Header(RunSummary run) => Columns + (HasOrigin(run) ? ",origin\n" : "\n");

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
            if (!_run.Owns(_index, i))
            {
                continue;
            }

            buffer.Add(_system);
            WriteId(buffer, sources[i], rows[i]);
            WriteTerms(buffer, i);
            WriteTimes(buffer, i, ref date);
            buffer.Add(_statuses[(int)_outcomes.StatusOf(i)]);
            buffer.Add(_routes[(int)_outcomes.RouteOf(i)]);
            buffer.Add(_reasons[(int)_outcomes.ReasonOf(i)]);
            buffer.Add(_ends[sources[i]]);
        }
    }

    /// <summary>Appends the rows of the payments that the arrangement made here.</summary>
    public void WriteMade(RowBuffer buffer)
    {
        MadePayment[] made = _run.Outcomes[_index].Made;
        OutcomeTable fates = _run.Outcomes[_index].MadePayments;
        Currency currency = _run.CurrencyOf(_index);
        for (int i = 0; i < made.Length; i++)
        {
            MadePayment payment = made[i];
            buffer.Add(_system);
            buffer.Add(CsvText.Quote(payment.Id) + "," + payment.Day.ToString(CultureInfo.InvariantCulture) + ",");
            buffer.Add(_participants[payment.From]);
            buffer.Add(_participants[payment.To]);
            buffer.Add($"{currency.Format(payment.AmountMinor)},{currency.Code},");
            buffer.Add(_priorities[(int)payment.Priority]);
            buffer.Add(_time.Format(payment.DueAt) + ",");
            buffer.Add((fates.HasEntered(i) ? _time.Format(fates.EnteredAt(i, payment.DueAt)) : "") + ",");
            bool settled = fates.StatusOf(i) == PaymentStatus.Settled;
            buffer.Add((settled ? _time.Format(fates.SettledAt(i)) : "") + ",");
            buffer.Add(_statuses[(int)fates.StatusOf(i)]);
            buffer.Add(_routes[(int)fates.RouteOf(i)]);
            buffer.Add($"{CsvWords.Of(fates.ReasonOf(i))},{CsvText.Quote(payment.Origin)}\n");
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
        int currency = _payments.OtherCurrency?[payment] ?? 0;
        buffer.Add(_participants[(_payments.Payer ?? _payments.From)[payment]]);
        buffer.Add(_participants[(_payments.Payee ?? _payments.To)[payment]]);
        room = buffer.Room(Digits.MaxAmountLength);
        length = Digits.Amount(room, _payments.AmountMinor[payment], _decimals[currency]);
        room[length] = (byte)',';
        buffer.Advance(length + 1);
        buffer.Add(_currencies[currency]);
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
