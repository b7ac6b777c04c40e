using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;
using Parquet;
using Parquet.Schema;

namespace Clearing.Reports.Files;

/// <summary>
/// Writes <c>payments.parquet</c>: the columns of <c>payments.csv</c> with types. Amounts are decimals with the
/// currency's decimals, times are UTC timestamps of microseconds, what is empty in the CSV is null.
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
        Scenario scenario = run.Scenario;
        var columns = new Columns(scenario);
        await using ParquetWriter writer = await ParquetWriter
            .CreateAsync(columns.Schema, file, Options).ConfigureAwait(false);
        foreach (SystemOutcome outcome in run.Outcomes)
        {
            for (int start = 0; start < scenario.Payments.Count; start += GroupRows)
            {
                int count = Math.Min(GroupRows, scenario.Payments.Count - start);
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await columns.WriteAsync(group, outcome, start, count).ConfigureAwait(false);
                advance(count);
            }
        }
    }

    private sealed class Columns
    {
        private readonly Scenario _scenario;
        private readonly PaymentTable _payments;
        private readonly string[] _ids;

        public Columns(Scenario scenario)
        {
            _scenario = scenario;
            _payments = scenario.Payments;
            _ids = [.. scenario.Participants.Select(p => p.Id)];
            Schema = new ParquetSchema(
                Text("system"), Text("id"), new DataField<int>("day"), Text("from"), Text("to"),
                new DecimalDataField("amount", 19, scenario.Currency.Decimals),
                Text("currency"), Text("priority"), Time("due_at", false), Time("entered_at", true),
                Time("settled_at", true), Text("status"), Text("route", true), Text("reason", true));
        }

        public ParquetSchema Schema { get; }

        public async Task WriteAsync(ParquetRowGroupWriter group, SystemOutcome outcome, int start, int count)
        {
            OutcomeTable outcomes = outcome.Payments;
            byte scale = (byte)_scenario.Currency.Decimals;
            await Texts(group, 0, start, count, _ => outcome.Name).ConfigureAwait(false);
            await Texts(group, 1, start, count, _payments.IdOf).ConfigureAwait(false);
            await Values(group, 2, start, count, _payments.DayOf).ConfigureAwait(false);
            await Texts(group, 3, start, count, i => _ids[_payments.From[i]]).ConfigureAwait(false);
            await Texts(group, 4, start, count, i => _ids[_payments.To[i]]).ConfigureAwait(false);
            await Values(group, 5, start, count, i => Decimal(_payments.AmountMinor[i], scale)).ConfigureAwait(false);
            await Texts(group, 6, start, count, _ => _payments.CurrencyCode).ConfigureAwait(false);
            await Texts(group, 7, start, count, i => CsvWords.Of(_payments.Priority[i])).ConfigureAwait(false);
            await Values(group, 8, start, count, i => Utc(_payments.DueAt[i])).ConfigureAwait(false);
            await Nullables(group, 9, start, count, i => outcomes.HasEntered(i)
                ? Utc(outcomes.EnteredAt(i, _payments.DueAt[i]))
                : null).ConfigureAwait(false);
            await Nullables(group, 10, start, count, i => outcomes.StatusOf(i) == PaymentStatus.Settled
                ? Utc(outcomes.SettledAt(i))
                : null).ConfigureAwait(false);
            await Texts(group, 11, start, count, i => CsvWords.Of(outcomes.StatusOf(i))).ConfigureAwait(false);
            await Texts(group, 12, start, count, i => OrNull(CsvWords.Of(outcomes.RouteOf(i)))).ConfigureAwait(false);
            await Texts(group, 13, start, count, i => OrNull(CsvWords.Of(outcomes.ReasonOf(i)))).ConfigureAwait(false);
            group.CompleteValidate();
        }

        private static DataField Text(string name, bool nullable = false) => new(name, typeof(string), nullable);

        private static DateTimeDataField Time(string name, bool nullable) =>
            new(name, DateTimeFormat.Timestamp, true, DateTimeTimeUnit.Micros, nullable);

        private static string? OrNull(string word) => word.Length == 0 ? null : word;

        private static DateTime Utc(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * 10);

        private static decimal Decimal(long minor, byte scale) =>
            new(unchecked((int)minor), (int)(minor >> 32), 0, false, scale);

        private Task Texts(ParquetRowGroupWriter group, int field, int start, int count, Func<int, string?> of) =>
            group.WriteAsync(Schema.DataFields[field], Fill(start, count, of)!);

        private Task Values<T>(ParquetRowGroupWriter group, int field, int start, int count, Func<int, T> of)
            where T : struct =>
            group.WriteAsync<T>(Schema.DataFields[field], Fill(start, count, of));

        private Task Nullables(ParquetRowGroupWriter group, int field, int start, int count, Func<int, DateTime?> of) =>
            group.WriteAsync<DateTime>(Schema.DataFields[field], Fill(start, count, of));

        private static T[] Fill<T>(int start, int count, Func<int, T> of)
        {
            var values = new T[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = of(start + i);
            }

            return values;
        }
    }
}
