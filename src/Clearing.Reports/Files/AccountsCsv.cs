using System.Text;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>Writes <c>accounts.csv</c>: by system, then participant id.</summary>
internal static class AccountsCsv
{
    public static void Write(string path, RunSummary run)
    {
        using StreamWriter file = new(path, new UTF8Encoding(false), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        });
        file.NewLine = "\n";
        file.WriteLine("system,id,currency," + string.Join(',', AccountColumns.All.Select(c => c.Name)));
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            IReadOnlyList<Account> accounts = run.Scenario.Systems[s].Accounts;
            AccountOutcome[] outcomes = run.Outcomes[s].Accounts;
            for (int a = 0; a < accounts.Count; a++)
            {
                AccountOutcome outcome = outcomes[a];
                file.Write(CsvText.Quote(run.Outcomes[s].Name) + "," + CsvText.Quote(accounts[a].Id) + ",");
                file.Write(CsvText.Quote(accounts[a].CurrencyCode) + ",");
                file.WriteLine(string.Join(
                    ',', AccountColumns.All.Select(c => c.Of(outcome).Format(run.Scenario.Currency))));
            }
        }
    }
}
