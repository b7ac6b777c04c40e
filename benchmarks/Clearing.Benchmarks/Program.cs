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
    ["--ledger"] => LedgerFigures.Print(),
    ["--desk"] => await DeskFigures.PrintAsync(),
    ["--journal"] => await JournalFigures.PrintAsync(),
    ["--journal", "--quick"] => await JournalFigures.PrintAsync(records: 1_000_000, secondsEach: 0.5),
    ["--messages"] => MessageFigures.Print(null),
    ["--messages", "--schemas", string folder] => MessageFigures.Print(folder),
    _ => BenchmarkSwitcher.FromAssembly(typeof(AllocationBudget).Assembly).Run(args).Any() ? 0 : 1,
};
