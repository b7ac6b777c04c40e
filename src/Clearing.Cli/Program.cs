using Clearing.Cli;
using Clearing.Cli.Output;

using Terminal terminal = Terminal.OfProcess();
using Interruption interruption = Interruption.OfProcess(terminal);
return await CommandLine.InvokeAsync(args, terminal, interruption.Token);
