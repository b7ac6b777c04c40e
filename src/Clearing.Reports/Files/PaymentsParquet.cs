using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Parquet;
using Parquet.Schema;

namespace Clearing.Reports.Files;

/// <summary>
/// Writes <c>payments.parquet</c>: the columns of <c>payments.csv</c> with types. Amounts are decimals with the
/// currency's decimals (of several currencies the most), times are UTC timestamps of microseconds, what is empty in the
/// CSV is null.
/// </summary>
internal static class PaymentsParquet
{
    private const int GroupRows = 131_072;

    // Not compressed: compressors choose by what the processor offers, and the bytes must not depend on it.
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.None };

    public static void Write(string path, RunSummary run, Action<long> advance)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite);
        WriteAsync(file, run, advance).GetAwaiter().GetResult();
    }

    private static async Task WriteAsync(FileStream file, RunSummary run, Action<long> advance)
    {
        var columns = new Columns(run);
        await using ParquetWriter writer = await ParquetWriter
            .CreateAsync(columns.Schema, file, Options).ConfigureAwait(false);
        int count = run.Scenario.Payments.Count;
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            for (int start = 0; start < count; start += GroupRows)
            {
                int rows = Math.Min(GroupRows, count - start);
                int[] own = [.. Enumerable.Range(start, rows).Where(i => run.Owns(s, i))];
                await WriteAsync(writer, columns, Rows.OfScenario(run, s, own)).ConfigureAwait(false);
                advance(rows);
            }

            await WriteAsync(writer, columns, Rows.OfMade(run, s)).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(ParquetWriter writer, Columns columns, Rows rows)
    {
        if (rows.Count > 0)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await columns.WriteAsync(group, rows).ConfigureAwait(false);
        }
    }

    private sealed class Columns
    {
        private readonly bool _hasOrigin;

        public Columns(RunSummary run)
        {
            _hasOrigin = PaymentRows.HasOrigin(run);
            int scale = run.Scenario.Payments.OtherCurrencies.Append(run.Scenario.Currency).Max(c => c.Decimals);
            DataField[] fields =
            [
                Text("system"), Text("id"), new DataField<int>("day"), Text("from"), Text("to"),
                new DecimalDataField("amount", 19, scale),
                Text("currency"), Text("priority"), Time("due_at", false), Time("entered_at", true),
                Time("settled_at", true), Text("status"), Text("route", true), Text("reason", true),
            ];
            Schema = new ParquetSchema(_hasOrigin ? [.. fields, Text("origin", true)] : fields);
        }

        public ParquetSchema Schema { get; }

        public async Task WriteAsync(ParquetRowGroupWriter group, Rows rows)
        {
            OutcomeTable fates = rows.Fates;
            Func<int, int> fate = rows.Fate;
            await Texts(group, 0, rows, _ => rows.System).ConfigureAwait(false);
            await Texts(group, 1, rows, rows.Id).ConfigureAwait(false);
            await Values(group, 2, rows, rows.Day).ConfigureAwait(false);
            await Texts(group, 3, rows, rows.From).ConfigureAwait(false);
            await Texts(group, 4, rows, rows.To).ConfigureAwait(false);
            await Values(group, 5, rows, rows.Amount).ConfigureAwait(false);
            await Texts(group, 6, rows, rows.Currency).ConfigureAwait(false);
            await Texts(group, 7, rows, i => CsvWords.Of(rows.Priority(i))).ConfigureAwait(false);
            await Values(group, 8, rows, i => Utc(rows.DueAt(i))).ConfigureAwait(false);
            await Nullables(group, 9, rows, i => fates.HasEntered(fate(i))
                ? Utc(fates.EnteredAt(fate(i), rows.DueAt(i)))
                : null).ConfigureAwait(false);
            await Nullables(group, 10, rows, i => fates.StatusOf(fate(i)) == PaymentStatus.Settled
                ? Utc(fates.SettledAt(fate(i)))
                : null).ConfigureAwait(false);
            await Texts(group, 11, rows, i => CsvWords.Of(fates.StatusOf(fate(i)))).ConfigureAwait(false);
            await Texts(group, 12, rows, i => OrNull(CsvWords.Of(fates.RouteOf(fate(i))))).ConfigureAwait(false);
            await Texts(group, 13, rows, i => OrNull(CsvWords.Of(fates.ReasonOf(fate(i))))).ConfigureAwait(false);
            if (_hasOrigin)
            {
                await Texts(group, 14, rows, rows.Origin).ConfigureAwait(false);
            }

            group.CompleteValidate();
        }

        private static DataField Text(string name, bool nullable = false) => new(name, typeof(string), nullable);

        private static DateTimeDataField Time(string name, bool nullable) =>
            new(name, DateTimeFormat.Timestamp, true, DateTimeTimeUnit.Micros, nullable);

        private static string? OrNull(string word) => word.Length == 0 ? null : word;

        private static DateTime Utc(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * 10);

        private Task Texts(ParquetRowGroupWriter group, int field, Rows rows, Func<int, string?> of) =>
            group.WriteAsync(Schema.DataFields[field], Fill(rows, of)!);

        private Task Values<T>(ParquetRowGroupWriter group, int field, Rows rows, Func<int, T> of)
            where T : struct =>
            group.WriteAsync<T>(Schema.DataFields[field], Fill(rows, of));

        private Task Nullables(ParquetRowGroupWriter group, int field, Rows rows, Func<int, DateTime?> of) =>
            group.WriteAsync<DateTime>(Schema.DataFields[field], Fill(rows, of));

        private static T[] Fill<T>(Rows rows, Func<int, T> of)
        {
            var values = new T[rows.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = of(i);
            }

            return values;
        }
    }

    // What the columns are filled with, by row.
    private sealed record Rows
    {
        public required string System { get; init; }
        public required int Count { get; init; }
        public required Func<int, string> Id { get; init; }
        public required Func<int, int> Day { get; init; }
        public required Func<int, string> From { get; init; }
        public required Func<int, string> To { get; init; }
        public required Func<int, decimal> Amount { get; init; }
        public required Func<int, string> Currency { get; init; }
        public required Func<int, Priority> Priority { get; init; }
        public required Func<int, long> DueAt { get; init; }
        public required Func<int, string?> Origin { get; init; }
        public required OutcomeTable Fates { get; init; }

        /// <summary>Place of a row in <see cref="Fates"/>.</summary>
        public required Func<int, int> Fate { get; init; }

        public static Rows OfScenario(RunSummary run, int system, int[] own)
        {
            PaymentTable payments = run.Scenario.Payments;
            IReadOnlyList<Participant> banks = run.Scenario.Participants;
            Currency[] currencies = [run.Scenario.Currency, .. payments.OtherCurrencies];
            int[] payer = payments.Payer ?? payments.From;
            int[] payee = payments.Payee ?? payments.To;
            return new()
            {
                System = run.Outcomes[system].Name,
                Count = own.Length,
                Id = i => payments.IdOf(own[i]),
                Day = i => payments.DayOf(own[i]),
                From = i => banks[payer[own[i]]].Id,
                To = i => banks[payee[own[i]]].Id,
                Amount = i => Decimal(
                    payments.AmountMinor[own[i]], currencies[payments.OtherCurrency?[own[i]] ?? 0].Decimals),
                Currency = i => payments.CurrencyOf(own[i]),
                Priority = i => payments.Priority[own[i]],
                DueAt = i => payments.DueAt[own[i]],
                Origin = i => OriginOf(payments, own[i]),
                Fates = run.Outcomes[system].Payments,
                Fate = i => own[i],
            };
        }

        public static Rows OfMade(RunSummary run, int system)
        {
            MadePayment[] made = run.Outcomes[system].Made;
            IReadOnlyList<Participant> banks = run.Scenario.Participants;
            Currency currency = run.CurrencyOf(system);
            return new()
            {
                System = run.Outcomes[system].Name,
                Count = made.Length,
                Id = i => made[i].Id,
                Day = i => made[i].Day,
                From = i => banks[made[i].From].Id,
                To = i => banks[made[i].To].Id,
                Amount = i => Decimal(made[i].AmountMinor, currency.Decimals),
                Currency = _ => currency.Code,
                Priority = i => made[i].Priority,
                DueAt = i => made[i].DueAt,
                Origin = i => made[i].Origin,
                Fates = run.Outcomes[system].MadePayments,
                Fate = i => i,
            };
        }

        private static string? OriginOf(PaymentTable payments, int payment) =>
            payments.Sources[payments.SourceOf[payment]] is { Origin.Length: > 0 } source ? source.Origin : null;

        private static decimal Decimal(long minor, int decimals) =>
            new(unchecked((int)minor), (int)(minor >> 32), 0, false, (byte)decimals);
    }
}
