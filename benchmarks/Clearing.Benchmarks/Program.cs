using BenchmarkDotNet.Running;
using Clearing.Benchmarks;

return args switch
{
    ["--budget", ..] => AllocationBudget.Check(args.Length > 1 ? args[1] : AllocationBudget.DefaultPath),
    ["--figures"] => FiguresTable.Print(),
    _ => BenchmarkSwitcher.FromAssembly(typeof(AllocationBudget).Assembly).Run(args).Any() ? 0 : 1,
};
