using Clearing.Reports.Metrics;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>Writes <c>accounts.csv</c>: by system, then participant id.</summary>
internal static class AccountsCsv
{
    private const int BufferBytes = 65_536;
    private const int FlushBytes = 60_000;

    public static void Write(string path, RunSummary run)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var buffer = new RowBuffer(BufferBytes);
        buffer.Add("system,id,currency," + string.Join(',', AccountColumns.All.Select(c => c.Name)) + "\n");
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            byte[] system = CsvText.WithComma(run.Outcomes[s].Name);
            IReadOnlyList<Account> accounts = run.Scenario.Systems[s].Accounts;
            for (int a = 0; a < accounts.Count; a++)
            {
                if (!SystemAccounts.IsKept(run.Scenario, s, a))
                {
                    continue;
                }

                buffer.Add(system);
                buffer.Add(CsvText.Quote(accounts[a].Id) + ",");
                buffer.Add(CsvText.Quote(accounts[a].CurrencyCode));
                WriteNumbers(buffer, run.Outcomes[s].Accounts[a], run.CurrencyOf(s));
                if (buffer.Written.Length > FlushBytes)
                {
                    file.Write(buffer.Written);
                    buffer.Clear();
                }
            }
        }

        file.Write(buffer.Written);
    }

    private static void WriteNumbers(RowBuffer buffer, AccountOutcome account, Currency currency)
    {
        foreach (AccountColumn column in AccountColumns.All)
        {
            buffer.Add((byte)',');
            MetricValue value = column.Of(account);
            Int128 size = Int128.Abs(value.Number);
            if (size > long.MaxValue)
            {
                buffer.Add(value.Format(currency));
                continue;
            }

            if (value.Number < 0)
            {
                buffer.Add((byte)'-');
            }

            int decimals = value.Kind == MetricKind.Amount ? currency.Decimals : 0;
            buffer.Advance(Digits.Amount(buffer.Room(Digits.MaxAmountLength), (long)size, decimals));
        }

        buffer.Add((byte)'\n');
    }
}
