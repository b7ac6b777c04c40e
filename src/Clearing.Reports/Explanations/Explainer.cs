using Clearing.Scenarios.Text;
using Sylvan.Data.Csv;

namespace Clearing.Reports.Explanations;

/// <summary>Reads the folder of a run and finds out what became of a payment.</summary>
public static class Explainer
{
    private const int MostIdsKept = 20_000;

    private delegate void Row(CsvDataReader row);

    /// <param name="folder">Folder of a run.</param>
    /// <param name="payment">Id of a payment of the scenario, or of one that was made.</param>
    /// <param name="system">The system to look in; null = all.</param>
    /// <param name="problem">What is wrong, with the nearest known word; null when the payment was found.</param>
    /// <returns>Null when there is a problem.</returns>
    public static Explanation? Explain(string folder, string payment, string? system, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(payment);
        problem = ProblemOf(folder);
        if (problem is not null)
        {
            return null;
        }

        Explanation? found = null;
        var fates = new List<PaymentFate>();
        var systems = new SortedSet<string>(StringComparer.Ordinal);
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        Read(folder, "payments.csv", row =>
        {
            string name = Field(row, "system");
            string id = Field(row, "id");
            systems.Add(name);
            if (ids.Count < MostIdsKept)
            {
                ids.Add(id);
            }

            if (id == payment && (system is null || system == name))
            {
                fates.Add(FateOf(row));
                found ??= new(
                    payment, Field(row, "from"), Field(row, "to"), Field(row, "amount"), Field(row, "currency"), []);
            }
        });
        if (found is null)
        {
            string run = $"The run in '{folder}' has no";
            problem = system is null || systems.Contains(system)
                ? $"{run} payment '{payment}'{(system is null ? "" : $" in system '{system}'")}{Hint(payment, ids)}"
                : Nearest.Find(system, systems) is null
                    ? $"{run} system '{system}'; it has {string.Join(", ", systems)}."
                    : $"{run} system '{system}'{Hint(system, systems)}";
            return null;
        }

        return found with { Systems = [.. fates.Select(fate => Complete(folder, found, fate))] };
    }

    private static string? ProblemOf(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(full))
        {
            return $"'{folder}' is a file; name the folder that a run wrote, for example "
                + $"'{Path.Combine("out", Path.GetFileNameWithoutExtension(full))}'.";
        }

        if (!Directory.Exists(full))
        {
            string? parent = Path.GetDirectoryName(full);
            IEnumerable<string> beside = parent is not null && Directory.Exists(parent)
                ? Directory.EnumerateDirectories(parent).Select(Path.GetFileName).OfType<string>()
                    .Order(StringComparer.Ordinal)
                : [];
            return Nearest.Find(Path.GetFileName(full), beside) is { } near
                ? $"There is no folder '{folder}'; did you mean '{Beside(folder, near)}'?"
                : $"There is no folder '{folder}'; 'clearing run' writes one, 'out/NAME' where --out names no other.";
        }

        if (File.Exists(Path.Combine(full, "payments.csv")))
        {
            return null;
        }

        string? run = Directory.EnumerateDirectories(full)
            .Where(inner => File.Exists(Path.Combine(inner, "payments.csv")))
            .Order(StringComparer.Ordinal).FirstOrDefault();
        return $"'{folder}' holds no payments.csv; name the folder of a run that was written with --payments csv"
            + (run is null ? "." : $", for example '{Path.Combine(folder, Path.GetFileName(run))}'.");
    }

    private static string Hint(string found, IEnumerable<string> known) =>
        Nearest.Find(found, known) is { } word ? $"; did you mean '{word}'?" : ".";

    // The path as it was typed, with another last name.
    private static string Beside(string folder, string name) =>
        Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? "", name);

    private static PaymentFate FateOf(CsvDataReader row) => new()
    {
        System = Field(row, "system"),
        Priority = Field(row, "priority"),
        DueAt = Field(row, "due_at"),
        EnteredAt = Field(row, "entered_at"),
        SettledAt = Field(row, "settled_at"),
        Status = Field(row, "status"),
        Route = Field(row, "route"),
        Reason = Field(row, "reason"),
        Origin = Field(row, "origin"),
    };

    private static PaymentFate Complete(string folder, Explanation payment, PaymentFate fate)
    {
        var tests = new List<FailedWait>();
        Read(folder, "waiting.csv", row =>
        {
            if (Field(row, "system") == fate.System && Field(row, "id") == payment.Payment)
            {
                tests.Add(new(Field(row, "test"), Field(row, "needed"), Field(row, "available")));
            }
        });
        var failed = new SortedSet<string>(StringComparer.Ordinal);
        Read(folder, "failures.csv", row =>
        {
            string who = Field(row, "failed");
            if (fate.Status == "unwound" && Field(row, "system") == fate.System && Field(row, "event") == "failed"
                && (who == payment.From || who == payment.To))
            {
                failed.Add(who);
            }
        });
        return fate with { Tests = tests, Failed = [.. failed], Set = SetOf(folder, payment.Payment, fate.System) };
    }

    private static ReleasedSet? SetOf(string folder, string payment, string system)
    {
        const string file = "certificate-payments.csv";
        string? number = null;
        string mechanism = "";
        Read(folder, file, row =>
        {
            if (Field(row, "system") == system && Field(row, "payment") == payment)
            {
                number = Field(row, "set");
                mechanism = Field(row, "mechanism");
            }
        });
        if (number is null)
        {
            return null;
        }

        var with = new List<string>();
        Read(folder, file, row =>
        {
            if (Field(row, "system") == system && Field(row, "set") == number && Field(row, "payment") != payment)
            {
                with.Add(Field(row, "payment"));
            }
        });
        return new(number, mechanism, with);
    }

    // A file that a run had no reason to write has no rows.
    private static void Read(string folder, string name, Row take)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return;
        }

        using CsvDataReader reader = CsvDataReader.Create(path, new CsvDataReaderOptions
        {
            HasHeaders = true,
            Delimiter = ',',
            CsvStyle = CsvStyle.Standard,
            BufferSize = 1 << 16,
            MaxBufferSize = 1 << 20,
        });
        while (reader.Read())
        {
            take(reader);
        }
    }

    // A column that the file does not have is empty: `origin` is only there where something was made.
    private static string Field(CsvDataReader row, string column)
    {
        for (int i = 0; i < row.FieldCount; i++)
        {
            if (row.GetName(i) == column)
            {
                return row.GetString(i);
            }
        }

        return "";
    }
}
