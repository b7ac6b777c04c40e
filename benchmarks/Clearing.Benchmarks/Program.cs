using System.Globalization;
using BenchmarkDotNet.Running;
using Clearing.Benchmarks;
using Clearing.Benchmarks.Journals;
using Clearing.Benchmarks.Messages;
using Clearing.Benchmarks.Sessions;

return args switch
{
    ["--budget", ..] => AllocationBudget.Check(args.Length > 1 ? args[1] : AllocationBudget.DefaultPath),
    ["--figures"] => FiguresTable.Print(),
    ["--intake"] => IntakeFigures.Print(),
    ["--journal"] => await JournalFigures.PrintAsync(),
    ["--journal", "--quick"] => await JournalFigures.PrintAsync(records: 1_000_000, secondsEach: 0.5),
    ["--ledger"] => LedgerFigures.Print(),
    ["--desk"] => await DeskFigures.PrintAsync(),
    ["--telemetry"] => await TelemetryFigures.PrintAsync(),
    ["--recovery"] => await RecoveryFigures.PrintAsync(1_000_000, 10_000_000),
    ["--recovery", string count] => await RecoveryFigures.PrintAsync(int.Parse(count, CultureInfo.InvariantCulture)),
    ["--messages"] => MessageFigures.Print(null),
    ["--messages", "--schemas", string folder] => MessageFigures.Print(folder),
    _ => BenchmarkSwitcher.FromAssembly(typeof(AllocationBudget).Assembly).Run(args).Any() ? 0 : 1,
};
