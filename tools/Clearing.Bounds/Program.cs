using System.CommandLine;
using System.Globalization;
using Clearing.Bounds;
using Spectre.Console;

Argument<FileInfo> file = new("QUEUES") { Description = "queues.jsonl of a run: clearing run SCENARIO --queues" };
Option<int> exactUpTo = new("--exact-up-to")
{
    Description = "Solve queues of up to so many payments exactly; larger ones by the relaxation only.",
    DefaultValueFactory = _ => 200,
};
RootCommand root = new("What release mechanisms left on the table: the best set of waiting payments, and how near "
    + "each mechanism comes.\n\nExample: clearing-bounds out/gridlock/queues.jsonl") { file, exactUpTo };
root.SetAction(result => Report(result.GetRequiredValue(file), result.GetValue(exactUpTo)));
ParseResult parsed = root.Parse(args);
int exit = parsed.Invoke();
return parsed.Errors.Count > 0 ? 2 : exit;

static int Report(FileInfo file, int exactUpTo)
{
    IReadOnlyList<QueueDump> dumps;
    try
    {
        dumps = QueueDump.Read(file.FullName);
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
    {
        Console.Error.WriteLine(e.Message);
        return 3;
    }

    Table table = new();
    foreach (string column in (string[])["system", "time", "waiting", "value", "bound", "mechanism", "released", "gap"])
    {
        table.AddColumn(column);
    }

    foreach (QueueDump dump in dumps)
    {
        Finding finding = Finding.Of(new WaitingSet(dump), exactUpTo);
        foreach (MechanismFinding mechanism in finding.MechanismFindings)
        {
            table.AddRow(
                dump.System, dump.Time, Text(dump.Payments.Count), Text(finding.Queue.ValueMinor),
                $"{Text(finding.BoundMinor)} {(finding.IsExact ? "exact" : "relaxed")}", mechanism.Mechanism,
                Text(mechanism.ValueMinor), mechanism.Gap.ToString("P1", CultureInfo.InvariantCulture));
        }
    }

    AnsiConsole.Write(table);
    Console.WriteLine("Values in minor units. Gap: 1 - released / bound.");
    return 0;
}

static string Text(IFormattable number) => number.ToString("N0", CultureInfo.InvariantCulture);
